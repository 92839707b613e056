"""The night of 25 October 2026 has half past two twice: the server's UTC decides, not its zone."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.errors import DomainError
from consult.services import ballots
from tests.factories import councils

EVENING = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
#: Three o'clock, winter time.
CLOSES = datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@pytest.fixture(params=["UTC", "Europe/Paris", "Pacific/Auckland"])
def _zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the machine's own clock shows."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_zone")
def test_votes_count_until_the_end_and_through_the_hour_that_comes_twice(app: Flask) -> None:
    with time_machine.travel(EVENING, tick=False) as clock:
        seats = councils.electorate(4)
        ballot = councils.opened(closes=CLOSES - EVENING)
        assert ballot.closes_at == CLOSES
        first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        for seat, moment in zip(seats, (first, second, CLOSES - timedelta(seconds=1)), strict=False):
            clock.move_to(moment, tick=False)
            ballots.cast(SYSTEM, ballot.id, councils.vote(seat))
        assert ballot.cast_count == 3
        clock.move_to(CLOSES + timedelta(seconds=1), tick=False)
        with pytest.raises(DomainError):
            ballots.cast(SYSTEM, ballot.id, councils.vote(seats[3]))
        assert ballot.cast_count == 3
