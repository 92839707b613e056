"""Deadlines in working days, on both sides of the border and over the change of the clocks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from consult.kernel.working_days import after_working_days

PARIS = ZoneInfo("Europe/Paris")


def test_weekends_and_neighbours_holidays_do_not_count() -> None:
    thursday = datetime(2026, 10, 22, 15, 0, tzinfo=UTC)
    due = after_working_days(thursday, 3)
    assert due.astimezone(PARIS).strftime("%A %d %H:%M") == "Tuesday 27 17:00"


def test_the_clock_s_change_moves_utc_but_not_the_local_hour() -> None:
    friday = datetime(2026, 10, 23, 10, 0, tzinfo=PARIS)
    due = after_working_days(friday.astimezone(UTC), 1)
    assert due.astimezone(PARIS).hour == 10
    assert due.utcoffset().total_seconds() == 0  # type: ignore[union-attr]


def test_second_christmas_day_is_a_holiday_here_and_there() -> None:
    before = datetime(2025, 12, 24, 9, 0, tzinfo=UTC)
    assert after_working_days(before, 1).astimezone(PARIS).day == 29
