"""How often and when the worker tries again to send what could not be sent."""

from datetime import datetime, timedelta

MOST_ATTEMPTS = 8
#: A claim older than this belongs to a worker that died; another may take the row.
CLAIM_LASTS = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after ``attempts`` failures, each wait four times the last; None to give up.

    1, 4, 16, 64 minutes, 4 and 17 hours, a day: a server may be down over a weekend's better part.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait: timedelta = FIRST_WAIT * int(4 ** (attempts - 1))
    return now + min(wait, LONGEST_WAIT)
