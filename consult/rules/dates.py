"""Whoever shows or takes in when something happens asks here how exactly it may be said, and if it can be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from consult.kernel.errors import Invalid
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
#: A day in a year before or after these is a slip of the pen: nothing that people plan here lies there.
FIRST_YEAR, YEARS_AHEAD = 1990, 20


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


def misfit(precision: Precision, start: date, end: date) -> str | None:
    """Why ``start`` to ``end``, both included, are no time of that ``precision``; None when they are."""
    if end < start:
        return N_("The end comes before the beginning.")
    fits = precision not in FITTING or FITTING[precision][0](start, end)
    return None if fits else FITTING[precision][1]


def slips(today: date, days: Mapping[str, date | None]) -> list[Invalid]:
    """A refusal for each of the ``days``, by field, whose year can only be a slip; those not given pass."""
    last = today.year + YEARS_AHEAD
    sentence = N_("Please check the year: it lies between %(first)s and %(last)s.")
    return [
        Invalid("implausible_day", sentence, field=field, first=str(FIRST_YEAR), last=str(last))
        for field, day in days.items()
        if day is not None and not FIRST_YEAR <= day.year <= last
    ]


def _one_season(start: date, end: date) -> bool:
    """A season ends with the day on which the next one begins: between the 20th and the 23rd, by the year."""
    month = _season(start)
    year = start.year - (month > start.month)
    return end <= date(year + (month == 12), month % 12 + 3, 23)


FITTING: dict[Precision, tuple[Callable[[date, date], bool], str]] = {
    Precision.DAY: (
        lambda start, end: start == end,
        N_("A single day begins and ends on the same day."),
    ),
    Precision.MONTH: (
        lambda start, end: (start.year, start.month) == (end.year, end.month),
        N_("For a month, give two days of the same month."),
    ),
    Precision.SEASON: (
        _one_season,
        N_("For a season, give two days of the same season."),
    ),
    Precision.QUARTER: (
        lambda start, end: (start.year, (start.month - 1) // 3) == (end.year, (end.month - 1) // 3),
        N_("For a quarter, give two days of the same quarter of a year."),
    ),
    Precision.HALF_YEAR: (
        lambda start, end: (start.year, start.month < 7) == (end.year, end.month < 7),
        N_("For half a year, give two days of the same half."),
    ),
    Precision.YEAR: (
        lambda start, end: start.year == end.year,
        N_("For a year, give two days of the same year."),
    ),
}
