"""Which notice falls due when, and how the time that is left is said."""

from datetime import UTC, datetime, timedelta

import pytest

from consult.rules.reminders import Notice, notice_due, time_left

END = datetime(2026, 12, 1, 17, tzinfo=UTC)
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("lasts", "before_end", "expected"),
    [
        (14 * DAY, 7 * DAY + SECOND, None),
        (14 * DAY, 7 * DAY, Notice.week),
        (14 * DAY, 2 * DAY, Notice.week),
        (14 * DAY, DAY, Notice.day),
        (14 * DAY, 0 * DAY, Notice.day),
        (14 * DAY, -SECOND, None),
        (7 * DAY, 7 * DAY, None),
        (7 * DAY, 6 * DAY, None),
        (7 * DAY, DAY, Notice.day),
        (7 * DAY + SECOND, 7 * DAY, Notice.week),
        (5 * DAY, 4 * DAY, None),
        (DAY, HOUR, None),
        (14 * DAY, 15 * DAY, None),
    ],
)
def test_the_notice_that_is_due(lasts: timedelta, before_end: timedelta, expected: Notice | None) -> None:
    assert notice_due(END - lasts, END, END - before_end) is expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (7 * DAY, (7, 0)),
        (7 * DAY - timedelta(minutes=3), (7, 0)),
        (5 * DAY + 2 * HOUR, (5, 0)),
        (36 * HOUR, (2, 0)),
        (24 * HOUR, (0, 24)),
        (24 * HOUR - timedelta(minutes=3), (0, 24)),
        (timedelta(minutes=10), (0, 1)),
        (timedelta(0), (0, 1)),
    ],
)
def test_the_time_left_is_rounded_as_people_say_it(left: timedelta, expected: tuple[int, int]) -> None:
    assert time_left(END, END - left) == expected
