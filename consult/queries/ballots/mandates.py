"""Which seats a reader may vote for, before which ballots, and what keeps one of them from voting now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.assemblies import Assembly, Seat
from consult.models.ballots import Ballot, BallotLogEntry, RollEntry, Vote, VoteReason
from consult.models.sittings import AgendaItem, Attendance, Proxy, Recusal
from consult.queries.ballots.receipts import Bar, Mandate, own_vote
from consult.queries.seats import in_electorate, in_office
from consult.rules.sittings import Movement, ProxyState, present_seats
from consult.rules.voting import BallotState, Mode


@dataclass(frozen=True, slots=True)
class _OwnSeat:
    """A seat in office of the reader; ``everywhere``: it belongs to the electorate of all councillors."""

    id: int
    assembly_id: int
    name: Localised
    everywhere: bool


@dataclass(frozen=True, slots=True)
class _Room:
    """Pairs (sitting, seat) of those present, pairs (item, seat) of those who stepped back."""

    present: frozenset[tuple[int, int]]
    recused: frozenset[tuple[int, int]]


def mandates(ballots: Iterable[Ballot], councillor_id: int | None, day: date) -> dict[int, list[Mandate]]:
    """Ballot id → the reader's seats before it, then the seats whose proxy they hold in its sitting.

    On the roll, or in the electorate while none is taken; in a sitting under way also one's own seat that is
    not on it, with the reason. Three statements at most; none for readers without a councillor record.
    The ballots of sittings are loaded ``with_surroundings``.
    """
    wanted = list(ballots)
    found: dict[int, list[Mandate]] = {ballot.id: [] for ballot in wanted}
    if councillor_id is None:
        return found
    rolled = [ballot.id for ballot in wanted if ballot.roll_taken_at is not None]
    for mandate in _on_rolls(rolled, councillor_id, day) if rolled else ():
        found[mandate.ballot_id].append(mandate)
    coming = [ballot for ballot in wanted if ballot.roll_taken_at is None]
    under_way = [ballot for ballot in wanted if _in_room(ballot)]
    seats = _own_seats(councillor_id, day) if coming or under_way else []
    for ballot in coming:
        found[ballot.id] += [_before(ballot, seat) for seat in seats if _asked(ballot, seat)]
    for ballot in under_way:
        known = {mandate.seat_id for mandate in found[ballot.id]}
        missing = [seat for seat in seats if _asked(ballot, seat) and seat.id not in known]
        found[ballot.id] = [replace(_before(ballot, seat), bar=Bar.not_present) for seat in missing] + found[
            ballot.id
        ]
    _bar(under_way, found)
    return found


def _in_room(ballot: Ballot) -> bool:
    begun = ballot.state in (BallotState.open, BallotState.suspended)
    return begun and ballot.agenda_item_id is not None and ballot.roll_taken_at is not None


def _asked(ballot: Ballot, seat: _OwnSeat) -> bool:
    return seat.everywhere if ballot.assembly_id is None else seat.assembly_id == ballot.assembly_id


def _before(ballot: Ballot, seat: _OwnSeat) -> Mandate:
    return Mandate(ballot.id, seat.id, seat.name)


def _own_seats(councillor_id: int, day: date) -> list[_OwnSeat]:
    rows = db.session.execute(
        sa.select(Seat.id, Seat.assembly_id, Assembly.name, in_electorate(None, day))
        .join(Assembly, Assembly.id == Seat.assembly_id)
        .where(Seat.councillor_id == councillor_id, in_office(day))
        .order_by(Seat.id)
    )
    return [_OwnSeat(seat, assembly, name, bool(all_)) for seat, assembly, name, all_ in rows]


def _on_rolls(ballot_ids: list[int], councillor_id: int, day: date) -> list[Mandate]:
    own = sa.select(Seat.id).where(Seat.councillor_id == councillor_id)
    given = sa.select(Proxy.grantor_seat_id).where(
        Proxy.holder_seat_id.in_(own), Proxy.state == ProxyState.ACTIVE
    )
    power = sa.and_(
        Proxy.sitting_id == AgendaItem.sitting_id,
        Proxy.grantor_seat_id == RollEntry.seat_id,
        Proxy.state == ProxyState.ACTIVE,
        Proxy.holder_seat_id.in_(own),
    )
    rows = db.session.execute(
        sa.select(
            RollEntry, Assembly.name, in_office(day), Proxy.holder_seat_id, Vote, VoteReason, BallotLogEntry
        )
        .join(Ballot, Ballot.id == RollEntry.ballot_id)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Assembly, Assembly.id == Seat.assembly_id)
        .outerjoin(AgendaItem, AgendaItem.id == Ballot.agenda_item_id)
        .outerjoin(Proxy, power)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == Seat.id))
        .outerjoin(
            VoteReason, sa.and_(VoteReason.ballot_id == RollEntry.ballot_id, VoteReason.seat_id == Seat.id)
        )
        .outerjoin(
            BallotLogEntry,
            sa.and_(BallotLogEntry.ballot_id == Vote.ballot_id, BallotLogEntry.number == Vote.log_index),
        )
        .where(
            RollEntry.ballot_id.in_(ballot_ids),
            RollEntry.seat_id.in_(sa.union(own, given).subquery().select()),
            sa.or_(Seat.councillor_id == councillor_id, Proxy.id.is_not(None)),
        )
        .order_by(Proxy.id.is_not(None), Seat.id)
    )
    return [
        Mandate(
            row.ballot_id,
            row.seat_id,
            name,
            bar=None if holds else Bar.mandate_ended,
            by_seat_id=holder,
            represents=f"{row.given_name} {row.family_name}" if holder else "",
            vote=own_vote(vote, reason, entry),
        )
        for row, name, holds, holder, vote, reason, entry in rows
    ]


def _bar(under_way: list[Ballot], found: dict[int, list[Mandate]]) -> None:
    """Note with each seat in a sitting why it cannot vote now (as ``services.ballots.in_sittings`` asks)."""
    speakers = {mandate.speaker for ballot in under_way for mandate in found[ballot.id]}
    seats = speakers | {mandate.seat_id for ballot in under_way for mandate in found[ballot.id]}
    room = _room(under_way, seats)
    for ballot in under_way:
        found[ballot.id] = [
            mandate if mandate.bar is Bar.mandate_ended else replace(mandate, bar=_why(ballot, mandate, room))
            for mandate in found[ballot.id]
        ]


def _why(ballot: Ballot, mandate: Mandate, room: _Room) -> Bar | None:
    item = ballot.agenda_item
    if item is None:
        return None
    if ballot.mode is Mode.secret:
        return Bar.on_paper
    if {(item.id, mandate.seat_id), (item.id, mandate.speaker)} & room.recused:
        return Bar.recused
    if (item.sitting_id, mandate.speaker) not in room.present:
        return Bar.not_present
    return None


def _room(under_way: list[Ballot], seats: set[int]) -> _Room:
    if not seats:
        return _Room(frozenset(), frozenset())
    items = {ballot.agenda_item.id: ballot.agenda_item for ballot in under_way if ballot.agenda_item}
    moves = sa.select(
        Attendance.sitting_id.label("place"),
        Attendance.seat_id,
        sa.cast(Attendance.movement, sa.String(20)).label("movement"),
        Attendance.number,
    ).where(
        Attendance.sitting_id.in_({item.sitting_id for item in items.values()}), Attendance.seat_id.in_(seats)
    )
    back = sa.select(
        Recusal.item_id, Recusal.seat_id, sa.cast(sa.null(), sa.String(20)), sa.literal(0)
    ).where(Recusal.item_id.in_(items), Recusal.seat_id.in_(seats))
    rows = db.session.execute(sa.union_all(moves, back).order_by("number")).all()
    present: set[tuple[int, int]] = set()
    for sitting_id in {item.sitting_id for item in items.values()}:
        moved = [(row[1], Movement(row[2])) for row in rows if row[0] == sitting_id and row[2]]
        present |= {(sitting_id, seat) for seat in present_seats(moved)}
    return _Room(frozenset(present), frozenset((row[0], row[1]) for row in rows if row[2] is None))
