"""What the deeds on sittings lock and read. The order of locks: the sitting, then its open ballot."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel.clock import local_day, today
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.assemblies import Assembly, Councillor, Seat
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, Attendance, ModeRequest, Proxy, Recusal, Sitting
from consult.queries.seats import in_office
from consult.rules import voting
from consult.rules.sittings import ItemState, Movement, ProxyState, Room, SittingState, present_seats
from consult.rules.sittings import room as room_of
from consult.rules.voting import BallotState, Mode

GOING = (BallotState.scheduled, BallotState.open, BallotState.suspended)
HELD = (SittingState.CONVENED, SittingState.OPEN, SittingState.ENDED)


def locked(sitting_id: int) -> Sitting:
    """The sitting, locked and read afresh: every deed on it, its items, presence and proxies passes here."""
    found = db.session.scalar(
        sa.select(Sitting)
        .where(Sitting.id == sitting_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def get(sitting_id: int) -> Sitting | None:
    """The sitting without a lock."""
    return db.session.get(Sitting, sitting_id)


def assembly_of(sitting: Sitting) -> Assembly:
    """The assembly that sits."""
    return db.session.get_one(Assembly, sitting.assembly_id)


def locked_item(item_id: int) -> tuple[Sitting, AgendaItem]:
    """The item under its sitting's lock; ``NotFound`` when there is none."""
    sitting_id = db.session.scalar(sa.select(AgendaItem.sitting_id).where(AgendaItem.id == item_id))
    if sitting_id is None:
        raise NotFound()
    sitting = locked(sitting_id)
    item = db.session.get(AgendaItem, item_id, populate_existing=True)
    if item is None:
        raise NotFound()
    return sitting, item


def items(sitting_id: int) -> list[AgendaItem]:
    """The agenda in its order, read afresh."""
    return list(
        db.session.scalars(
            sa.select(AgendaItem)
            .where(AgendaItem.sitting_id == sitting_id)
            .order_by(AgendaItem.position, AgendaItem.id)
            .execution_options(populate_existing=True)
        )
    )


def item_of(ballot: Ballot) -> AgendaItem | None:
    """The item that a ballot of a sitting belongs to."""
    return db.session.get(AgendaItem, ballot.agenda_item_id) if ballot.agenda_item_id else None


def sitting_id_of(ballot_id: int) -> int:
    """The sitting that a ballot belongs to; ``NotFound`` when it belongs to none."""
    found = db.session.scalar(
        sa.select(AgendaItem.sitting_id)
        .join(Ballot, Ballot.agenda_item_id == AgendaItem.id)
        .where(Ballot.id == ballot_id)
    )
    if found is None:
        raise NotFound()
    return found


def sitting_of(item: AgendaItem) -> Sitting:
    """The item's sitting, without a lock."""
    return db.session.get_one(Sitting, item.sitting_id)


def movements(sitting_id: int) -> list[tuple[int, int, Movement]]:
    """The attendance list, oldest first: number, seat, movement."""
    rows = db.session.execute(
        sa.select(Attendance.number, Attendance.seat_id, Attendance.movement)
        .where(Attendance.sitting_id == sitting_id)
        .order_by(Attendance.number)
    )
    return [(number, seat, movement) for number, seat, movement in rows]


def active_proxies(sitting_id: int) -> list[Proxy]:
    """The proxies in force for the sitting, whoever is in the room, read afresh; oldest first."""
    return list(
        db.session.scalars(
            sa.select(Proxy)
            .where(Proxy.sitting_id == sitting_id, Proxy.state == ProxyState.ACTIVE)
            .order_by(Proxy.id)
            .execution_options(populate_existing=True)
        )
    )


def in_force_at(sitting_id: int, moment: datetime) -> list[voting.Proxy]:
    """The proxies that were in force at ``moment``."""
    rows = db.session.execute(
        sa.select(Proxy.grantor_seat_id, Proxy.holder_seat_id).where(
            Proxy.sitting_id == sitting_id,
            Proxy.given_at <= moment,
            sa.or_(Proxy.ended_at.is_(None), Proxy.ended_at > moment),
        )
    )
    return [voting.Proxy(grantor, holder) for grantor, holder in rows]


def room(sitting_id: int) -> Room:
    """Who is present and who is represented now; a mandate that has ended counts for neither."""
    active = [voting.Proxy(row.grantor_seat_id, row.holder_seat_id) for row in active_proxies(sitting_id)]
    return _in_office(sitting_id, today(), movements(sitting_id), active)


def room_at(item: AgendaItem) -> Room:
    """Who was present and who was represented when the item opened."""
    opened_at, mark = item.opened_at, item.attendance_mark
    if opened_at is None or mark is None:
        raise ValueError("the item has not been opened")
    came = [movement for movement in movements(item.sitting_id) if movement[0] <= mark]
    return _in_office(item.sitting_id, local_day(opened_at), came, in_force_at(item.sitting_id, opened_at))


def _in_office(
    sitting_id: int, day: date, came: list[tuple[int, int, Movement]], proxies: list[voting.Proxy]
) -> Room:
    seats = set(
        db.session.scalars(
            sa.select(Seat.id)
            .join(Sitting, Sitting.assembly_id == Seat.assembly_id)
            .where(Sitting.id == sitting_id, in_office(day))
        )
    )
    present = present_seats((seat, movement) for _, seat, movement in came)
    return room_of(present & seats, [proxy for proxy in proxies if proxy.grantor in seats])


