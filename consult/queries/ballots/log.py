"""What ``log.json`` publishes: the chain for everybody, and the last votes' openings once counted."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.ballots import BallotLogEntry, Vote
from consult.queries.ballots.cards import COUNTED
from consult.queries.ballots.pages import public_ballot
from consult.rules.ballot_log import Entry
from consult.rules.voting import BallotState, Choice, Mode


@dataclass(frozen=True, slots=True)
class PublicOpening:
    """A seat's last vote, opened: SHA-256(nonce ‖ choice) is its commitment in the log. ``nonce`` is hex."""

    seat: int
    nonce: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class LogRecord:
    """A ballot's log as anyone may check it; ``openings`` is None as long as nothing may be opened."""

    ballot_id: int
    state: BallotState
    question: Localised
    proposal_title: Localised
    question_sha256: str | None
    rules: dict[str, Any]
    rules_sha256: str | None
    size: int
    head: str
    entries: list[Entry]
    openings: list[PublicOpening] | None


def log_record(ballot_id: int) -> LogRecord:
    """The log of a public ballot. Votes of an annulled one are never opened, nor any before the count."""
    ballot = public_ballot(ballot_id)
    entries = db.session.execute(
        sa.select(BallotLogEntry.number, BallotLogEntry.body, BallotLogEntry.head)
        .where(BallotLogEntry.ballot_id == ballot.id, BallotLogEntry.number <= ballot.log_size)
        .order_by(BallotLogEntry.number)
    )
    may_open = ballot.state in COUNTED and ballot.mode is Mode.public
    return LogRecord(
        ballot_id=ballot.id,
        state=ballot.state,
        question=ballot.question,
        proposal_title=ballot.proposal_title,
        question_sha256=ballot.question_sha256,
        rules=ballot.rules,
        rules_sha256=ballot.rules_sha256,
        size=ballot.log_size,
        head=ballot.log_head,
        entries=[Entry(*row) for row in entries],
        openings=_openings(ballot.id) if may_open else None,
    )


def _openings(ballot_id: int) -> list[PublicOpening]:
    rows = db.session.execute(
        sa.select(Vote.seat_id, Vote.nonce, Vote.choice)
        .where(Vote.ballot_id == ballot_id)
        .order_by(Vote.seat_id)
    )
    return [PublicOpening(*row) for row in rows]
