"""Who may contest what, until when, who may decide on it, and what can come of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.kernel.messages import N_
from consult.rules.moderation.decisions import RESTRICTING, DecisionKind, Standing, possible
from consult.rules.moderation.subjects import TEXTS

APPEAL_LENGTH = (20, 3000)


class AppealBy(StrEnum):
    AUTHOR = "author"
    REPORTER = "reporter"


class AppealOutcome(StrEnum):
    UPHELD = "upheld"
    CHANGED = "changed"
    REVERSED = "reversed"


APPEAL_LABELS = {
    AppealOutcome.UPHELD: N_("The decision stands"),
    AppealOutcome.CHANGED: N_("Another decision takes its place"),
    AppealOutcome.REVERSED: N_("The decision is reversed"),
}
#: What the author contests; a reporter contests whatever answered the report.
CONTESTABLE = {AppealBy.AUTHOR: RESTRICTING, AppealBy.REPORTER: frozenset(DecisionKind)}

_K = DecisionKind
#: What can take a restriction's place on its author's appeal: the same for another reason, or less.
MILDER = {
    _K.RETURN: (_K.LABEL,),
    _K.LABEL: (_K.LABEL,),
    _K.HIDE: (_K.LABEL, _K.HIDE),
    _K.REMOVE: (_K.LABEL, _K.HIDE, _K.REMOVE),
    _K.MOVE: (_K.MOVE,),
    _K.SUSPEND: (_K.SUSPEND,),
}
#: What a reporter can obtain where nothing, or too little, was done.
OBTAINABLE = frozenset({_K.LABEL, _K.HIDE, _K.REMOVE})
#: Answers to a report that left the thing as it is.
LEFT_ALONE = frozenset({_K.DISMISS, _K.REINSTATE})


def last_day(decided_at: datetime, months: int) -> datetime:
    """The end of the time in which a decision can be contested: the same moment ``months`` months later.

    The 31st becomes the last day of a shorter month.
    """
    month = decided_at.month - 1 + months
    year, month = decided_at.year + month // 12, month % 12 + 1
    first_of_next = decided_at.replace(year=year + month // 12, month=month % 12 + 1, day=1)
    last = (first_of_next - timedelta(days=1)).day
    return decided_at.replace(year=year, month=month, day=min(decided_at.day, last))


def check_time(decided_at: datetime, now: datetime, months: int) -> None:
    """``Conflict`` once the months are over."""
    if now > last_day(decided_at, months):
        raise Conflict(
            "appeal_late", N_("The six months in which this decision could be contested are over.")
        )


def check_judge(account_id: int | None, first_id: int, moderator: bool, others: int) -> None:
    """Another moderator than the first decides; an administrator only where there is no other moderator.

    ``moderator``: whether the account moderates there; ``others``: how many further moderators there are who
    neither took the decision nor are concerned by it.
    """
    if account_id == first_id:
        raise NotAllowed(
            "own_decision", N_("This was your own decision, so somebody else decides on the appeal.")
        )
    if not moderator and others:
        raise NotAllowed(
            "moderator_decides", N_("Another moderator can decide on this appeal, so you need not.")
        )


def replacements(
    made_by: AppealBy, first: DecisionKind, standing: Standing, judge_id: int | None
) -> tuple[DecisionKind, ...]:
    """The decisions that can take the place of ``first``, as the thing stands now."""
    if made_by is AppealBy.REPORTER:
        return tuple(kind for kind in possible(standing, judge_id) if kind in OBTAINABLE)
    milder = MILDER.get(first, ())
    return milder if standing.kind in TEXTS else tuple(kind for kind in milder if kind is not _K.LABEL)


def outcomes(
    made_by: AppealBy, first: DecisionKind, replacing: tuple[DecisionKind, ...], in_force: bool
) -> tuple[AppealOutcome, ...]:
    """What an appeal can come to; a decision without effect any more can be reversed, but not changed."""
    if made_by is AppealBy.REPORTER:
        other = AppealOutcome.REVERSED if first in LEFT_ALONE else AppealOutcome.CHANGED
        return (AppealOutcome.UPHELD, other) if replacing else (AppealOutcome.UPHELD,)
    changed = (AppealOutcome.CHANGED,) if replacing and in_force else ()
    return (AppealOutcome.UPHELD, AppealOutcome.REVERSED, *changed)


def check_shorter(end: datetime, first_end: datetime | None) -> None:
    """An appeal never makes a suspension longer."""
    if first_end is not None and end > first_end:
        raise Invalid("suspension_longer", N_("An appeal cannot make a suspension longer."), field="days")
