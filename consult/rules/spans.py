"""Whoever draws times on a line asks here where each stands, and how exactly it is known."""

from dataclasses import dataclass
from datetime import date, timedelta

from consult.rules.programme import Precision

#: A period of more days than a month tells no more than a season does.
LONGEST_EXACT = 31
EXACT = frozenset({Precision.DAY, Precision.MONTH, Precision.PERIOD})


@dataclass(frozen=True, slots=True)
class Span:
    """Where a time stands on a line, ``left`` and ``width`` in percent of it.

    ``point``: a single day. ``vague``: known to a season or less exactly. ``before`` and ``after``: it begins
    or ends outside the line, which cuts it there.
    """

    left: float
    width: float
    point: bool
    vague: bool
    before: bool
    after: bool

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def whole(self) -> bool:
        """Whether it fills the line, so that it may be at any time of it."""
        return self.width >= 100


def share(day: date, first: date, last: date) -> float:
    """Where ``day`` begins on the line from ``first`` to ``last``, both included, in percent; cut there."""
    days = (last - first).days + 1
    return round(min(max((day - first).days / days * 100, 0.0), 100.0), 1)


def place(precision: Precision, starts_on: date, ends_on: date, first: date, last: date) -> Span | None:
    """The span of a time on the line, or None for one that does not touch it. All days are included."""
    if ends_on < first or starts_on > last:
        return None
    left = share(starts_on, first, last)
    return Span(
        left=left,
        width=round(share(ends_on + timedelta(days=1), first, last) - left, 1),
        point=starts_on == ends_on,
        vague=precision not in EXACT or (ends_on - starts_on).days >= LONGEST_EXACT,
        before=starts_on < first,
        after=ends_on > last,
    )
