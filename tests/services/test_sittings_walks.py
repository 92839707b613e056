"""Whatever happens in a room, in whatever order: the log tells the table, and the figures add up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.errors import DomainError
from consult.models.ballots import Ballot, BallotLogEntry, Vote
from consult.queries import ballots as ballot_queries
from consult.queries import sittings as queries
from consult.rules.ballot_log import Entry, Opening, read_body, replay, verify_chain
from consult.rules.voting import BallotState, Choice
from consult.services import ballots, seats, sittings
from consult.services.ballots import NewVote
from tests.factories import councils
from tests.factories.sittings import Chamber, under_way

pytestmark = pytest.mark.usefixtures("app")
COUNT, PRESENT = 7, 4
#: Grantor → holder, by their places in the list.
PROXIES = {4: 0, 5: 1}
Deed = Callable[[Chamber, Ballot, int, int, Choice], object]
Step = tuple[Deed, int, int, Choice]


def give(chamber: Chamber, ballot: Ballot, one: int, other: int, choice: Choice) -> object:
    return chamber.proxy(one, other)


def revoke(chamber: Chamber, ballot: Ballot, one: int, other: int, choice: Choice) -> object:
    held = {row.grantor_seat_id: row.id for row in queries.active_proxies(chamber.sitting.id)}
    found = held.get(chamber.seats[one])
    return found and sittings.revoke_proxy(chamber.members[one].actor, found)


def send(chamber: Chamber, ballot: Ballot, one: int, other: int, choice: Choice) -> object:
    """The member for themselves when both are the same, else for the other one."""
    voter = ballot_queries.votes_of(ballot.id)
    version = next((vote.version for vote in voter if vote.seat_id == chamber.seats[one]), 0)
    new = NewVote(chamber.seats[one], choice, version, f"form-{one}-{other}-{choice}-{ballot.log_size}")
    return ballots.cast(chamber.members[other].actor, ballot.id, new)


def by_hand(chamber: Chamber, ballot: Ballot, one: int, other: int, choice: Choice) -> object:
    return sittings.enter_by_hand(SYSTEM, ballot.id, {chamber.seats[n]: choice for n in {one, other}})


def end_mandate(chamber: Chamber, ballot: Ballot, one: int, other: int, choice: Choice) -> object:
    return seats.end_seat(SYSTEM, chamber.seats[one], councils.today() - timedelta(days=1))


def pause(chamber: Chamber, ballot: Ballot, one: int, other: int, choice: Choice) -> object:
    deed = ballots.resume if ballot.state is BallotState.suspended else ballots.suspend
    return deed(SYSTEM, ballot.id)


DEEDS: tuple[Deed, ...] = (
    lambda chamber, ballot, one, other, choice: chamber.arrive(one),
    lambda chamber, ballot, one, other, choice: chamber.leave(one),
    lambda chamber, ballot, one, other, choice: chamber.recuse(one),
    lambda chamber, ballot, one, other, choice: send(chamber, ballot, one, one, choice),
    give,
    revoke,
    send,
    by_hand,
    end_mandate,
    pause,
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(DEEDS), st.integers(0, COUNT - 1), st.integers(0, COUNT - 1), st.sampled_from(Choice)
    ),
    min_size=8,
    max_size=24,
)
#: Who comes or goes between the discussion and the vote, and whose holder votes at once.
BEFORE, AT_ONCE = st.lists(st.sampled_from((3, 4, 6)), max_size=4), st.sets(st.sampled_from(sorted(PROXIES)))


def bodies(ballot: Ballot) -> list[dict[str, object]]:
    rows = db.session.query(BallotLogEntry).filter_by(ballot_id=ballot.id).order_by(BallotLogEntry.number)
    entries = [Entry(row.number, row.body, row.head) for row in rows]
    assert verify_chain(entries) == ballot.log_head
    assert len(entries) == ballot.log_size
    return [read_body(entry.body, entry.index) for entry in entries]


def the_log_tells_the_table(ballot: Ballot) -> None:
    table = {vote.seat_id: vote for vote in ballot_queries.votes_of(ballot.id)}
    openings = {
        seat: Opening(nonce=bytes.fromhex(vote.nonce), choice=vote.choice) for seat, vote in table.items()
    }
    told = replay(bodies(ballot), openings)
    assert told == {seat: vote.choice for seat, vote in table.items()}
    assert ballot.cast_count == len(table)


def one_step(chamber: Chamber, ballot: Ballot, deed: Deed, one: int, other: int, choice: Choice) -> None:
    """A refusal leaves log and table as they were; what is done follows the room."""
    size, before = ballot.log_size, (ballot.log_head, ballot.cast_count, db.session.query(Vote).count())
    savepoint = db.session.begin_nested()
    try:
        deed(chamber, ballot, one, other, choice)
        savepoint.commit()
    except DomainError:
        savepoint.rollback()
        db.session.refresh(ballot)
        assert before == (ballot.log_head, ballot.cast_count, db.session.query(Vote).count())
    the_log_tells_the_table(ballot)
    members = queries.seats_in_office(chamber.assembly.id, councils.today())
    for vote in ballot_queries.votes_of(ballot.id):
        assert vote.log_index <= size or {vote.seat_id, vote.cast_by_seat_id or vote.seat_id} <= members


def the_figures_add_up(chamber: Chamber, ballot: Ballot) -> None:
    f = ballot.figures
    roll = ballot_queries.on_roll(ballot.id) - queries.recused(chamber.item.id)
    assert f["cast"] + f["no_vote"] == f["roll"] == ballot.roll_size == len(roll)
    assert f["present"] - f["recused"] + f["represented"] == f["roll"]
    assert f["for"] + f["against"] + f["abstain"] + f["blank"] == f["cast"] == ballot.cast_count
    assert f["expressed"] == f["for"] + f["against"]
    assert f["quorum"]["counted"] == f["quorum"]["present"] - f["quorum"]["recused"]
    voted = {vote.seat_id for vote in ballot_queries.votes_of(ballot.id)}
    assert voted <= roll


def test_log_table_and_figures_agree_after_every_walk(app: Flask) -> None:
    chamber = under_way(COUNT, present=PRESENT)
    for member in chamber.members:
        member.seat.starts_on = councils.today() - timedelta(days=9)
    for grantor, holder in PROXIES.items():
        chamber.proxy(grantor, holder)
    sittings.open_item(SYSTEM, chamber.item.id)
    db.session.flush()

    @settings(max_examples=40, deadline=None)
    @given(BEFORE, AT_ONCE, STEPS)
    def walk(meanwhile: list[int], at_once: set[int], steps: list[Step]) -> None:
        undo = db.session.begin_nested()
        try:
            for number in meanwhile:
                present = chamber.seats[number] in queries.room(chamber.sitting.id).present
                (chamber.leave if present else chamber.arrive)(number)
            ballot = sittings.put_to_vote(SYSTEM, chamber.item.id)
            for grantor in at_once:
                one_step(chamber, ballot, send, grantor, PROXIES[grantor], Choice.for_)
            for step in steps:
                one_step(chamber, ballot, *step)
            if ballot.state is BallotState.suspended:
                ballots.resume(SYSTEM, ballot.id)
            ballots.close(SYSTEM, ballot.id)
            the_log_tells_the_table(ballot)
            the_figures_add_up(chamber, ballot)
        finally:
            undo.rollback()
            db.session.expire_all()

    walk()
