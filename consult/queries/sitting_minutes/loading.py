"""Reads the record of a sitting in ten statements, whatever its size."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.kernel.clock import local_day
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, Attendance, ModeRequest, Proxy, Recusal, Sitting
from consult.queries.ballots import BallotMinutes
from consult.queries.ballots.minutes import RECORDED, quorum_of, records, with_surroundings
from consult.queries.ballots.record import Reference
from consult.queries.seats import in_office
from consult.queries.sitting_minutes.record import (
    Asked,
    ItemLine,
    MemberLine,
    MovementLine,
    ProxyLine,
    SittingMinutes,
)
from consult.rules.documents import Rule, Standing
from consult.rules.rule_sets import RULE_SETS, Profile
from consult.rules.sittings import Movement, ProxyEnd, SittingState
from consult.rules.voting import Mode

#: What the head of the minutes cites; a ballot cites the rest of the frozen rules itself.
CITED = (Rule.CONVOCATION, Rule.QUORUM, Rule.SECOND_CONVOCATION)


@dataclass(frozen=True, slots=True)
class _Member:
    """A seat of the assembly with its holder's name; ``in_office`` on the day of the sitting."""

    seat: int
    name: str
    order: tuple[str, str]
    function: str | None
    group: str | None
    in_office: bool


def minutes(sitting_id: int) -> SittingMinutes:
    """The record of a sitting that has ended; ``NotFound`` before, and for a cancelled one."""
    return _minutes(sitting_id, (SittingState.ENDED,))


def provisional(sitting_id: int) -> SittingMinutes:
    """The same for the clerk, from the opening on; until the end it is marked as provisional."""
    return _minutes(sitting_id, (SittingState.OPEN, SittingState.ENDED))


def _minutes(sitting_id: int, states: Iterable[SittingState]) -> SittingMinutes:
    first = aliased(Sitting)
    row = db.session.execute(
        sa.select(Sitting, first.starts_at)
        .outerjoin(first, first.id == Sitting.first_id)
        .where(Sitting.id == sitting_id, Sitting.state.in_(list(states)))
        .options(joinedload(Sitting.assembly))
    ).first()
    if row is None:
        raise NotFound()
    sitting, first_at = row
    members = _members(sitting)
    attendance = _attendance(sitting.id)
    proxies = _proxies(sitting.id)
    lines = _member_lines(members, {one.seat_id for one in attendance}, proxies)
    president = members.get(sitting.president_seat_id or 0)
    count = {standing: sum(line.standing is standing for line in lines) for standing in Standing}
    profile = Profile(sitting.profile or sitting.assembly.profile)
    return SittingMinutes(
        id=sitting.id,
        assembly=sitting.assembly.name,
        profile=profile,
        provisional=sitting.state is not SittingState.ENDED,
        place=sitting.place,
        starts_at=sitting.starts_at,
        convened_at=sitting.convened_at,
        urgent=sitting.urgent,
        second=sitting.first_id is not None,
        recalls_rule=sitting.recalls_rule,
        first_id=sitting.first_id,
        first_at=first_at,
        references=_references(profile),
        opened_at=sitting.opened_at,
        ended_at=sitting.ended_at,
        president=president.name if president else None,
        in_office=sum(member.in_office for member in members.values()),
        present=count[Standing.PRESENT],
        represented=count[Standing.REPRESENTED],
        absent=count[Standing.ABSENT],
        members=tuple(lines),
        proxies=tuple(_proxy_line(proxy, members) for proxy in proxies),
        movements=tuple(_movement_line(one, members) for one in attendance),
        items=tuple(_items(sitting.id, members)),
    )


def _references(profile: Profile) -> tuple[Reference, ...]:
    found = [Reference(Rule(one.rule), one.source) for one in RULE_SETS[profile].references]
    return tuple(one for one in found if one.rule in CITED)


def _members(sitting: Sitting) -> dict[int, _Member]:
    """Every seat the assembly ever had, by name: whoever is named in the record sat on one of them."""
    rows = db.session.execute(
        sa.select(
            Seat.id,
            Councillor.given_name,
            Councillor.family_name,
            Seat.function,
            Seat.political_group,
            in_office(local_day(sitting.starts_at)),
        )
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(Seat.assembly_id == sitting.assembly_id)
    )
    found = [
        _Member(seat, f"{given} {family}", (fold(family), fold(given)), function, group, bool(holds))
        for seat, given, family, function, group, holds in rows
    ]
    return {member.seat: member for member in sorted(found, key=lambda one: (one.order, one.seat))}


def _attendance(sitting_id: int) -> list[Attendance]:
    return list(
        db.session.scalars(
            sa.select(Attendance).where(Attendance.sitting_id == sitting_id).order_by(Attendance.number)
        )
    )


