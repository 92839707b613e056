"""A voter's own votes and receipts, for the pages that show them and the deed that gives them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.assemblies import Assembly, Seat
from consult.models.ballots import Ballot, BallotLogEntry, RollEntry, Vote, VoteReason
from consult.queries.seats import in_electorate, in_office
from consult.rules.voting import Choice


@dataclass(frozen=True, slots=True)
class Receipt:
    """What proves that a vote stands in the log: entry ``index``, ``nonce`` (hex) and the chain's ``head``.

    ``commitment`` is SHA-256(nonce ‖ choice), as the public log shows it.
    """

    ballot_id: int
    seat_id: int
    index: int
    version: int
    at: datetime
    commitment: str
    nonce: str
    head: str


@dataclass(frozen=True, slots=True)
class OwnVote:
    """The current vote of one's own seat."""

    choice: Choice
    version: int
    reason: str
    reason_language: str
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Mandate:
    """One seat of the reader before one ballot; ``entitled`` until its mandate ends."""

    ballot_id: int
    seat_id: int
    assembly: Localised
    entitled: bool
    vote: OwnVote | None


def receipt_of(entry: BallotLogEntry) -> Receipt:
    """The receipt that a log entry of a vote gives its voter."""
    body = json.loads(entry.body)
    return Receipt(
        ballot_id=entry.ballot_id,
        seat_id=body["seat"],
        index=entry.number,
        version=body["version"],
        at=entry.logged_at,
        commitment=body["commitment"],
        nonce=entry.nonce or "",
        head=entry.head,
    )


def mandates(ballots: Iterable[Ballot], councillor_id: int | None, day: date) -> dict[int, list[Mandate]]:
    """Ballot id → the reader's seats before it: those on its roll, or in its electorate while none is taken.

    One statement an electorate and state of the roll; none for readers without a councillor record.
    """
    wanted = list(ballots)
    found: dict[int, list[Mandate]] = {ballot.id: [] for ballot in wanted}
    if councillor_id is None:
        return found
    rolled = [ballot.id for ballot in wanted if ballot.roll_taken_at is not None]
    if rolled:
        for mandate in _on_rolls(rolled, councillor_id, day):
            found[mandate.ballot_id].append(mandate)
    coming = [ballot for ballot in wanted if ballot.roll_taken_at is None]
    for assembly_id in {ballot.assembly_id for ballot in coming}:
        seats = db.session.execute(
            sa.select(Seat.id, Assembly.name)
            .join(Assembly, Assembly.id == Seat.assembly_id)
            .where(Seat.councillor_id == councillor_id, in_office(day), in_electorate(assembly_id, day))
            .order_by(Seat.id)
        ).all()
        for ballot in coming:
            if ballot.assembly_id == assembly_id:
                found[ballot.id] += [Mandate(ballot.id, seat, name, True, None) for seat, name in seats]
    return found


def _on_rolls(ballot_ids: list[int], councillor_id: int, day: date) -> list[Mandate]:
    rows = db.session.execute(
        sa.select(
            RollEntry.ballot_id, Seat.id, Assembly.name, in_office(day), Vote, VoteReason, BallotLogEntry
        )
        .join(Seat, Seat.id == RollEntry.seat_id)
        .join(Assembly, Assembly.id == Seat.assembly_id)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == Seat.id))
        .outerjoin(
            VoteReason, sa.and_(VoteReason.ballot_id == RollEntry.ballot_id, VoteReason.seat_id == Seat.id)
        )
        .outerjoin(
            BallotLogEntry,
            sa.and_(BallotLogEntry.ballot_id == Vote.ballot_id, BallotLogEntry.number == Vote.log_index),
        )
        .where(RollEntry.ballot_id.in_(ballot_ids), Seat.councillor_id == councillor_id)
        .order_by(Seat.id)
    )
    return [
        Mandate(ballot_id, seat_id, name, bool(holds), _own(vote, reason, entry))
        for ballot_id, seat_id, name, holds, vote, reason, entry in rows
    ]


def _own(vote: Vote | None, reason: VoteReason | None, entry: BallotLogEntry | None) -> OwnVote | None:
    if vote is None or entry is None:
        return None
    return OwnVote(
        choice=vote.choice,
        version=vote.version,
        reason=reason.body if reason else "",
        reason_language=reason.language if reason else "",
        receipt=receipt_of(entry),
    )
