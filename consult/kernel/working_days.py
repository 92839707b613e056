"""Deadlines in working days: weekends and the holidays on both sides of the border do not count."""

from datetime import datetime, timedelta
from functools import cache

import holidays

from consult.kernel.territory import territory


@cache
def _calendars() -> tuple[holidays.HolidayBase, ...]:
    return tuple(
        holidays.country_holidays(entry["country"], subdiv=entry.get("subdivision"))
        for entry in territory().holidays
    )


def after_working_days(start: datetime, days: int) -> datetime:
    """The same local time of day ``days`` working days after ``start``, in UTC.

    A day is a holiday when it is one in any of the territory's calendars.
    """
    local = start.astimezone(territory().zone)
    left = days
    while left > 0:
        local += timedelta(days=1)
        if local.weekday() < 5 and not any(local.date() in calendar for calendar in _calendars()):
            left -= 1
    return local.astimezone(start.tzinfo)
