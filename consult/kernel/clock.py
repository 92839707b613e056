"""Everyone who needs the time asks here, so that the server's UTC decides and tests can travel."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Annotated

from consult.kernel.territory import territory

#: In page objects the moment at which they were read, which is no fact of the page.
ReadAt = Annotated[datetime, "read at"]
_readings: ContextVar[list[datetime] | None] = ContextVar("readings", default=None)


def now() -> datetime:
    """The server's time, aware, in UTC, with microseconds."""
    moment = datetime.now(UTC)
    noticed = _readings.get()
    if noticed is not None:
        noticed.append(moment)
    return moment


@contextmanager
def noticing() -> Iterator[list[datetime]]:
    """What anybody reads off the clock meanwhile: who keeps a result must know whether time runs in it."""
    readings: list[datetime] = []
    before = _readings.set(readings)
    try:
        yield readings
    finally:
        _readings.reset(before)


def local_day(moment: datetime) -> date:
    """The calendar day of the territory at ``moment``: mandates and periods begin and end with it."""
    return moment.astimezone(territory().zone).date()


def today() -> date:
    """The day that it is in the territory."""
    return local_day(now())
