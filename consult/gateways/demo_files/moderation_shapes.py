"""What the demonstration's files hold of moderation, as the loader receives it; all invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from consult.gateways.demo_files.shapes import CommentText, Whose
from consult.rules.moderation import AppealOutcome, Ground, Label


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who joined so many days ago for one thing only; without ``name`` they are called by chance."""

    key: str
    language: str
    days_ago: float
    commune: str | None = None
    origin: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """Why a text or an account is restricted, in its author's language; ``law`` for illegal content."""

    reason: str
    ground: Ground | None = None
    facts: str = ""
    law: str | None = None


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report on a proposal, on the comment of it that begins so, or on the name of a ``person`` by key.

    ``by`` is None for a visitor without an account. ``reason`` is why it was dismissed.
    """

    ground: Ground
    language: str
    explanation: str
    by: Whose | None = None
    proposal: str | None = None
    comment: str | None = None
    person: str | None = None
    reason: str = ""
    law: str | None = None
    notifier_name: str | None = None
    notifier_email: str | None = None
    good_faith: bool = False


@dataclass(frozen=True, slots=True)
class Wave:
    """Many reports on one proposal, yesterday, within so many hours."""

    proposal: str
    hours: float
    reports: tuple[ReportText, ...]


@dataclass(frozen=True, slots=True)
class AppealText:
    """The author contests so many days after the decision; without ``outcome`` nobody has decided yet."""

    after_days: float
    language: str
    text: str
    outcome: AppealOutcome | None = None
    decided_after_days: float = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A comment that a moderator has hidden, why, who had reported it before, and what its author said.

    Written ``days_ago``, or else by chance; ``moderator`` is the first (0) or the second one (1), else they
    take turns.
    """

    proposal: str
    comment: CommentText
    statement: Statement
    reports: tuple[ReportText, ...]
    appeal: AppealText | None = None
    days_ago: float | None = None
    moderator: int | None = None


@dataclass(frozen=True, slots=True)
class LabelText:
    proposal: str
    label: Label
    statement: Statement
    days_ago: float
    reports: tuple[ReportText, ...]


@dataclass(frozen=True, slots=True)
class MoveText:
    """A proposal that hung under the chantier ``before`` until so many days ago."""

    proposal: str
    before: int
    days_ago: float
    reason: str


@dataclass(frozen=True, slots=True)
class MergeText:
    """``in_both`` people had backed both proposals before they were merged."""

    proposal: str
    into: str
    days_ago: float
    in_both: int
    reason: str


@dataclass(frozen=True, slots=True)
class SuspensionText:
    """``person`` by key; without ``confirmed_days_ago`` it waits for the second person."""

    person: str
    days: int
    statement: Statement
    proposed_days_ago: float
    confirmed_days_ago: float | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A comment of the last day."""

    proposal: str
    comment: CommentText


@dataclass(frozen=True, slots=True)
class Moderated:
    """What moderators did and have before them; ``returned`` by the key of the proposal.

    ``read_first`` are the chantiers whose comments wait for a moderator before they are published.
    """

    newcomers: tuple[Newcomer, ...]
    read_first: frozenset[int]
    returned: Mapping[str, Statement]
    hidden: tuple[HiddenText, ...]
    labelled: tuple[LabelText, ...]
    moved: tuple[MoveText, ...]
    merged: tuple[MergeText, ...]
    suspended: tuple[SuspensionText, ...]
    fresh: tuple[Fresh, ...]
    dismissed: tuple[ReportText, ...]
    open: tuple[ReportText, ...]
    waves: tuple[Wave, ...]

    @property
    def reports(self) -> tuple[ReportText, ...]:
        """Every report, whatever became of it."""
        groups = [text.reports for text in self.hidden]
        groups += [text.reports for text in self.labelled]
        groups += [wave.reports for wave in self.waves]
        return (*self.dismissed, *self.open, *chain.from_iterable(groups))
