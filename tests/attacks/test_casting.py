"""Whoever reaches the database itself: its keys and triggers hold what the application promises."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.ballots import Ballot, RollEntry, Vote
from consult.rules.voting import Choice
from consult.services import ballots
from tests.factories import councils

INSERT = (
    "INSERT INTO vote (ballot_id, seat_id, choice, nonce, version, log_index, cast_at) "
    "VALUES (:ballot, :seat, 'for', :nonce, 1, 2, :at)"
)


def run(statement: str, ballot: Ballot, seat: int, **values: object) -> None:
    given = {"ballot": ballot.id, "seat": seat, "nonce": "0" * 64, "at": now()} | values
    needed = {name: value for name, value in given.items() if f":{name}" in statement}
    with db.session.begin_nested():
        db.session.execute(sa.text(statement), needed)


def suspended(ballot: Ballot) -> None:
    ballots.suspend(SYSTEM, ballot.id)


def closed(ballot: Ballot) -> None:
    with time_machine.travel(councils.after_the_end(ballot)):
        ballots.close(SYSTEM, ballot.id)


def annulled(ballot: Ballot) -> None:
    ballots.ask_annulment(councils.clerk(), ballot.id, "La question n’était pas la bonne.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)


@pytest.mark.parametrize("shut", [suspended, closed, annulled])
def test_votes_are_written_only_while_the_ballot_is_open(app: Flask, shut: Callable[[Ballot], None]) -> None:
    voted, silent = councils.councillor(), councils.councillor()
    ballot = councils.opened()
    ballots.cast(SYSTEM, ballot.id, councils.vote(voted))
    shut(ballot)
    db.session.flush()
    for statement, seat in (
        (INSERT, silent.id),
        ("UPDATE vote SET choice = 'against' WHERE ballot_id = :ballot AND seat_id = :seat", voted.id),
        ("DELETE FROM vote WHERE ballot_id = :ballot AND seat_id = :seat", voted.id),
    ):
        with pytest.raises(sa.exc.DBAPIError, match="outside an open ballot"):
            run(statement, ballot, seat)
    assert db.session.scalars(sa.select(Vote.choice).filter_by(ballot_id=ballot.id)).all() == [Choice.for_]


def test_a_vote_cannot_be_carried_from_a_closed_ballot_into_an_open_one(app: Flask) -> None:
    seat = councils.councillor()
    over, running = councils.opened(closes=timedelta(hours=1)), councils.opened()
    ballots.cast(SYSTEM, over.id, councils.vote(seat))
    closed(over)
    db.session.flush()
    statement = "UPDATE vote SET ballot_id = :other WHERE ballot_id = :ballot AND seat_id = :seat"
    with pytest.raises(sa.exc.DBAPIError, match="outside an open ballot"):
        run(statement, over, seat.id, other=running.id)


def test_a_seat_never_has_two_votes_nor_one_without_the_roll(app: Flask) -> None:
    seat = councils.councillor()
    ballot = councils.opened()
    stranger = councils.councillor()
    ballots.cast(SYSTEM, ballot.id, councils.vote(seat))
    db.session.commit()
    with pytest.raises(Conflict, match="already_voted"), writing():
        db.session.execute(sa.text(INSERT), {"ballot": ballot.id, "seat": seat.id, "nonce": "1", "at": now()})
    with pytest.raises(sa.exc.IntegrityError):
        run(INSERT, ballot, stranger.id)
        db.session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ballot_log_entry SET body = '{}' WHERE ballot_id = :ballot",
        "DELETE FROM ballot_log_entry WHERE ballot_id = :ballot",
        "UPDATE roll_entry SET family_name = 'X' WHERE ballot_id = :ballot",
        "DELETE FROM roll_entry WHERE ballot_id = :ballot AND seat_id = :seat",
    ],
)
def test_log_and_roll_never_change(app: Flask, statement: str) -> None:
    seat = councils.councillor()
    ballot = councils.opened()
    db.session.flush()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        run(statement, ballot, seat.id)
    assert db.session.get(RollEntry, (ballot.id, seat.id)) is not None
