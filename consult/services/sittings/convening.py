"""The members are convened here, for the first or the second time; from then on the agenda stands."""

from collections.abc import Sequence

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.models.sittings import AgendaItem, Proxy, Sitting
from consult.queries import sittings as queries
from consult.rules.permissions import Permission, require
from consult.rules.sittings import (
    ItemState,
    ProxyState,
    SittingState,
    check_convocation,
    check_sitting_step,
)
from consult.rules.voting import is_second_convocation
from consult.services import journal, outbox
from consult.services.sittings.preparing import SittingDraft, write
from consult.services.sittings.seats_here import require_state, sitting_rules


def convene(actor: Actor, sitting_id: int) -> Sitting:
    """Freeze the agenda and the rules, write to every member, carry over the proxies that reach this far.

    ``Invalid``: no item, a text that lacks a language (all of them named), or too few clear days; for a
    second sitting those since the first one are what counts (CGCT L2121-17).
    """
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(sitting_id)
    check_sitting_step(sitting.state, SittingState.CONVENED)
    moment = now()
    rules = sitting_rules(sitting)
    check_convocation(
        rules.convocation,
        convened=local_day(moment),
        sits=local_day(sitting.starts_at),
        urgent=sitting.urgent or sitting.first_id is not None,
    )
    if sitting.first_id is not None:
        _check_second(sitting)
    _check_agenda(queries.items(sitting.id))
    sitting.profile = queries.assembly_of(sitting).profile
    sitting.state, sitting.convened_at = SittingState.CONVENED, moment
    db.session.flush()
    _carry_proxies(actor, sitting)
    members = queries.council(sitting.assembly_id, local_day(moment))
    for member in members:
        outbox.tell_councillor("sitting-convened", member.councillor_id, sitting.id, sitting_id=sitting.id)
    journal.record(
        actor, "sitting.convened", "sitting", sitting.id, members=len(members), second=sitting.first_id
    )
    return sitting


def _check_agenda(agenda: list[AgendaItem]) -> None:
    if not agenda:
        raise Invalid("agenda_empty", N_("The agenda is empty. Add at least one item."))
    languages = territory().content_languages
    lacking = [
        str(item.position)
        for item in agenda
        for words in (item.title, item.question)
        if words and any(not words.get(code) for code in languages)
    ]
    if lacking:
        raise Invalid(
            "language_missing",
            N_("These items lack a text in one of the languages: %(items)s."),
            items=", ".join(dict.fromkeys(lacking)),
        )


def reconvene(actor: Actor, sitting_id: int, draft: SittingDraft) -> Sitting:
    """Prepare the second convocation of a sitting that lacked its quorum, with the items it left.

    No quorum is asked then (CGCT L2121-17), so its conditions are checked here already: ``Invalid``
    otherwise. ``Conflict`` when no item failed, or when this was done before.
    """
    require(actor, Permission.RUN_BALLOTS)
    first = queries.locked(sitting_id)
    require_state(first, SittingState.ENDED)
    left = queries.last_failed(first.id)
    if not left:
        raise Conflict("nothing_failed", N_("No item of this sitting lacked its quorum."))
    if first.first_id is not None:
        raise Conflict("second_already", N_("This was a second convocation already."))
    second = Sitting(
        assembly_id=first.assembly_id,
        first_id=first.id,
        state=SittingState.DRAFT,
        prepared_by_id=actor.account_id,
        created_at=now(),
    )
    write(second, draft)
    _check_second(second)
    db.session.add(second)
    db.session.flush()
    db.session.add_all(taken_up(second, left))
    journal.record(actor, "sitting.reconvened", "sitting", second.id, first=first.id, items=len(left))
    return second


def taken_up(second: Sitting, left: Sequence[AgendaItem]) -> list[AgendaItem]:
    """The items that the first sitting ``left``, as they were, on the agenda of the second."""
    return [
        AgendaItem(
            sitting_id=second.id,
            first_id=item.id,
            position=position,
            title=item.title,
            question=item.question,
            proposal_id=item.proposal_id,
            appointment=item.appointment,
            majority=item.majority,
            state=ItemState.WAITING,
            quorum={},
        )
        for position, item in enumerate(left, start=1)
    ]


def _check_second(second: Sitting) -> None:
    first = queries.get(second.first_id) if second.first_id else None
    rule = sitting_rules(second).quorum
    if first is None or not is_second_convocation(
        rule,
        first_day=local_day(first.starts_at),
        second_day=local_day(second.starts_at),
        same_items=True,
        recalls_rule=second.recalls_rule,
    ):
        raise Invalid(
            "not_second",
            N_(
                "A second sitting needs %(days)s clear days after the first"
                " and, under local law, a convocation that recalls the rule."
            ),
            field="starts_on",
            days=rule.second_convocation_clear_days,
        )


def cancel(actor: Actor, sitting_id: int) -> Sitting:
    """Call a sitting off before it opens; the members who were convened are told."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(sitting_id)
    check_sitting_step(sitting.state, SittingState.CANCELLED)
    if sitting.convened_at is not None:
        for member in queries.council(sitting.assembly_id, local_day(now())):
            outbox.tell_councillor(
                "sitting-cancelled", member.councillor_id, sitting.id, sitting_id=sitting.id
            )
    sitting.state = SittingState.CANCELLED
    journal.record(actor, "sitting.cancelled", "sitting", sitting.id)
    return sitting


def _carry_proxies(actor: Actor, sitting: Sitting) -> None:
    """A power for several sittings reaches the next one; the earlier of two for one holder goes first.

    The sittings are counted anew from the first one on: another may have been convened in between since.
    """
    before = queries.previous(sitting)
    if before is None:
        return
    in_office = queries.seats_in_office(sitting.assembly_id, local_day(sitting.starts_at))
    grantors: set[int] = set()
    holders: set[int] = set()
    carried: list[Proxy] = []
    for old in queries.to_carry(before.id):
        grantor, holder = old.grantor_seat_id, old.holder_seat_id
        left = queries.sittings_left(old, sitting)
        if left < 1 or not {grantor, holder} <= in_office or grantor in grantors or holder in holders:
            journal.record(actor, "proxy.not_carried", "proxy", old.id, sitting=sitting.id)
            continue
        grantors.add(grantor)
        holders.add(holder)
        carried.append(
            Proxy(
                sitting_id=sitting.id,
                grantor_seat_id=grantor,
                holder_seat_id=holder,
                source=old.source,
                document_sha256=old.document_sha256,
                sittings_left=left,
                illness=old.illness,
                carried_from_id=old.id,
                state=ProxyState.ACTIVE,
                entered_by_id=old.entered_by_id,
                given_at=now(),
            )
        )
    db.session.add_all(carried)
    db.session.flush()
    people = queries.members(holders)
    for proxy in carried:
        holder_id = people[proxy.holder_seat_id].councillor_id
        outbox.tell_councillor("proxy-given", holder_id, proxy.id, proxy_id=proxy.id)
