"""A real ballot's bundle, its checkpoints and receipts, on both databases."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.ballots import Ballot, Checkpoint
from consult.rules.voting import Choice
from consult.services import ballots
from consult.services.ballots import bundles, checkpoints, receipts
from tests.factories import councils, people
from tests.support.statements import counted
from tests.support.verifying import faults


def story() -> tuple[Ballot, councils.Member]:
    """Seven seats; six vote, two of them change their mind, one gives a reason."""
    member = councils.member()
    councils.electorate(6)
    ballot = councils.opened()
    seats = list(db.session.scalars(councils.roll_of(ballot)))
    choices = [Choice.against, Choice.for_, Choice.for_, Choice.abstain, Choice.against, Choice.for_]
    for seat, choice in zip(seats, choices, strict=False):
        ballots.cast(SYSTEM, ballot.id, councils.vote(_seat(seat), choice))
    ballots.cast(SYSTEM, ballot.id, councils.vote(_seat(seats[0]), Choice.for_, 1, reason="Les pommes !"))
    ballots.cast(SYSTEM, ballot.id, councils.vote(_seat(seats[3]), Choice.blank, 1))
    return ballot, member


def _seat(seat_id):  # type: ignore[no-untyped-def]
    from consult.models.assemblies import Seat

    return db.session.get(Seat, seat_id)


def test_try(app):
    ballot, member = story()
    for b in checkpoints.due(now()):
        checkpoints.sign_due(b, now())
    text = bundles.bundle(ballot.id)
    print(text[:300])
    assert faults(text) == set()
    ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
    text = bundles.bundle(ballot.id)
    open(f"/tmp/bundle.json", "wb").write(text)
    assert faults(text) == set()
