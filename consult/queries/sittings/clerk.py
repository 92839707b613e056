"""The clerk's pages read one whole sitting here, in a fixed number of statements whatever its size."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.accounts import Account
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, Attendance, ModeRequest, Proxy, Recusal, Sitting
from consult.queries.ballots.figures import figures_of
from consult.queries.seats import in_office
from consult.queries.sittings.clerk_record import (
    Attendee,
    BallotRow,
    ClerkSitting,
    ItemRow,
    MovementRow,
    ProxyRow,
)
from consult.rules import voting
from consult.rules.rule_sets import RULE_SETS, Profile, SittingRules
from consult.rules.sittings import ProxyState, Room, SittingState, present_seats, quorum_kept, room
from consult.rules.voting import Mode, QuorumCheck, check_quorum

Asked = dict[int, dict[Mode | None, list[int]]]


def sitting_id_of(
    *, item_id: int | None = None, proxy_id: int | None = None, ballot_id: int | None = None
) -> int:
    """The sitting that one of these belongs to; ``NotFound`` when there is none."""
    if item_id is not None:
        query = sa.select(AgendaItem.sitting_id).where(AgendaItem.id == item_id)
    elif proxy_id is not None:
        query = sa.select(Proxy.sitting_id).where(Proxy.id == proxy_id)
    else:
        query = sa.select(AgendaItem.sitting_id).join(Ballot).where(Ballot.id == ballot_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def sitting(sitting_id: int) -> ClerkSitting:
    """The sitting with all that its clerk sees; ``NotFound`` when there is none. Eight statements."""
    second = aliased(Sitting)
    row = db.session.execute(
        sa.select(Sitting, second.id)
        .outerjoin(second, second.first_id == Sitting.id)
        .where(Sitting.id == sitting_id)
        .options(joinedload(Sitting.assembly))
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound()
    found, second_id = row
    movements = _movements(found.id)
    proxies = _proxies(found.id)
    there = _room(found, movements, proxies)
    members = _members(found, there, movements, proxies)
    rules = _rules(found)
    return ClerkSitting(
        id=found.id,
        assembly_id=found.assembly_id,
        assembly=found.assembly.name,
        state=found.state,
        place=found.place,
        starts_at=found.starts_at,
        urgent=found.urgent,
        recalls_rule=found.recalls_rule,
        first_id=found.first_id,
        second_id=second_id,
        convened_at=found.convened_at,
        opened_at=found.opened_at,
        ended_at=found.ended_at,
        room_code=found.room_code,
        president_seat_id=found.president_seat_id,
        rules=rules,
        members=tuple(members.values()),
        items=tuple(_items(found.id, rules, there, members)),
        proxies=tuple(_proxy_row(proxy, there, members) for proxy in proxies),
        movements=tuple(
            MovementRow(members[one.seat_id].full_name, one.movement, one.source, one.moved_at)
            for one in movements
        ),
    )


def _rules(found: Sitting) -> SittingRules:
    rules = RULE_SETS[Profile(found.profile or found.assembly.profile)].sitting
    if rules is None:
        raise NotFound()
    return rules


def _movements(sitting_id: int) -> list[Attendance]:
    return list(
        db.session.scalars(
            sa.select(Attendance).where(Attendance.sitting_id == sitting_id).order_by(Attendance.number)
        )
    )


def _proxies(sitting_id: int) -> list[Proxy]:
    return list(
        db.session.scalars(
            sa.select(Proxy)
            .where(Proxy.sitting_id == sitting_id)
            .order_by(Proxy.id)
            .execution_options(populate_existing=True)
        )
    )


def _room(found: Sitting, movements: Iterable[Attendance], proxies: Iterable[Proxy]) -> Room:
    """Once the sitting is over nobody is in the room any more."""
    if found.state is not SittingState.OPEN:
        return Room(frozenset(), {})
    present = present_seats((one.seat_id, one.movement) for one in movements)
    active = [one for one in proxies if one.state is ProxyState.ACTIVE]
    return room(present, [voting.Proxy(one.grantor_seat_id, one.holder_seat_id) for one in active])


def _members(
    found: Sitting, there: Room, movements: Iterable[Attendance], proxies: list[Proxy]
) -> dict[int, Attendee]:
    """The members in office, and whoever else the sitting's lists name, by name."""
    day = local_day(found.ended_at or now())
    named = {one.seat_id for one in movements} | {found.president_seat_id or 0}
    named |= {seat for one in proxies for seat in (one.grantor_seat_id, one.holder_seat_id)}
    rows = db.session.execute(
        sa.select(Seat.id, Councillor.family_name, Councillor.given_name, Seat.function, in_office(day))
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(sa.or_(sa.and_(Seat.assembly_id == found.assembly_id, in_office(day)), Seat.id.in_(named)))
    ).all()
    names = {seat: f"{given} {family}" for seat, family, given, _function, _holds in rows}
    holders = {
        one.grantor_seat_id: names[one.holder_seat_id] for one in proxies if one.state is ProxyState.ACTIVE
    }
    ordered = sorted(rows, key=lambda row: (fold(row[1]), fold(row[2]), row[0]))
    return {
        seat: Attendee(
            seat_id=seat,
            family_name=family,
            given_name=given,
            function=function,
            in_office=bool(holds),
            present=seat in there.present,
            represented=seat in there.represented,
            proxy_to=holders.get(seat),
        )
        for seat, family, given, function, holds in ordered
    }


