"""Everyone who needs the time asks here, so that the server's UTC decides and tests can travel."""

from datetime import UTC, datetime


def now() -> datetime:
    """The server's time, aware, in UTC, with microseconds."""
    return datetime.now(UTC)
