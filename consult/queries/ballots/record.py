"""What the minutes of a ballot say: pages, PDF, CSV and JSON in every language are made from this alone."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Any

from consult.kernel.db import Localised
from consult.kernel.messages import N_
from consult.kernel.plain import plain
from consult.rules.ballot_log import canonical_json
from consult.rules.documents import Rule
from consult.rules.rule_sets import Profile
from consult.rules.voting import (
    BallotKind,
    Base,
    Choice,
    Flag,
    Leaning,
    Mode,
    Outcome,
    PopulationReading,
    Tally,
)

#: The figures in the order in which every form of the minutes gives them.
FIGURE_LABELS: dict[str, str] = {
    "in_office": N_("Members in office"),
    "present": N_("Present"),
    "represented": N_("Represented"),
    "roll": N_("Seats on the roll"),
    "cast": N_("Votes cast"),
    "expressed": N_("Votes expressed, for or against"),
    "for_": N_("For"),
    "against": N_("Against"),
    "abstain": N_("Abstained"),
    "blank": N_("Blank"),
    "no_vote": N_("No vote"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Whole numbers of seats; ``present`` and ``represented`` only in a sitting."""

    in_office: int
    present: int | None
    represented: int | None
    roll: int
    cast: int
    expressed: int
    for_: int
    against: int
    abstain: int
    blank: int
    no_vote: int

    @property
    def lines(self) -> list[tuple[str, int]]:
        """(English label, number), those that do not apply left out."""
        found = [(label, getattr(self, name)) for name, label in FIGURE_LABELS.items()]
        return [(label, number) for label, number in found if number is not None]


@dataclass(frozen=True, slots=True)
class Quorum:
    """As it stood when the item opened; ``waiver`` says why fewer were enough."""

    in_office: int
    required: int
    counted: int
    recused: int
    waiver: Flag | None
    reached: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """The article that a rule comes from."""

    rule: Rule
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The frozen rules; ``threshold`` only where a qualified majority replaces the simple one."""

    profile: Profile
    change_allowed: bool
    threshold: Fraction | None
    threshold_of: Base | None
    threshold_strict: bool
    references: tuple[Reference, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A voter's public words, in the language in which they were written."""

    body: str
    language: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A seat of the roll; no ``choice``: it did not vote. ``by_proxy`` names who voted for it."""

    seat: int
    name: str
    choice: Choice | None
    by_proxy: str | None
    by_hand: bool
    reason: Reason | None
    reason_withheld: bool

    @property
    def remarked(self) -> bool:
        return bool(self.by_proxy or self.by_hand or self.reason or self.reason_withheld)


@dataclass(frozen=True, slots=True)
class Group:
    """The seats of one commune, or of an assembly that belongs to none (``commune`` is None then)."""

    insee: str | None
    commune: str | None
    population: int
    tally: Tally
    leaning: Leaning
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """Other lights on the same votes, all without effect: communes by leaning, inhabitants by choice."""

    communes: dict[Leaning, int]
    inhabitants: PopulationReading

    @property
    def people(self) -> list[tuple[str, int]]:
        """(English label, whole inhabitants) by choice; halves are rounded up, the fractions stay exact."""
        names = ("for_", "against", "abstain", "blank", "no_vote")
        half = Fraction(1, 2)
        return [(FIGURE_LABELS[name], int(getattr(self.inhabitants, name) + half)) for name in names]


@dataclass(frozen=True, slots=True)
class ByHand:
    """Totals that the clerk entered by hand, counted on paper; the clerk is a number, never a name."""

    clerk: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Annulment:
    """Two persons of the clerk's office ended the ballot: its votes do not count and are not shown."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Interruption:
    """From when to when voting was suspended; no end: until the annulment."""

    suspended_at: datetime
    resumed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint: the log's head at ``size``, signed with Ed25519 (hexadecimal)."""

    size: int
    head: str
    signed_at: datetime
    key_id: str
    signature: str


@dataclass(frozen=True, slots=True)
class InSitting:
    """Where a sitting's ballot took place."""

    id: int
    item: int
    place: str
    starts_at: datetime
    president: str | None


@dataclass(frozen=True)
class BallotMinutes:
    """The minutes of one ballot.

    ``figures`` is None for a ballot that was annulled before it was counted. ``groups`` hold names and
    choices of opinion and roll-call votes only; ``readings`` only where several communes vote.
    """

    id: int
    kind: BallotKind
    mode: Mode
    question: Localised
    title: Localised
    question_sha256: str
    proposal_id: int | None
    assembly: Localised | None
    sitting: InSitting | None
    rules: Rules
    opened_at: datetime | None
    closed_at: datetime | None
    proclaimed_at: datetime | None
    interruptions: tuple[Interruption, ...]
    outcome: Outcome | None
    flags: tuple[Flag, ...]
    figures: Figures | None
    quorum: Quorum | None
    by_hand: ByHand | None
    readings: Readings | None
    groups: tuple[Group, ...]
    supersedes_id: int | None
    annulment: Annulment | None
    log_size: int
    log_head: str
    checkpoints: tuple[SignedHead, ...]

    def as_document(self) -> dict[str, Any]:
        """The record as plain data, the body of ``minutes.json``; the same in every language.

        Its keys are the fields above, in their order; texts that exist in several languages are mappings
        from language to text; moments are UTC, fractions ``{"num", "den"}``, ``null`` what does not apply.
        ``figures``: whole numbers of seats; ``groups[].voices[]``: seat, name, choice (for, against,
        abstain, blank or null), by_proxy (the holder's name), by_hand, reason {body, language},
        reason_withheld; ``readings.inhabitants``: fractions of people by choice; ``checkpoints[]``: size,
        head, signed_at, key_id, signature, hashes and signatures in hexadecimal.
        """
        document: dict[str, Any] = plain(self)
        return document

    @cached_property
    def sha256(self) -> str:
        """SHA-256 (hex) of the canonical JSON of the record: what a printed document was made from."""
        return sha256(canonical_json(self.as_document())).hexdigest()
