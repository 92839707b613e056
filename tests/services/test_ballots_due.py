"""The commands that keep ballots in step with the clock and seat councillors by hand."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.db import db
from consult.models.assemblies import Councillor, Seat
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


def test_an_assembly_and_a_seat_from_the_command_line(app: Flask) -> None:
    run = app.test_cli_runner().invoke
    found = ["ballots", "assembly", "rat", "--kind", "partner", "--profile", "partner", "--seats", "3"]
    refused = run(args=[*found, "--name", "fr=Conseil"])
    assert (refused.exit_code, "every language" in refused.output) == (1, True)
    assert run(args=[*found, "--name", "fr=Conseil", "--name", "de=Rat"]).exit_code == 0
    seat = ["ballots", "seat", "rat", "Verger", "Dominique", "--from", "2026-01-01", "--language", "de"]
    assert "councillor" in run(args=seat).output
    assert run(args=["ballots", "seat", "none", *seat[3:]]).exit_code == 1
    made = db.session.scalars(sa.select(Seat)).one()
    assert db.session.scalars(sa.select(Councillor.family_name)).one() == "Verger"
    early = run(args=["ballots", "end-seat", str(made.id), "--last-day", "2025-01-01"])
    assert (early.exit_code, "before it begins" in early.output) == (1, True)
    assert run(args=["ballots", "end-seat", str(made.id)]).exit_code == 0
    assert run(args=["ballots", "end-seat", "999999"]).exit_code == 1
    db.session.expire_all()
    assert made.ends_on == councils.today()
