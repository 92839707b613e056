"""Deeds append to a ballot's log here, so that its chain, size and head always move together."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from consult.kernel.db import db
from consult.models.ballots import Ballot, BallotLogEntry
from consult.rules.ballot_log import Entry, Event, RollRow, log_body, next_entry, roll_digest
from consult.services.ballots import checkpoints


def begin(ballot: Ballot, at: datetime, roll: Sequence[RollRow]) -> None:
    """The log's first entry: what is asked, under which rules, and who may answer; its head is signed."""
    ballot.roll_taken_at, ballot.roll_size = at, len(roll)
    append(
        ballot,
        Event.open,
        at,
        {
            "ballot": ballot.id,
            "question": ballot.question_sha256,
            "rules": ballot.rules_sha256,
            "mode": ballot.mode.value,
            "roll": [row[0] for row in roll],
            "roll_sha256": roll_digest(roll),
        },
    )
    checkpoints.sign(ballot, at)


def append(
    ballot: Ballot,
    event: Event,
    at: datetime,
    fields: Mapping[str, object] | None = None,
    *,
    seat_id: int | None = None,
    client_token: str | None = None,
    nonce: str | None = None,
) -> BallotLogEntry:
    """Write the next entry and advance the ballot's head and size; the caller holds the ballot's lock.

    ``client_token`` and ``nonce`` belong to the voter's receipt and stay out of the public body.
    """
    previous = Entry(ballot.log_size, "", ballot.log_head) if ballot.log_size else None
    link = next_entry(previous, log_body(event, at, fields))
    ballot.log_size, ballot.log_head = link.index, link.head
    entry = BallotLogEntry(
        ballot_id=ballot.id,
        number=link.index,
        kind=event.value,
        body=link.body,
        head=link.head,
        seat_id=seat_id,
        client_token=client_token,
        nonce=nonce,
        logged_at=at,
    )
    db.session.add(entry)
    return entry
