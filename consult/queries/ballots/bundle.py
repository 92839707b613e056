"""Everything that a ballot's bundle publishes: its log, its roll, its signed heads, and its openings."""

from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.ballots import Ballot, Checkpoint, RollEntry
from consult.queries.ballots.cards import COUNTED
from consult.queries.ballots.checkpoints import checkpoints_of
from consult.queries.ballots.log import LogRecord, log_record
from consult.queries.ballots.pages import public_ballot

Row = tuple[int, str, str, str | None]


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """``roll``: seat, family name, given name, commune (INSEE or None), late arrivals included."""

    ballot: Ballot
    log: LogRecord
    roll: list[Row]
    checkpoints: list[Checkpoint]

    @property
    def counted(self) -> bool:
        return self.ballot.state in COUNTED


def bundle_record(ballot_id: int) -> BundleRecord:
    """The record of a ballot that has opened; ``NotFound`` before, since there is nothing to check yet.

    While votes come in, it tells of one moment: the size that the log had when the ballot was read.
    """
    ballot = public_ballot(ballot_id)
    if not ballot.log_size:
        raise NotFound()
    log = log_record(ballot_id)
    rows = db.session.execute(
        sa.select(RollEntry.seat_id, RollEntry.family_name, RollEntry.given_name, RollEntry.commune_insee)
        .where(RollEntry.ballot_id == ballot_id)
        .order_by(RollEntry.seat_id)
    )
    return BundleRecord(
        ballot=ballot,
        log=log,
        roll=[(seat, family, given, commune) for seat, family, given, commune in rows],
        checkpoints=[one for one in checkpoints_of(ballot_id) if one.size <= log.size],
    )
