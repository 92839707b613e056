"""The command that keeps ballots in step with the clock."""

from datetime import timedelta

import time_machine
from flask import Flask

from consult.kernel.db import db
from consult.rules.voting import BallotState
from tests.factories import councils


def test_due_opens_and_closes_and_says_so(app: Flask) -> None:
    councils.electorate(3)
    (ballot,) = councils.scheduled(opens=timedelta(hours=1), closes=timedelta(hours=3))
    db.session.commit()
    run = app.test_cli_runner().invoke
    assert "nothing is due" in run(args=["ballots", "due"]).output
    with time_machine.travel(ballot.opens_at):
        assert f"ballot {ballot.id}: open" in run(args=["ballots", "due"]).output
        assert "nothing is due" in run(args=["ballots", "due"]).output
    with time_machine.travel(councils.after_the_end(ballot)):
        assert f"ballot {ballot.id}: closed" in run(args=["ballots", "due"]).output
    db.session.expire_all()
    assert (ballot.state, ballot.roll_size) == (BallotState.closed, 3)
