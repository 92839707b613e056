"""The line of the hundred days: where each dated action stands on it, in percent of its width."""

from dataclasses import dataclass
from datetime import date, timedelta

from consult.models.programme import Action, Chantier
from consult.queries.programme.listing import Group

#: Narrower marks would be hard to see.
NARROWEST = 2.0


@dataclass(frozen=True, slots=True)
class Month:
    """A month's beginning on the line, or the line's own for the month it cuts; ``x`` in percent."""

    day: date
    x: float


@dataclass(frozen=True, slots=True)
class Mark:
    action: Action
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    chantier: Chantier
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Months above, a line a chantier; empty ``lines`` when nothing is dated so exactly."""

    months: list[Month]
    lines: list[Line]


def calendar(groups: list[Group], first: date, last: date) -> Calendar:
    """The marks of ``groups`` between ``first`` and ``last``, both included, cut at the edges."""
    days = (last - first).days + 1

    def place(day: date) -> float:
        return round(min(max((day - first).days / days * 100, 0.0), 100.0), 2)

    def mark(action: Action) -> Mark:
        left, right = place(action.starts_on), place(action.ends_on + timedelta(days=1))
        width = max(right - left, NARROWEST)
        return Mark(action, min(left, 100 - width), width)

    starts = [first + timedelta(days=offset) for offset in range(days)]
    months = [Month(day, place(day)) for day in starts if day.day == 1]
    lines = [
        Line(group.chantier, sorted(map(mark, group.actions), key=lambda each: (each.x, each.width)))
        for group in groups
    ]
    return Calendar(months, lines)