def holder_of(sitting_id: int, grantor_seat_id: int) -> int | None:
    """The seat that holds the grantor's proxy in force, present or not."""
    return db.session.scalar(
        sa.select(Proxy.holder_seat_id).where(
            Proxy.sitting_id == sitting_id,
            Proxy.grantor_seat_id == grantor_seat_id,
            Proxy.state == ProxyState.ACTIVE,
        )
    )


def locked_proxy(proxy_id: int) -> tuple[Sitting, Proxy]:
    """The proxy under its sitting's lock; ``NotFound`` when there is none."""
    sitting_id = db.session.scalar(sa.select(Proxy.sitting_id).where(Proxy.id == proxy_id))
    if sitting_id is None:
        raise NotFound()
    sitting = locked(sitting_id)
    return sitting, db.session.get_one(Proxy, proxy_id, populate_existing=True)


def carried(proxy_id: int) -> list[int]:
    """Ids of the same power in the next sitting; in more than one when a sitting was cancelled meanwhile."""
    return list(
        db.session.scalars(sa.select(Proxy.id).where(Proxy.carried_from_id == proxy_id).order_by(Proxy.id))
    )


def to_carry(sitting_id: int) -> list[Proxy]:
    """The powers that reach beyond this sitting, those in force before the lapsed ones, oldest first.

    A power lapses for one sitting only. Once taken back anywhere, it is carried no further: not past a
    sitting either that it had been carried to and that was cancelled.
    """
    copy = sa.orm.aliased(Proxy)
    taken_back = sa.exists().where(copy.carried_from_id == Proxy.id, copy.state == ProxyState.REVOKED)
    return list(
        db.session.scalars(
            sa.select(Proxy)
            .where(
                Proxy.sitting_id == sitting_id,
                Proxy.sittings_left > 1,
                Proxy.state != ProxyState.REVOKED,
                ~taken_back,
            )
            .order_by(Proxy.state != ProxyState.ACTIVE, Proxy.id)
            .execution_options(populate_existing=True)
        )
    )


def sittings_left(proxy: Proxy, sitting: Sitting) -> int:
    """For how many sittings, from ``sitting`` on, a power given for an earlier one holds; 0 or less: none."""
    while proxy.carried_from_id is not None:
        proxy = db.session.get_one(Proxy, proxy.carried_from_id)
    begun = sa.select(Sitting.starts_at).where(Sitting.id == proxy.sitting_id).scalar_subquery()
    before = db.session.scalar(
        sa.select(sa.func.count(Sitting.id)).where(
            Sitting.assembly_id == sitting.assembly_id,
            Sitting.id.not_in([proxy.sitting_id, sitting.id]),
            Sitting.starts_at >= begun,
            Sitting.starts_at <= sitting.starts_at,
            Sitting.state.in_(HELD),
        )
    )
    return proxy.sittings_left - 1 - (before or 0)


def previous(sitting: Sitting) -> Sitting | None:
    """The assembly's last sitting before this one that was not cancelled, locked."""
    return db.session.scalar(
        sa.select(Sitting)
        .where(
            Sitting.assembly_id == sitting.assembly_id,
            Sitting.id != sitting.id,
            Sitting.starts_at <= sitting.starts_at,
            Sitting.state.in_(HELD),
        )
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
    )


def last_failed(sitting_id: int) -> list[AgendaItem]:
    """The items that a sitting left for want of a quorum."""
    return [item for item in items(sitting_id) if item.state is ItemState.FAILED]


def recused(item_id: int) -> set[int]:
    """The seats that step back for the item."""
    return set(db.session.scalars(sa.select(Recusal.seat_id).where(Recusal.item_id == item_id)))


def recusal(item_id: int, seat_id: int) -> Recusal | None:
    """One member's stepping back."""
    return db.session.get(Recusal, (item_id, seat_id))


def mode_request(item_id: int, seat_id: int, mode: Mode) -> ModeRequest | None:
    """One member's request."""
    return db.session.get(ModeRequest, (item_id, seat_id, mode))


def mode_requests(item_id: int, present: Collection[int] | None = None) -> Counter[Mode]:
    """How many members ask for a public and for a secret vote on the item; of those ``present``, if given."""
    here = [] if present is None else [ModeRequest.seat_id.in_(present)]
    rows = db.session.execute(
        sa.select(ModeRequest.mode, sa.func.count())
        .where(ModeRequest.item_id == item_id, *here)
        .group_by(ModeRequest.mode)
    )
    found: Counter[Mode] = Counter()
    for mode, count in rows:
        found[mode] = count
    return found


def open_ballot(sitting_id: int) -> Ballot | None:
    """The ballot of the sitting that is under way, locked; there is one at most."""
    return db.session.scalar(
        sa.select(Ballot)
        .join(AgendaItem, AgendaItem.id == Ballot.agenda_item_id)
        .where(AgendaItem.sitting_id == sitting_id, Ballot.state.in_(GOING))
        .with_for_update(key_share=True, of=Ballot)
        .execution_options(populate_existing=True)
    )


def ballots_of(item_ids: list[int]) -> list[Ballot]:
    """Every ballot on the items, oldest first, read afresh."""
    return list(
        db.session.scalars(
            sa.select(Ballot)
            .where(Ballot.agenda_item_id.in_(item_ids))
            .order_by(Ballot.id)
            .execution_options(populate_existing=True)
        )
    )


def seat_of_account(account_id: int, assembly_id: int, day: date) -> Seat | None:
    """The account's own seat in office in the assembly."""
    return db.session.scalar(
        sa.select(Seat)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(Councillor.account_id == account_id, Seat.assembly_id == assembly_id, in_office(day))
        .order_by(Seat.id)
        .limit(1)
    )
