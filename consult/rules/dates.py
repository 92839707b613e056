"""Whoever shows when an action happens asks here how exactly it may be said."""

from dataclasses import dataclass
from datetime import date, timedelta

from consult.kernel.messages import N_
from consult.rules.programme import Precision

SEASONS = {
    3: N_("spring %(year)s"),
    6: N_("summer %(year)s"),
    9: N_("autumn %(year)s"),
    12: N_("winter %(year)s"),
}
HALVES = {1: N_("first half of %(year)s"), 7: N_("second half of %(year)s")}
UNDATED = N_("during the strategy %(years)s")
#: One day, month, quarter or year alone, as CLDR skeletons (Unicode TS 35).
DAY = "yMMMMd"
ALONE = {
    Precision.DAY: DAY,
    Precision.MONTH: "yMMMM",
    Precision.QUARTER: "yQQQQ",
    Precision.YEAR: "y",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """A time in words. The dates are written by the CLDR ``skeleton``, as an interval when ``end`` is set.

    ``sentence``, still in English, takes them as ``%(year)s`` or ``%(years)s``; without one they stand alone.
    """

    skeleton: str
    start: date
    end: date | None = None
    sentence: str | None = None


def wording(precision: Precision, start: date, end: date, strategy: tuple[date, date]) -> Wording:
    """How to say a time from ``start`` to ``end``, both included, no more exactly than ``precision``.

    ``strategy`` bounds the strategy's own period: an action that covers all of it has no date of its own.
    """
    if precision in ALONE:
        return Wording(ALONE[precision], start)
    if precision is Precision.SEASON:
        return Wording("y", start, sentence=SEASONS[_season(start)])
    if precision is Precision.HALF_YEAR:
        return Wording("y", start, sentence=HALVES[1 if start.month < 7 else 7])
    if (start, end) == strategy:
        return Wording("y", start, end, UNDATED)
    return Wording(_period_skeleton(start, end), start, end)


def _season(start: date) -> int:
    """The month whose 20th began the season of ``start``."""
    month = start.month if start.day >= 20 else start.month - 1
    return month // 3 * 3 or 12


def _period_skeleton(start: date, end: date) -> str:
    after = end + timedelta(days=1)
    if (start.month, start.day, after.month, after.day) == (1, 1, 1, 1):
        return "y"
    return "yMMMM" if start.day == after.day == 1 else DAY