def _proxies(sitting_id: int) -> list[Proxy]:
    return list(db.session.scalars(sa.select(Proxy).where(Proxy.sitting_id == sitting_id).order_by(Proxy.id)))


def _member_lines(members: dict[int, _Member], came: set[int], proxies: list[Proxy]) -> list[MemberLine]:
    """Present: ever in the room. Represented: never there, by a proxy that was not taken back."""
    holders = {
        proxy.grantor_seat_id: members[proxy.holder_seat_id].name
        for proxy in proxies
        if proxy.end is not ProxyEnd.REVOKED and proxy.holder_seat_id in came
    }
    lines = []
    for member in members.values():
        if not (member.in_office or member.seat in came):
            continue
        there = member.seat in came
        holder = None if there else holders.get(member.seat)
        absent = Standing.REPRESENTED if holder else Standing.ABSENT
        standing = Standing.PRESENT if there else absent
        lines.append(MemberLine(member.seat, member.name, member.function, member.group, standing, holder))
    return lines


def _proxy_line(proxy: Proxy, members: dict[int, _Member]) -> ProxyLine:
    return ProxyLine(
        grantor=members[proxy.grantor_seat_id].name,
        holder=members[proxy.holder_seat_id].name,
        source=proxy.source,
        given_at=proxy.given_at,
        ended_at=proxy.ended_at,
        end=proxy.end,
        carried_over=proxy.carried_from_id is not None,
        document_sha256=proxy.document_sha256,
    )


def _movement_line(one: Attendance, members: dict[int, _Member]) -> MovementLine:
    return MovementLine(
        one.number, members[one.seat_id].name, Movement(one.movement), one.source, one.moved_at
    )


def _items(sitting_id: int, members: dict[int, _Member]) -> list[ItemLine]:
    items = db.session.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.sitting_id == sitting_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    asked = _asked([item.id for item in items])
    ballots = _ballots([item.id for item in items])
    return [_item(item, asked.get(item.id, []), ballots.get(item.id, []), members) for item in items]


def _item(
    item: AgendaItem,
    asked: list[tuple[int, Mode | None]],
    ballots: list[BallotMinutes],
    members: dict[int, _Member],
) -> ItemLine:
    def names(mode: Mode | None) -> tuple[str, ...]:
        seats = {seat for seat, wanted in asked if wanted is mode}
        return tuple(member.name for member in members.values() if member.seat in seats)

    quorum: dict[str, Any] = item.quorum
    return ItemLine(
        id=item.id,
        position=item.position,
        title=item.title,
        question=item.question,
        proposal_id=item.proposal_id,
        appointment=item.appointment,
        state=item.state,
        opened_at=item.opened_at,
        closed_at=item.closed_at,
        quorum=quorum_of(quorum) if quorum else None,
        present=quorum.get("present") or 0,
        represented=quorum.get("represented") or 0,
        recused=names(None),
        asked=Asked(len(names(Mode.public)), len(names(Mode.secret)), names(Mode.public)),
        ballots=tuple(ballots),
    )


def _asked(item_ids: list[int]) -> dict[int, list[tuple[int, Mode | None]]]:
    """Item → (seat, the mode it asks for; None: it steps back), in one statement."""
    if not item_ids:
        return {}
    stepped_back = sa.select(
        Recusal.item_id, Recusal.seat_id, sa.cast(sa.null(), sa.String(32)).label("mode")
    ).where(Recusal.item_id.in_(item_ids))
    requests = sa.select(
        ModeRequest.item_id, ModeRequest.seat_id, sa.cast(ModeRequest.mode, sa.String(32))
    ).where(ModeRequest.item_id.in_(item_ids))
    found: dict[int, list[tuple[int, Mode | None]]] = {}
    for item_id, seat_id, mode in db.session.execute(sa.union_all(stepped_back, requests)):
        found.setdefault(item_id, []).append((seat_id, Mode(mode) if mode else None))
    return found


def _ballots(item_ids: list[int]) -> dict[int, list[BallotMinutes]]:
    if not item_ids:
        return {}
    ballots = db.session.scalars(
        sa.select(Ballot)
        .where(
            Ballot.agenda_item_id.in_(item_ids),
            Ballot.question_sha256.is_not(None),
            Ballot.state.in_(RECORDED),
        )
        .order_by(Ballot.id)
        .options(*with_surroundings())
    ).all()
    found: dict[int, list[BallotMinutes]] = {}
    for ballot, record in zip(ballots, records(ballots), strict=True):
        found.setdefault(ballot.agenda_item_id or 0, []).append(record)
    return found
