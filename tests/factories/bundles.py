"""Real ballots, run by the real deeds, and the bundles that come of them."""

import json
from typing import Any

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.assemblies import Seat
from consult.models.ballots import Ballot
from consult.rules.voting import Choice
from consult.services import ballots
from consult.services.ballots import bundles, checkpoints
from tests.factories import councils

FOR, AGAINST, ABSTAIN, BLANK = Choice.for_, Choice.against, Choice.abstain, Choice.blank


def opinion(count: int = 7) -> tuple[Ballot, list[Seat]]:
    """An open ballot: all seats but the last vote, the first one three times, the fourth twice."""
    councils.electorate(count)
    ballot = councils.opened()
    checkpoints.sign(ballot, now())
    seats = list(
        db.session.scalars(db.select(Seat).filter(Seat.id.in_(councils.roll_of(ballot))).order_by(Seat.id))
    )
    for seat, choice in zip(seats, [AGAINST, FOR, FOR, ABSTAIN, AGAINST, FOR], strict=False):
        ballots.cast(SYSTEM, ballot.id, councils.vote(seat, choice))
    ballots.cast(SYSTEM, ballot.id, councils.vote(seats[0], ABSTAIN, 1, reason="Les pommes !"))
    ballots.cast(SYSTEM, ballot.id, councils.vote(seats[3], BLANK, 1))
    ballots.cast(SYSTEM, ballot.id, councils.vote(seats[0], FOR, 2))
    return ballot, seats


def counted(ballot: Ballot) -> Ballot:
    """Voting has ended, and the votes are counted."""
    return ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))


def bundle(ballot: Ballot) -> dict[str, Any]:
    """What anybody downloads, parsed."""
    found: dict[str, Any] = json.loads(bundles.bundle(ballot.id))
    return found
