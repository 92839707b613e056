"""The calendar describes the territory's time zone through here, as far as its events reach."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard


def timezone(key: str, first: datetime, last: datetime) -> Timezone:
    """The VTIMEZONE of ``key``: the rule that holds at ``first``, then each change of the clock to ``last``.

    Each part begins by the clock that held just before it (RFC 5545, 3.6.5).
    """
    zone = ZoneInfo(key)
    start = first.astimezone(UTC).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    made = Timezone()
    made.add("tzid", key)
    made.add_component(_part(zone, start, start))
    for change in changes(zone, start, last.astimezone(UTC) + timedelta(days=1)):
        made.add_component(_part(zone, change, change - timedelta(seconds=1)))
    return made


def changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """The moments in UTC, between ``start`` and ``end``, from which another offset holds; to the minute."""
    found = []
    day = start
    while day < end:
        following = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, following):
            found.append(_first_after(zone, day, following))
        day = following
    return found


def _first_after(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > timedelta(minutes=1):
        minutes = (after - before) // timedelta(minutes=2)
        middle = before + timedelta(minutes=minutes)
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _part(zone: ZoneInfo, onset: datetime, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    since, local = _offset(zone, before), onset.astimezone(zone)
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    made.add("dtstart", onset.replace(tzinfo=None) + since)
    made.add("tzoffsetfrom", since)
    made.add("tzoffsetto", _offset(zone, onset))
    made.add("tzname", local.tzname())
    return made


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
