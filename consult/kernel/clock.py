"""Everyone who needs the time asks here, so that the server's UTC decides and tests can travel."""

from datetime import UTC, date, datetime

from consult.kernel.territory import territory


def now() -> datetime:
    """The server's time, aware, in UTC, with microseconds."""
    return datetime.now(UTC)


def local_day(moment: datetime) -> date:
    """The calendar day of the territory at ``moment``: mandates and periods begin and end with it."""
    return moment.astimezone(territory().zone).date()


def today() -> date:
    """The day that it is in the territory."""
    return local_day(now())
