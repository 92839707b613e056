"""The live count asks here: one cheap statement, and nothing that a choice could be guessed from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.rules.voting import BallotState, effective_state


@dataclass(frozen=True, slots=True)
class Count:
    """How many seats of the roll have voted, and the state that holds now."""

    ballot_id: int
    state: BallotState
    cast: int
    roll: int


def count_of(ballot_id: int, moment: datetime) -> list[Count]:
    """One ballot's count, or nothing when it is not public."""
    return _counts([Ballot.id == ballot_id], moment)


def counts_of_paper(paper_id: int, moment: datetime) -> list[Count]:
    """The counts of a paper's public ballots, by id."""
    return _counts([Ballot.paper_id == paper_id, Ballot.state != BallotState.withdrawn], moment)


def _counts(wanted: Iterable[sa.ColumnElement[bool]], moment: datetime) -> list[Count]:
    rows = db.session.execute(
        sa.select(
            Ballot.id, Ballot.state, Ballot.opens_at, Ballot.closes_at, Ballot.cast_count, Ballot.roll_size
        )
        .where(Ballot.question_sha256.is_not(None), *wanted)
        .order_by(Ballot.id)
    )
    return [
        Count(number, effective_state(state, opens_at, closes_at, moment), cast, roll)
        for number, state, opens_at, closes_at, cast, roll in rows
    ]
