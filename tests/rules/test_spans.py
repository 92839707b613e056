"""Where times stand on a line: days as points, everything else as spans, cut where they run beyond."""

from datetime import date

import pytest

from consult.rules.programme import Precision
from consult.rules.spans import Span, place

FIRST, LAST = date(2019, 1, 30), date(2019, 5, 9)


@pytest.mark.parametrize(
    ("precision", "start", "end", "expected"),
    [
        (Precision.DAY, date(2019, 2, 9), date(2019, 2, 9), Span(10, 1, True, False, False, False)),
        (Precision.MONTH, date(2019, 3, 1), date(2019, 3, 31), Span(30, 31, False, False, False, False)),
        (Precision.MONTH, date(2019, 1, 1), date(2019, 1, 31), Span(0, 2, False, False, True, False)),
        (Precision.SEASON, date(2019, 3, 20), date(2019, 6, 20), Span(49, 51, False, True, False, True)),
        (Precision.QUARTER, date(2019, 1, 1), date(2019, 3, 31), Span(0, 61, False, True, True, False)),
        (Precision.PERIOD, date(2019, 3, 18), date(2019, 3, 19), Span(47, 2, False, False, False, False)),
        (Precision.PERIOD, date(2019, 4, 1), date(2019, 5, 31), Span(61, 39, False, True, False, True)),
        (Precision.PERIOD, FIRST, LAST, Span(0, 100, False, True, False, False)),
        (Precision.YEAR, date(2019, 1, 1), date(2019, 12, 31), Span(0, 100, False, True, True, True)),
    ],
)
def test_times_on_the_hundred_days(precision: Precision, start: date, end: date, expected: Span) -> None:
    assert place(precision, start, end, FIRST, LAST) == expected


def test_a_span_that_fills_the_line_may_be_at_any_time_of_it() -> None:
    whole = place(Precision.YEAR, date(2019, 1, 1), date(2019, 12, 31), FIRST, LAST)
    assert whole is not None
    assert whole.whole


@pytest.mark.parametrize("day", [date(2019, 1, 29), date(2019, 5, 10)])
def test_what_lies_outside_is_not_drawn(day: date) -> None:
    assert place(Precision.DAY, day, day, FIRST, LAST) is None
