"""A clerk prepares a sitting here: assembly, time, place, and the agenda in its order."""

from dataclasses import dataclass
from datetime import datetime

from consult.kernel.actor import VISITOR, Actor
from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line
from consult.models.sittings import AgendaItem, Sitting
from consult.queries import proposals as proposal_queries
from consult.queries import sittings as queries
from consult.queries.seats import assembly
from consult.rules.permissions import Permission, allows, require
from consult.rules.sittings import ItemState, SittingState
from consult.rules.voting import Majority
from consult.services import journal
from consult.services.ballots import local_instant
from consult.services.sittings.seats_here import require_state, sitting_rules

PLACE_LENGTH, TITLE_LENGTH, QUESTION_LENGTH = 200, 200, 300


@dataclass(frozen=True, slots=True)
class SittingDraft:
    """``starts`` is the territory's naive time. ``urgent`` shortens the time that members are given.

    ``recalls_rule``: a second convocation tells the members that no quorum will be asked (CGCT L2541-4).
    """

    assembly_id: int
    place: str
    starts: datetime
    urgent: bool = False
    recalls_rule: bool = False


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """Nothing is voted on without a ``question``. An ``appointment`` is always voted on in secret."""

    title: Localised
    question: Localised
    proposal_id: int | None = None
    appointment: bool = False
    majority: Majority = Majority.simple


def prepare(actor: Actor, draft: SittingDraft) -> Sitting:
    """A new sitting, which nobody but clerks sees until its members are convened."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = Sitting(
        assembly_id=assembly(draft.assembly_id).id,
        state=SittingState.DRAFT,
        prepared_by_id=actor.account_id,
        created_at=now(),
    )
    write(sitting, draft)
    db.session.add(sitting)
    db.session.flush()
    journal.record(actor, "sitting.prepared", "sitting", sitting.id, assembly=sitting.assembly_id)
    return sitting


def revise(actor: Actor, sitting_id: int, draft: SittingDraft) -> Sitting:
    """Change time and place of a sitting in preparation; its assembly stays."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = _in_preparation(sitting_id)
    write(sitting, draft)
    journal.record(actor, "sitting.revised", "sitting", sitting.id)
    return sitting


def write(sitting: Sitting, draft: SittingDraft) -> None:
    """Take over what the clerk wrote; ``Invalid`` names the field."""
    sitting_rules(sitting)
    place = clean_line(draft.place)
    if not 0 < len(place) <= PLACE_LENGTH:
        raise Invalid("place_length", N_("Please say where the sitting takes place."), field="place")
    starts_at = local_instant(draft.starts, "starts_time")
    if starts_at <= now():
        raise Invalid("time_past", N_("The sitting must lie in the future."), field="starts_on")
    sitting.place, sitting.starts_at = place, starts_at
    sitting.urgent, sitting.recalls_rule = draft.urgent, draft.recalls_rule


def _in_preparation(sitting_id: int) -> Sitting:
    sitting = queries.locked(sitting_id)
    require_state(sitting, SittingState.DRAFT)
    return sitting


def add_item(actor: Actor, sitting_id: int, draft: ItemDraft) -> AgendaItem:
    """A new last item of the agenda. A language may be missing until the members are convened."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = _in_preparation(sitting_id)
    last = max((item.position for item in queries.items(sitting.id)), default=0)
    item = AgendaItem(sitting_id=sitting.id, position=last + 1, state=ItemState.WAITING, quorum={})
    _write_item(item, draft)
    db.session.add(item)
    db.session.flush()
    journal.record(actor, "agenda.added", "agenda_item", item.id, sitting=sitting.id)
    return item


def revise_item(actor: Actor, item_id: int, draft: ItemDraft) -> AgendaItem:
    """Change an item of a sitting in preparation; one of a second convocation stays as it was."""
    item = _own_item(actor, item_id)
    _write_item(item, draft)
    journal.record(actor, "agenda.revised", "agenda_item", item.id, sitting=item.sitting_id)
    return item


def remove_item(actor: Actor, item_id: int) -> None:
    """Strike an item from an agenda in preparation."""
    item = _own_item(actor, item_id)
    db.session.delete(item)
    rest = [one for one in queries.items(item.sitting_id) if one.id != item.id]
    for position, one in enumerate(rest, start=1):
        one.position = position
    journal.record(actor, "agenda.removed", "agenda_item", item.id, sitting=item.sitting_id)


def move_item(actor: Actor, item_id: int, *, up: bool) -> None:
    """Change places with the item before or after; at the end of the list nothing happens."""
    item = _own_item(actor, item_id)
    agenda = queries.items(item.sitting_id)
    place = next(number for number, one in enumerate(agenda) if one.id == item.id)
    target = place - 1 if up else place + 1
    if 0 <= target < len(agenda):
        agenda[place], agenda[target] = agenda[target], agenda[place]
        for position, one in enumerate(agenda, start=1):
            one.position = position


def _own_item(actor: Actor, item_id: int) -> AgendaItem:
    require(actor, Permission.RUN_BALLOTS)
    sitting, item = queries.locked_item(item_id)
    require_state(sitting, SittingState.DRAFT)
    if item.first_id is not None:
        raise Invalid(
            "same_items", N_("A second convocation takes up the same items, so this one stays as it was.")
        )
    return item


def _write_item(item: AgendaItem, draft: ItemDraft) -> None:
    item.title = _lines(draft.title, TITLE_LENGTH, "title")
    item.question = _lines(draft.question, QUESTION_LENGTH, "question")
    if not item.title:
        raise Invalid("title_missing", N_("Please give the item a title."), field="title")
    if draft.appointment and not item.question:
        raise Invalid("question_missing", N_("An appointment needs a question to vote on."), field="question")
    if draft.proposal_id is not None:
        proposal = proposal_queries.locked(draft.proposal_id)
        if not allows(VISITOR, Permission.READ_PROPOSAL, proposal.facts):
            raise Invalid("proposal_hidden", N_("This proposal cannot be read."), field="proposal")
    item.proposal_id, item.appointment = draft.proposal_id, draft.appointment
    item.majority = draft.majority


def _lines(words: Localised, longest: int, field: str) -> Localised:
    cleaned = {code: clean_line(words.get(code, "")) for code in territory().languages}
    for code, text in cleaned.items():
        if len(text) > longest:
            raise Invalid(
                "too_long",
                N_("Please write at most %(most)s characters."),
                field=f"{field}_{code}",
                most=longest,
            )
    return {code: text for code, text in cleaned.items() if text}
