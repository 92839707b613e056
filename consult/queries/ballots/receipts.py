"""A voter's own votes and receipts, for the pages that show them and the deed that gives them."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from consult.kernel.db import Localised
from consult.models.ballots import BallotLogEntry, Vote, VoteReason
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


class Bar(StrEnum):
    """Why a seat cannot vote now; the last three exist in sittings only."""

    mandate_ended = "mandate_ended"
    not_present = "not_present"
    recused = "recused"
    on_paper = "on_paper"


@dataclass(frozen=True, slots=True)
class OwnVote:
    """The current vote of a seat; ``by_proxy``: its holder cast it; ``by_hand``: a clerk entered it."""

    choice: Choice
    version: int
    reason: str
    reason_language: str
    receipt: Receipt
    by_proxy: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Mandate:
    """A seat that the reader may vote for in one ballot, unless ``bar`` says why not.

    Their own, or one whose proxy their own seat (``by_seat_id``) holds: ``represents`` is its member's name.
    """

    ballot_id: int
    seat_id: int
    assembly: Localised
    bar: Bar | None = None
    vote: OwnVote | None = None
    by_seat_id: int | None = None
    represents: str = ""

    @property
    def entitled(self) -> bool:
        return self.bar is None

    @property
    def speaker(self) -> int:
        """The seat whose holder casts the vote."""
        return self.by_seat_id or self.seat_id


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


def own_vote(vote: Vote | None, reason: VoteReason | None, entry: BallotLogEntry | None) -> OwnVote | None:
    """A seat's vote with its receipt, from the rows that belong together; None before any vote."""
    if vote is None or entry is None:
        return None
    return OwnVote(
        choice=vote.choice,
        version=vote.version,
        reason=reason.body if reason else "",
        reason_language=reason.language if reason else "",
        receipt=receipt_of(entry),
        by_proxy=vote.cast_by_seat_id is not None,
        by_hand=vote.entered_by_id is not None,
    )
