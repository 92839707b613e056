"""An item of the agenda: who steps back, who asks for which vote, the quorum when it opens, its end."""

from collections.abc import Sequence

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.kernel.messages import N_
from consult.models.sittings import AgendaItem, ModeRequest, Recusal, Sitting
from consult.queries import sittings as queries
from consult.rules.permissions import Permission, require
from consult.rules.sittings import ItemState, SittingState, check_item_step, quorum_figures
from consult.rules.voting import Mode, QuorumCheck, check_quorum
from consult.services import journal
from consult.services.sittings.seats_here import acting_for, require_members, require_state, sitting_rules
from consult.services.sittings.under_way import leave_vote, require_no_vote, vote_under_way
from consult.services.sittings.voting import record_missing_quorum


def open_item(actor: Actor, item_id: int) -> AgendaItem:
    """Begin the discussion: the quorum is checked, and stays as it was then (CGCT L2121-17).

    Without a quorum the item fails, and its question is on record as ``no_quorum``; it may be opened again
    when members have come, or taken up by a second sitting.
    """
    require(actor, Permission.RUN_BALLOTS)
    sitting, item = queries.locked_item(item_id)
    require_state(sitting, SittingState.OPEN)
    if any(one.state is ItemState.OPEN for one in queries.items(sitting.id)):
        raise Conflict("item_open", N_("An item is still under discussion. Close it first."))
    moment, there, recused = now(), queries.room(sitting.id), queries.recused(item.id)
    check = _quorum(sitting, item, there.present, recused)
    target = ItemState.OPEN if check.reached else ItemState.FAILED
    check_item_step(item.state, target)
    item.state, item.opened_at = target, moment
    item.attendance_mark = sitting.attendance_size
    item.quorum = quorum_figures(check, there, len(recused & there.present))
    db.session.flush()
    journal.record(
        actor,
        "agenda.opened" if check.reached else "agenda.failed",
        "agenda_item",
        item.id,
        sitting=sitting.id,
        counted=check.counted,
        required=check.required,
    )
    if not check.reached and item.question:
        record_missing_quorum(actor, sitting, item, moment)
    return item


def _quorum(sitting: Sitting, item: AgendaItem, present: frozenset[int], recused: set[int]) -> QuorumCheck:
    in_office = queries.seats_in_office(sitting.assembly_id, local_day(now()))
    return check_quorum(
        sitting_rules(sitting).quorum,
        in_office=len(in_office),
        present=len(present),
        recused=len(present & recused),
        interested=len(in_office & recused),
        second_convocation=item.first_id is not None,
    )


def close_item(actor: Actor, item_id: int) -> AgendaItem:
    """The item is dealt with; ``Conflict`` while a vote on it is under way."""
    require(actor, Permission.RUN_BALLOTS)
    sitting, item = queries.locked_item(item_id)
    check_item_step(item.state, ItemState.DONE)
    require_no_vote(sitting)
    item.state, item.closed_at = ItemState.DONE, now()
    journal.record(actor, "agenda.closed", "agenda_item", item.id, sitting=sitting.id)
    return item


def recuse(actor: Actor, item_id: int, seat_id: int) -> None:
    """A member steps back from the item (CGCT L2131-11): the councillor says so, or the clerk enters it.

    During the vote as well, unless a vote for the seat, or one that it holds, has been cast already.
    """
    sitting, item = queries.locked_item(item_id)
    acting_for(actor, sitting, seat_id)
    require_members(sitting, seat_id)
    require_state(sitting, SittingState.CONVENED, SittingState.OPEN)
    _require_unfinished(item)
    ballot = vote_under_way(sitting)
    if queries.recusal(item.id, seat_id) is not None:
        return
    db.session.add(
        Recusal(item_id=item.id, seat_id=seat_id, entered_by_id=actor.account_id, recused_at=now())
    )
    if ballot is not None and ballot.agenda_item_id == item.id:
        leave_vote(ballot, seat_id)
    db.session.flush()
    journal.record(actor, "recusal.entered", "agenda_item", item.id, seat=seat_id)


def take_back_recusal(actor: Actor, item_id: int, seat_id: int) -> None:
    """A recusal entered by mistake goes, before the item opens."""
    sitting, item = queries.locked_item(item_id)
    acting_for(actor, sitting, seat_id)
    require_state(sitting, SittingState.CONVENED, SittingState.OPEN)
    found = queries.recusal(item.id, seat_id)
    if found is None:
        return
    if item.state not in (ItemState.WAITING, ItemState.FAILED):
        raise Conflict("item_begun", N_("The item has been opened, so this stays as it is."))
    db.session.delete(found)
    journal.record(actor, "recusal.taken_back", "agenda_item", item.id, seat=seat_id)


def _require_unfinished(item: AgendaItem) -> None:
    if item.state is ItemState.DONE:
        raise Conflict("item_done", N_("This item has been dealt with."))


def ask_mode(actor: Actor, item_id: int, seats: Sequence[int], mode: Mode) -> int:
    """Members present ask for a public or a secret vote (CGCT L2121-21); how many ask for it by now."""
    sitting, item = queries.locked_item(item_id)
    require_state(sitting, SittingState.OPEN)
    _require_unfinished(item)
    if mode is Mode.ordinary:
        raise Invalid("mode_ordinary", N_("The ordinary vote needs no request."), field="mode")
    for seat_id in seats:
        acting_for(actor, sitting, seat_id)
    if not set(seats) <= queries.room(sitting.id).present:
        raise NotAllowed("not_present_to_ask", N_("Only members who are present may ask for this."))
    require_no_vote(sitting)
    for seat_id in dict.fromkeys(seats):
        if queries.mode_request(item.id, seat_id, mode) is None:
            db.session.add(
                ModeRequest(
                    item_id=item.id,
                    seat_id=seat_id,
                    mode=mode,
                    entered_by_id=actor.account_id,
                    requested_at=now(),
                )
            )
    db.session.flush()
    journal.record(actor, "mode.asked", "agenda_item", item.id, seats=list(seats), mode=mode.value)
    return queries.mode_requests(item.id)[mode]


def take_back_request(actor: Actor, item_id: int, seat_id: int, mode: Mode) -> None:
    """A member no longer asks for that vote."""
    sitting, item = queries.locked_item(item_id)
    acting_for(actor, sitting, seat_id)
    require_state(sitting, SittingState.OPEN)
    _require_unfinished(item)
    require_no_vote(sitting)
    found = queries.mode_request(item.id, seat_id, mode)
    if found is not None:
        db.session.delete(found)
        journal.record(actor, "mode.taken_back", "agenda_item", item.id, seat=seat_id, mode=mode.value)
