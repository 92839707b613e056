"""The demonstration's sittings happened by the rules, and left what the real deeds leave."""

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import local_day
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.assemblies import Assembly, Councillor, Seat
from consult.models.ballots import Ballot, BallotLogEntry, RollEntry, Vote
from consult.models.journal import JournalEntry
from consult.models.proposals import Proposal
from consult.models.sittings import AgendaItem, Attendance, ModeRequest, Proxy, Recusal, Sitting
from consult.models.territory import Commune
from consult.queries import sittings as queries
from consult.rules.ballot_log import Event
from consult.rules.rule_sets import RULE_SETS, Profile
from consult.rules.sittings import (
    ItemState,
    Movement,
    ProxyState,
    SittingState,
    check_convocation,
    entitled,
    present_seats,
    room,
)
from consult.rules.voting import (
    BallotState,
    Choice,
    Flag,
    Mode,
    Outcome,
    check_quorum,
    is_second_convocation,
    requested_mode,
)
from consult.services import ballots, sittings
from consult.services.ballots.closing import figures_of
from consult.services.ballots.counting import counted_in_sitting
from tests.factories import people
from tests.factories.sittings import under_way
from tests.support.demonstration import MIDNIGHT, everything


def in_state(state: SittingState) -> list[Sitting]:
    return [row for row in everything(Sitting) if row.state is state]


def agenda(sitting: Sitting) -> list[AgendaItem]:
    return queries.items(sitting.id)


def ballots_of(sitting: Sitting) -> list[Ballot]:
    return queries.ballots_of([item.id for item in agenda(sitting)])


def sitting_ballots() -> list[Any]:
    """Each ballot that a sitting held, with its item and the sitting."""
    rows = db.session.execute(
        sa.select(Ballot, AgendaItem, Sitting)
        .join(AgendaItem, AgendaItem.id == Ballot.agenda_item_id)
        .join(Sitting, Sitting.id == AgendaItem.sitting_id)
        .order_by(Ballot.id)
    )
    return list(rows)


def entries(ballot: Ballot) -> list[BallotLogEntry]:
    query = sa.select(BallotLogEntry).where(BallotLogEntry.ballot_id == ballot.id)
    return list(db.session.scalars(query.order_by(BallotLogEntry.number)))


def visitor() -> Seat:
    return db.session.scalars(
        sa.select(Seat)
        .join(Councillor)
        .join(Account, Account.id == Councillor.account_id)
        .where(Account.email == "councillor@example.org")
    ).one()


def test_two_sittings_are_over_and_two_are_convened(told: Flask) -> None:
    states = Counter(row.state for row in everything(Sitting))
    assert states == {SittingState.ENDED: 2, SittingState.CONVENED: 2}
    for sitting in everything(Sitting):
        rules = RULE_SETS[Profile(sitting.profile or "")].sitting
        assert rules is not None
        days = {"convened": local_day(sitting.convened_at), "sits": local_day(sitting.starts_at)}
        check_convocation(rules.convocation, **days, urgent=sitting.urgent)
        assert sitting.starts_at.weekday() < 5
        assert sitting.room_code is None
        assert (sitting.starts_at < MIDNIGHT) is (sitting.state is SittingState.ENDED)
        proposals = [item.proposal_id for item in agenda(sitting) if item.proposal_id]
        assert len(proposals) == 2 if len(agenda(sitting)) == 5 else 1
        for number in proposals:
            assert db.session.get_one(Proposal, number).published_at < sitting.created_at


def test_one_council_has_held_votes_of_every_kind(told: Flask) -> None:
    held = next(row for row in in_state(SittingState.ENDED) if row.assembly_id == visitor().assembly_id)
    modes = [(ballot.mode, ballot.outcome) for ballot in ballots_of(held)]
    assert modes == [
        (Mode.ordinary, Outcome.adopted),
        (Mode.public, Outcome.not_adopted),
        (Mode.secret, Outcome.adopted),
        (Mode.ordinary, Outcome.adopted),
    ]
    assert [ballot.figures["flags"] for ballot in ballots_of(held)][1] == [Flag.casting_vote.value]
    assert {ballot.state for ballot in ballots_of(held)} == {BallotState.published}
    assert {item.state for item in agenda(held)} == {ItemState.DONE}
    movements = [row for row in everything(Attendance) if row.sitting_id == held.id]
    begun = agenda(held)[0].opened_at
    assert Counter(row.movement for row in movements if row.moved_at > begun) == {
        Movement.ARRIVED: 2,
        Movement.LEFT: 1,
    }
    powers = Counter(row.state for row in everything(Proxy) if row.sitting_id == held.id)
    assert powers == {ProxyState.ACTIVE: 2, ProxyState.LAPSED: 1}
    in_office = queries.seats_in_office(held.assembly_id, local_day(held.starts_at))
    first = sum(row.moved_at <= begun for row in movements)
    assert 0.75 <= first / len(in_office) <= 0.85