def _proxy_row(proxy: Proxy, there: Room, members: dict[int, Attendee]) -> ProxyRow:
    return ProxyRow(
        id=proxy.id,
        grantor_seat_id=proxy.grantor_seat_id,
        holder_seat_id=proxy.holder_seat_id,
        grantor=members[proxy.grantor_seat_id].full_name,
        holder=members[proxy.holder_seat_id].full_name,
        source=proxy.source,
        state=proxy.state,
        end=proxy.end,
        sittings_left=proxy.sittings_left,
        illness=proxy.illness,
        counts=proxy.grantor_seat_id in there.represented,
    )


def _items(sitting_id: int, rules: SittingRules, there: Room, members: dict[int, Attendee]) -> list[ItemRow]:
    items = db.session.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.sitting_id == sitting_id)
        .order_by(AgendaItem.position, AgendaItem.id)
        .execution_options(populate_existing=True)
    ).all()
    asked, ballots = _asked(sitting_id), _ballots(sitting_id)
    office = frozenset(member.seat_id for member in members.values() if member.in_office)
    rows = []
    for item in items:
        of_item = asked.get(item.id, {})
        recused = frozenset(of_item.get(None, ()))
        rows.append(
            ItemRow(
                id=item.id,
                position=item.position,
                first_id=item.first_id,
                title=item.title,
                question=item.question,
                proposal_id=item.proposal_id,
                appointment=item.appointment,
                majority=item.majority,
                state=item.state,
                kept=quorum_kept(item.quorum) if item.quorum else None,
                ahead=_ahead(rules, item, there.present & office, office, recused),
                recused=tuple(seat for seat in members if seat in recused),
                public=tuple(of_item.get(Mode.public, ())),
                secret=tuple(of_item.get(Mode.secret, ())),
                ballots=tuple(ballots.get(item.id, ())),
            )
        )
    return rows


def _ahead(
    rules: SittingRules,
    item: AgendaItem,
    present: frozenset[int],
    office: frozenset[int],
    recused: frozenset[int],
) -> QuorumCheck:
    return check_quorum(
        rules.quorum,
        in_office=len(office),
        present=len(present),
        recused=len(present & recused),
        interested=len(office & recused),
        second_convocation=item.first_id is not None,
    )


def _asked(sitting_id: int) -> Asked:
    """Item → the mode asked for (None: stepping back) → seats, in one statement."""
    stepped_back = (
        sa.select(Recusal.item_id, Recusal.seat_id, sa.cast(sa.null(), sa.String(32)).label("mode"))
        .join(AgendaItem, AgendaItem.id == Recusal.item_id)
        .where(AgendaItem.sitting_id == sitting_id)
    )
    requests = (
        sa.select(ModeRequest.item_id, ModeRequest.seat_id, sa.cast(ModeRequest.mode, sa.String(32)))
        .join(AgendaItem, AgendaItem.id == ModeRequest.item_id)
        .where(AgendaItem.sitting_id == sitting_id)
    )
    found: Asked = {}
    for item_id, seat_id, mode in db.session.execute(sa.union_all(stepped_back, requests)):
        found.setdefault(item_id, {}).setdefault(Mode(mode) if mode else None, []).append(seat_id)
    return found


def _ballots(sitting_id: int) -> dict[int, list[BallotRow]]:
    rows = db.session.execute(
        sa.select(Ballot, Account.display_name)
        .join(AgendaItem, AgendaItem.id == Ballot.agenda_item_id)
        .outerjoin(Account, Account.id == Ballot.annulment_asked_by_id)
        .where(AgendaItem.sitting_id == sitting_id)
        .order_by(Ballot.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, list[BallotRow]] = {}
    for ballot, asker in rows:
        found.setdefault(ballot.agenda_item_id or 0, []).append(_ballot_row(ballot, asker))
    return found


def _ballot_row(ballot: Ballot, asker: Any) -> BallotRow:
    by_hand = ballot.figures.get("by_hand")
    return BallotRow(
        id=ballot.id,
        state=ballot.state,
        mode=ballot.mode,
        question=ballot.question,
        cast_count=ballot.cast_count,
        roll_size=ballot.roll_size,
        totals=by_hand if isinstance(by_hand, dict) else {},
        has_totals=bool(by_hand),
        outcome=ballot.outcome,
        figures=figures_of(ballot),
        annulment_reason=ballot.annulment_reason,
        annulment_asked_by_id=ballot.annulment_asked_by_id,
        annulment_asked_by=asker,
    )
