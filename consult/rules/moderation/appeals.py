"""Who may contest what, until when, and who may decide on it."""

from datetime import datetime, timedelta
from enum import StrEnum

from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.rules.moderation.decisions import RESTRICTING, DecisionKind

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