def test_what_failed_for_want_of_a_quorum_is_convened_again(told: Flask) -> None:
    second = next(row for row in everything(Sitting) if row.first_id)
    first = db.session.get_one(Sitting, second.first_id)
    (failed,) = queries.last_failed(first.id)
    (item,) = agenda(second)
    assert (item.first_id, item.state) == (failed.id, ItemState.WAITING)
    assert (item.title, item.question, item.proposal_id) == (
        failed.title,
        failed.question,
        failed.proposal_id,
    )
    assert [ballot.outcome for ballot in ballots_of(first)] == [Outcome.adopted, Outcome.no_quorum]
    rules = RULE_SETS[Profile(second.profile)].sitting
    assert rules is not None
    assert is_second_convocation(
        rules.quorum,
        first_day=local_day(first.starts_at),
        second_day=local_day(second.starts_at),
        same_items=True,
        recalls_rule=second.recalls_rule,
    )


def test_figures_and_quorums_are_those_of_the_tables(told: Flask) -> None:
    """Counted once more by the real deed, from the rows alone."""
    for ballot, item, sitting in sitting_ballots():
        decision, found = counted_in_sitting(ballot)
        assert ballot.figures == figures_of(decision) | found
        assert ballot.outcome is decision.outcome
        asked = queries.mode_requests(item.id)
        rules = RULE_SETS[Profile(sitting.profile or "")].sitting
        assert rules is not None
        assert ballot.mode is requested_mode(
            rules.requests,
            present=item.quorum["present"],
            public=asked[Mode.public],
            appointment=item.appointment,
        )
    for item in everything(AgendaItem):
        if item.opened_at is None:
            continue
        sitting = db.session.get_one(Sitting, item.sitting_id)
        there = room_at(sitting, item.opened_at)
        recused = queries.recused(item.id) if item.quorum["recused"] else set()
        rules = RULE_SETS[Profile(sitting.profile or "")].sitting
        assert rules is not None
        check = check_quorum(
            rules.quorum,
            in_office=len(queries.seats_in_office(sitting.assembly_id, local_day(item.opened_at))),
            present=len(there.present),
            recused=len(recused),
        )
        assert (check.in_office, check.required, check.counted) == (
            item.quorum["in_office"],
            item.quorum["required"],
            item.quorum["counted"],
        )
        assert check.reached is (item.state is ItemState.DONE)


def room_at(sitting: Sitting, moment: datetime) -> Any:
    """The room as it was at ``moment``, that moment's movements included."""
    movements = sorted(
        (row for row in everything(Attendance) if row.sitting_id == sitting.id), key=lambda row: row.number
    )
    present = present_seats((row.seat_id, row.movement) for row in movements if row.moved_at <= moment)
    return room(present, queries.in_force_at(sitting.id, moment))


def test_nobody_acts_outside_the_sitting_or_for_somebody_else(told: Flask) -> None:
    held = db.session.execute(sa.select(Seat.id, Councillor.account_id).join(Councillor))
    accounts = {row.id: row.account_id for row in held}
    for ballot, item, sitting in sitting_ballots():
        assert sitting.opened_at < item.opened_at <= ballot.opens_at <= ballot.closed_at < sitting.ended_at
        recused = {row.seat_id: row.recused_at for row in everything(Recusal) if row.item_id == item.id}
        for entry in entries(ballot):
            if entry.kind != Event.vote.value:
                continue
            body = json.loads(entry.body)
            speaker = body.get("by", body["seat"])
            assert ballot.opens_at < entry.logged_at < ballot.closed_at
            assert room_at(sitting, entry.logged_at).voter_for(body["seat"]) == speaker
            assert not {body["seat"], speaker} & recused.keys()
            assert (accounts[speaker] is None) is ("entered_by" in body)
        roll = {row.seat_id for row in everything(RollEntry) if row.ballot_id == ballot.id}
        there = room_at(sitting, ballot.closed_at)
        assert roll - recused.keys() == entitled(there, recused)
    for request in everything(ModeRequest):
        item = db.session.get_one(AgendaItem, request.item_id)
        sitting = db.session.get_one(Sitting, item.sitting_id)
        assert request.seat_id in room_at(sitting, request.requested_at).present


def test_the_vote_through_a_proxy_is_void_once_its_grantor_comes(told: Flask) -> None:
    (void,) = [entry for entry in everything(BallotLogEntry) if entry.kind == Event.void.value]
    seat = json.loads(void.body)["seat"]
    votes = [
        json.loads(entry.body)
        for entry in everything(BallotLogEntry)
        if (entry.ballot_id, entry.seat_id, entry.kind) == (void.ballot_id, seat, Event.vote.value)
    ]
    assert [(body["version"], "by" in body) for body in votes] == [(1, True), (2, False)]
    assert db.session.get_one(Vote, (void.ballot_id, seat)).version == 2


