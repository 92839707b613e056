"""Who comes and goes: entered by the clerk, or by councillors with the code shown in the room."""

import hmac
from collections.abc import Sequence

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.models.sittings import Attendance, Sitting
from consult.queries import sittings as queries
from consult.rules.permissions import Permission, require
from consult.rules.sittings import Movement, ProxyEnd, SittingState, Source
from consult.services import journal
from consult.services.sittings.seats_here import own_seat, require_members, require_state
from consult.services.sittings.under_way import end_proxy, void_proxied, vote_under_way, widen_roll


def record_movements(
    actor: Actor, sitting_id: int, seats: Sequence[int], movement: Movement
) -> list[Attendance]:
    """The clerk enters arrivals or departures; members who are there (or not) already are passed over."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = _open(sitting_id)
    require_members(sitting, *(seats if movement is Movement.ARRIVED else ()))
    return _move(actor, sitting, seats, movement, Source.CLERK)


def arrive(actor: Actor, sitting_id: int, code: str) -> list[Attendance]:
    """A councillor signs in with the room's code; ``Invalid`` (``code_wrong``) for any other."""
    sitting = _open(sitting_id)
    seat = own_seat(actor, sitting)
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    if not hmac.compare_digest(typed.encode(), (sitting.room_code or "").encode()):
        raise Invalid(
            "code_wrong", N_("This is not the code shown in the room. Please look again."), field="code"
        )
    return _move(actor, sitting, [seat], Movement.ARRIVED, Source.COUNCILLOR)


def leave(actor: Actor, sitting_id: int) -> list[Attendance]:
    """A councillor says that they leave the room."""
    sitting = _open(sitting_id)
    return _move(actor, sitting, [own_seat(actor, sitting)], Movement.LEFT, Source.COUNCILLOR)


def _open(sitting_id: int) -> Sitting:
    sitting = queries.locked(sitting_id)
    require_state(sitting, SittingState.OPEN)
    return sitting


def _move(
    actor: Actor, sitting: Sitting, seats: Sequence[int], movement: Movement, source: Source
) -> list[Attendance]:
    """Append to the list, then let proxies lapse and the roll of a vote under way grow (CGCT L2121-20)."""
    present = queries.room(sitting.id).present
    arrives = movement is Movement.ARRIVED
    moving = [seat for seat in dict.fromkeys(seats) if (seat in present) is not arrives]
    if not moving:
        return []
    moment, ballot = now(), vote_under_way(sitting)
    written = []
    for seat in moving:
        sitting.attendance_size += 1
        written.append(
            Attendance(
                sitting_id=sitting.id,
                number=sitting.attendance_size,
                seat_id=seat,
                movement=movement,
                source=source,
                entered_by_id=actor.account_id,
                moved_at=moment,
            )
        )
    db.session.add_all(written)
    db.session.flush()
    for proxy in queries.active_proxies(sitting.id):
        if arrives and proxy.grantor_seat_id in moving:
            end_proxy(actor, ballot, proxy, ProxyEnd.GRANTOR_ARRIVED, moment)
        elif not arrives and proxy.holder_seat_id in moving:
            end_proxy(actor, ballot, proxy, ProxyEnd.HOLDER_LEFT, moment)
    if ballot is not None and arrives:
        void_proxied(actor, ballot, moving, ProxyEnd.GRANTOR_ARRIVED, moment)
        widen_roll(ballot, moment)
    journal.record(
        actor, f"attendance.{movement.value}", "sitting", sitting.id, seats=moving, source=source.value
    )
    return written
