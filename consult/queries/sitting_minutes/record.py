"""What the minutes of a sitting say: every form of them, in every language, is made from this alone."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from consult.kernel.db import Localised
from consult.kernel.plain import plain
from consult.queries.ballots import BallotMinutes
from consult.queries.ballots.record import Quorum, Reference
from consult.rules.ballot_log import canonical_json
from consult.rules.documents import Standing
from consult.rules.rule_sets import Profile
from consult.rules.sittings import ItemState, Movement, ProxyEnd, Source
from consult.rules.voting import Mode


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member in office on the day; ``represented_by`` names the holder of a proxy that was in force."""

    seat: int
    name: str
    function: str | None
    group: str | None
    standing: Standing
    represented_by: str | None


@dataclass(frozen=True, slots=True)
class ProxyLine:
    """A written power to vote; ``document_sha256`` (hex) identifies the paper, None for one given online."""

    grantor: str
    holder: str
    source: Source
    given_at: datetime
    ended_at: datetime | None
    end: ProxyEnd | None
    carried_over: bool
    document_sha256: str | None


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One line of the attendance list."""

    number: int
    name: str
    movement: Movement
    source: Source
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Requests for another way of voting (CGCT L2121-21); who asks for a secret vote is not named."""

    public: int
    secret: int
    public_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A point of the agenda; ``quorum`` as found when its discussion opened, None if it never did."""

    id: int
    position: int
    title: Localised
    question: Localised
    proposal_id: int | None
    appointment: bool
    state: ItemState
    opened_at: datetime | None
    closed_at: datetime | None
    quorum: Quorum | None
    present: int
    represented: int
    recused: tuple[str, ...]
    asked: Asked
    ballots: tuple[BallotMinutes, ...]

    @property
    def mode(self) -> Mode | None:
        """How the item was voted on, if it was."""
        return self.ballots[-1].mode if self.ballots else None


@dataclass(frozen=True)
class SittingMinutes:
    """The minutes of one sitting; ``provisional`` as long as it is open, for the clerk's eyes only.

    ``second`` says that it is a second convocation; ``first_id`` and ``first_at`` name the sitting that
    failed for want of a quorum.
    """

    id: int
    assembly: Localised
    profile: Profile
    provisional: bool
    place: str
    starts_at: datetime
    convened_at: datetime | None
    urgent: bool
    second: bool
    recalls_rule: bool
    first_id: int | None
    first_at: datetime | None
    references: tuple[Reference, ...]
    opened_at: datetime | None
    ended_at: datetime | None
    president: str | None
    in_office: int
    present: int
    represented: int
    absent: int
    members: tuple[MemberLine, ...]
    proxies: tuple[ProxyLine, ...]
    movements: tuple[MovementLine, ...]
    items: tuple[ItemLine, ...]

    def standing(self, standing: Standing) -> list[MemberLine]:
        """The members who took part in this way, by name."""
        return [member for member in self.members if member.standing is standing]

    def as_document(self) -> dict[str, Any]:
        """The record as plain data, the body of ``minutes.json``; the same in every language.

        Its keys are the fields above, in their order; ``items[].ballots[]`` are records of ballots
        (``BallotMinutes.as_document``). Texts that exist in several languages are mappings from language to
        text, moments are UTC, ``null`` is what does not apply. ``members[]``: seat, name, function, group,
        standing (present, represented, absent), represented_by; ``proxies[]``: grantor, holder, source,
        given_at, ended_at, end, carried_over, document_sha256; ``movements[]``: number, name, movement,
        source, at; ``items[].asked``: numbers, and the names of those who asked for a roll-call vote.
        """
        document: dict[str, Any] = plain(self)
        return document

    @cached_property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON of the record: what a printed document was made from."""
        return sha256(canonical_json(self.as_document())).hexdigest()