def test_the_log_tells_every_kind_of_event(told: Flask) -> None:
    numbers = [ballot.id for ballot, _item, _sitting in sitting_ballots()]
    kinds = {entry.kind for entry in everything(BallotLogEntry) if entry.ballot_id in numbers}
    assert kinds == set(Event) - {Event.suspend, Event.resume, Event.annul}


def test_a_visitor_may_run_the_next_sitting_at_once(told: Flask) -> None:
    seat = visitor()
    (sitting,) = [row for row in in_state(SittingState.CONVENED) if row.assembly_id == seat.assembly_id]
    assert timedelta(0) < sitting.starts_at - MIDNIGHT < timedelta(days=1)
    assert {item.state for item in agenda(sitting)} == {ItemState.WAITING}
    assert [bool(item.question) for item in agenda(sitting)] == [False, True, True, True]
    (power,) = queries.active_proxies(sitting.id)
    assert power.holder_seat_id == seat.id
    members = sorted(queries.seats_in_office(sitting.assembly_id, local_day(MIDNIGHT)))
    with time_machine.travel(MIDNIGHT + timedelta(hours=12), tick=False):
        sittings.open_sitting(SYSTEM, sitting.id, members[0])
        coming = [number for number in members if number != power.grantor_seat_id]
        sittings.record_movements(SYSTEM, sitting.id, coming, Movement.ARRIVED)
        item = agenda(sitting)[1]
        sittings.open_item(SYSTEM, item.id)
        ballot = sittings.put_to_vote(SYSTEM, item.id)
        assert ballot.roll_size == len(members)
        sittings.enter_by_hand(SYSTEM, ballot.id, {power.grantor_seat_id: Choice.for_})
        ballots.close(SYSTEM, ballot.id)
    assert ballot.outcome is Outcome.adopted


#: What the demonstration's other parts tell in their own tests.
ELSEWHERE = ("account.", "councillor.", "seat.", "assembly.")


def shapes() -> dict[str, list[frozenset[str]]]:
    """What events of the journal and of the logs tell, and what a sitting's figures are called."""
    found = defaultdict(list)
    for line in db.session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id)):
        if not line.event.startswith(ELSEWHERE):
            found[line.event].append(frozenset(line.facts))
    for ballot, item, _sitting in sitting_ballots():
        found["figures"].append(frozenset(ballot.figures))
        found["quorum"].append(frozenset(item.quorum))
        for entry in entries(ballot):
            found[f"log:{entry.kind}"].append(frozenset(json.loads(entry.body)))
    return found


def test_its_rows_tell_what_the_real_deeds_tell(told: Flask) -> None:
    mine = shapes()
    with time_machine.travel(MIDNIGHT + timedelta(hours=12), tick=False):
        a_real_evening()
    real = {name: found[len(mine[name]) :] for name, found in shapes().items() if found != mine[name]}
    assert len(real) >= 30
    opinion = {frozenset({"proposal", "roll"})}
    for name, found in real.items():
        assert set(mine[name]) - opinion == set(found), name


def a_real_evening() -> None:
    """Everything that happens in the demonstration's sittings happens once, by the real deeds."""
    seated = sa.select(Assembly.commune_insee).where(Assembly.commune_insee.is_not(None))
    free = sa.select(Commune.insee).where(Commune.insee.not_in(seated)).order_by(Commune.insee)
    chamber = under_way(11, 8, items=3, insee=db.session.scalars(free).first() or "")
    clerk = people.actor(db.session.scalars(sa.select(Account).filter_by(email="clerk@example.org")).one())
    chamber.proxy(9, 1)
    chamber.proxy(10, 2)
    chamber.ask(Mode.public, 0, 1, 2)
    ballot = chamber.vote_opens()
    sittings.recuse(SYSTEM, chamber.item.id, chamber.seats[7])
    chamber.cast(ballot, 0)
    chamber.cast(ballot, 9, by=1)
    chamber.arrive(9, 8)
    chamber.cast(ballot, 8)
    sittings.enter_by_hand(clerk, ballot.id, {chamber.seats[2]: Choice.against})
    ballots.close(SYSTEM, ballot.id)
    ballots.proclaim(SYSTEM, ballot.id)
    ballots.publish(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    sittings.ask_mode(SYSTEM, chamber.items[1].id, chamber.seats[:4], Mode.secret)
    sittings.open_item(SYSTEM, chamber.items[1].id)
    on_paper = sittings.put_to_vote(SYSTEM, chamber.items[1].id)
    sittings.enter_totals(SYSTEM, on_paper.id, for_=5, against=2, abstain=1, blank=1)
    ballots.close(SYSTEM, on_paper.id)
    sittings.close_item(SYSTEM, chamber.items[1].id)
    chamber.leave(3, 4, 5, 6, 7)
    sittings.open_item(SYSTEM, chamber.items[2].id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    db.session.flush()
