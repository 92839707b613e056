"""Pages draw actions on a line through here: a row for each thing they belong to, a mark for each time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask_babel import format_date

from consult.kernel.i18n import localised
from consult.models.programme import Action
from consult.rules.spans import Span, place, share
from consult.web.kit.dates import when

#: How much of a telephone's line a letter takes, in percent of its width.
LETTER = 2.3
#: Space beside words and for the sign of a time that runs on, in percent; the height of marks, in pixels.
BESIDE, LANE = 3.0, 28
#: A part of the line that is narrower has no room for its name.
NARROWEST_PART = 7.0
#: Lines of up to so many days are marked by months, longer ones by years.
MONTHS_UP_TO = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """All actions of a row with the same time; ``title`` names them, ``text`` is drawn from ``x``.

    ``lane``: the row of marks from above, from 0. ``outside``: the words stand beside the mark.
    """

    span: Span
    title: str
    text: str
    x: float
    anchor: str
    outside: bool
    lane: int

    @property
    def y(self) -> int:
        return self.lane * LANE + 4


@dataclass(frozen=True, slots=True)
class Row:
    """``thing`` is what the row is of: a chantier or an orientation."""

    thing: object
    marks: list[Mark]

    @property
    def height(self) -> int:
        return (1 + max((mark.lane for mark in self.marks), default=0)) * LANE


@dataclass(frozen=True, slots=True)
class Part:
    """A month or year of the line; ``left`` where it begins, ``middle`` for its name, which may be empty."""

    left: float
    middle: float
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    parts: list[Part]
    rows: list[Row]


def line(groups: Iterable[tuple[object, Sequence[Action]]], first: date, last: date) -> Line:
    """A row for each of ``groups`` (thing and actions) with anything from ``first`` to ``last``."""
    rows = [_row(thing, actions, first, last) for thing, actions in groups]
    return Line(_parts(first, last), [row for row in rows if row.marks])


def own_years(actions: Sequence[Action]) -> tuple[date, date] | None:
    """From the first to the last day of the years in which ``actions`` happen; None without any."""
    if not actions:
        return None
    years = [each.year for action in actions for each in (action.starts_on, action.ends_on)]
    return date(min(years), 1, 1), date(max(years), 12, 31)


def _row(thing: object, actions: Sequence[Action], first: date, last: date) -> Row:
    def key(action: Action) -> tuple[date, date, str]:
        return action.starts_on, action.ends_on, action.precision.value

    times = []
    for _key, same in groupby(sorted(actions, key=key), key=key):
        together = list(same)
        one = together[0]
        span = place(one.precision, one.starts_on, one.ends_on, first, last)
        if span is not None:
            times.append((span, together))
    times.sort(key=lambda time: (not time[0].whole, time[0].left, -time[0].width))
    marks: list[Mark] = []
    lanes: list[float] = []
    for span, together in times:
        mark, end = _mark(span, together, lanes)
        marks.append(mark)
        if mark.lane == len(lanes):
            lanes.append(end)
        else:
            lanes[mark.lane] = end
    return Row(thing, marks)


def _mark(span: Span, together: Sequence[Action], lanes: Sequence[float]) -> tuple[Mark, float]:
    """The mark in the first lane that is free where it begins, and where it ends there."""
    words = when(together[0])
    text = f"{words} ({len(together)})" if len(together) > 1 else words
    length = len(text) * LETTER
    inside = not span.point and length + BESIDE * (1 + span.before + span.after) <= span.width
    begins, ends = span.left, span.right
    x, anchor = span.left, "start"
    if not inside and (span.right + BESIDE + length <= 100 or span.left < length):
        x, ends = span.right, span.right + BESIDE + length
    elif not inside:
        x, anchor, begins = span.left, "end", span.left - BESIDE - length
    lane = next((number for number, taken in enumerate(lanes) if taken <= begins), len(lanes))
    title = "; ".join(localised(action.title) for action in together)
    return Mark(span, title, text, round(x, 1), anchor, not inside, lane), ends


def _parts(first: date, last: date) -> list[Part]:
    monthly = (last - first).days < MONTHS_UP_TO
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    starts = [day for day in days if day == first or (day.day == 1 and (monthly or day.month == 1))]
    ends = [*starts[1:], last + timedelta(days=1)]
    parts = []
    for start, end in zip(starts, ends, strict=True):
        left, right = share(start, first, last), share(end, first, last)
        name = format_date(start, "MMM" if monthly else "y") if right - left >= NARROWEST_PART else ""
        parts.append(Part(left, round((left + right) / 2, 1), str(name)))
    return parts
