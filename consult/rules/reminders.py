"""Before a vote ends the worker asks here which notice is due, and how to say the time that is left."""

from datetime import datetime, timedelta
from enum import StrEnum

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Notice(StrEnum):
    """The two notices to those who have not voted (design: the councillor's desk)."""

    week = "week"
    day = "day"


#: How long before the end each notice falls due; the last one whose time has come is the one to send.
BEFORE_THE_END = {Notice.week: 7 * DAY, Notice.day: DAY}


def notice_due(opens_at: datetime, closes_at: datetime, moment: datetime) -> Notice | None:
    """The notice whose time has come at ``moment``, None before the first, outside the voting or after it.

    Instants are aware. A notice that would fall before or onto the opening is left out, because the opening
    has a notice of its own; a late one is still due until the next one replaces it.
    """
    if not opens_at < moment <= closes_at:
        return None
    due = [notice for notice, before in BEFORE_THE_END.items() if opens_at < closes_at - before <= moment]
    return due[-1] if due else None


def time_left(closes_at: datetime, moment: datetime) -> tuple[int, int]:
    """What is left as (days, 0), or as (0, hours) under a day and a half; rounded, never below one hour.

    A letter that is written a minute after its notice fell due thus says seven days, not six.
    """
    left = closes_at - moment
    if left >= 36 * HOUR:
        return round(left / DAY), 0
    return 0, max(1, round(left / HOUR))
