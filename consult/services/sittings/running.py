"""A sitting opens, changes its president or its room code, and ends here."""

import secrets

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.sittings import Sitting
from consult.queries import sittings as queries
from consult.rules.permissions import Permission, require
from consult.rules.sittings import ItemState, SittingState, check_sitting_step
from consult.services import documents, journal
from consult.services.seats import ALPHABET
from consult.services.sittings.seats_here import require_members, require_state
from consult.services.sittings.under_way import require_no_vote

ROOM_CODE_LENGTH = 6


def open_sitting(actor: Actor, sitting_id: int, president_seat_id: int) -> Sitting:
    """Begin: from now on members arrive and leave. ``Conflict`` before the day they are convened for.

    Who presides is a member in office; their own vote decides a tie (CGCT L2121-20).
    """
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(sitting_id)
    check_sitting_step(sitting.state, SittingState.OPEN)
    if local_day(now()) < local_day(sitting.starts_at):
        raise Conflict(
            "sitting_too_early",
            N_("The members are convened for a later day. The sitting opens on that day."),
        )
    require_members(sitting, president_seat_id)
    sitting.state, sitting.opened_at = SittingState.OPEN, now()
    sitting.president_seat_id = president_seat_id
    sitting.room_code = _new_code()
    journal.record(actor, "sitting.opened", "sitting", sitting.id, president=president_seat_id)
    return sitting


def preside(actor: Actor, sitting_id: int, seat_id: int) -> Sitting:
    """Somebody else takes the chair; not while a vote is under way, since a tie is the president's."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(sitting_id)
    require_state(sitting, SittingState.OPEN)
    require_no_vote(sitting)
    require_members(sitting, seat_id)
    sitting.president_seat_id = seat_id
    journal.record(actor, "sitting.president", "sitting", sitting.id, president=seat_id)
    return sitting


def renew_room_code(actor: Actor, sitting_id: int) -> Sitting:
    """A new code for the room, when the old one has left it."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(sitting_id)
    require_state(sitting, SittingState.OPEN)
    sitting.room_code = _new_code()
    journal.record(actor, "sitting.code_renewed", "sitting", sitting.id)
    return sitting


def end_sitting(actor: Actor, sitting_id: int) -> Sitting:
    """Close the sitting. ``Conflict`` while an item is under discussion or a vote under way."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(sitting_id)
    check_sitting_step(sitting.state, SittingState.ENDED)
    if any(item.state is ItemState.OPEN for item in queries.items(sitting.id)):
        raise Conflict("item_open", N_("An item is still under discussion. Close it first."))
    sitting.state, sitting.ended_at, sitting.room_code = SittingState.ENDED, now(), None
    journal.record(actor, "sitting.ended", "sitting", sitting.id)
    documents.ask(sitting_id=sitting.id)
    return sitting


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(ROOM_CODE_LENGTH))
