"""What the demonstration's files hold of votes and sittings, as the loader receives it; all invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from consult.rules.voting import BallotState, Choice

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Tendency:
    """``turnout`` is a percentage of the roll, the ``shares`` (together 100) are of the votes cast."""

    turnout: int
    shares: Mapping[Choice, int]


@dataclass(frozen=True, slots=True)
class BallotText:
    """``title`` is in the languages the proposal was not written in; ``partner_votes`` the guests'."""

    proposal: str
    title: Words
    question: Words
    votes: Tendency | None = None
    partner_votes: Tendency | None = None


@dataclass(frozen=True, slots=True)
class PaperText:
    """Its times in days from today, negative in the past."""

    key: str
    state: BallotState
    title: Words
    introduction: Words
    opens_in_days: int
    closes_in_days: int
    ballots: tuple[BallotText, ...]
    proclaimed_in_days: int | None = None


@dataclass(frozen=True, slots=True)
class ReasonText:
    choice: Choice
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemText:
    """A point of an agenda, and how many members do what when it comes up.

    Without ``question`` nothing is voted on. ``leave`` and ``recused`` happen before the item opens, the
    others while its vote is under way; ``president`` is what whoever presides votes.
    """

    title: Words
    question: Words
    proposal: str | None = None
    appointment: bool = False
    votes: Tendency | None = None
    president: Choice | None = None
    asks_public: bool = False
    leave: int = 0
    recused: int = 0
    recused_while_voting: int = 0
    grantors_arrive: int = 0
    others_arrive: int = 0


@dataclass(frozen=True, slots=True)
class ProxyCounts:
    """How many powers members give online, on paper, and online to the visitor's own councillor."""

    online: int = 0
    paper: int = 0
    to_visitor: int = 0


@dataclass(frozen=True, slots=True)
class SittingText:
    """A sitting of a commune's council, so many days from today; over if that lies in the past.

    ``present`` is a percentage of the members in office. ``second`` says when the items that fail for want
    of a quorum are taken up again: days from today, and days between convocation and sitting.
    """

    key: str
    commune: str
    in_days: int
    begins: time
    convened_days_before: int
    place: str
    proxies: ProxyCounts
    items: tuple[ItemText, ...]
    present: int = 0
    published_days_after: int | None = None
    second: Mapping[str, int] | None = None
