"""Who may register until when, who gets a place, and what counts as moved."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consult.rules.events import (
    CLOSED_SENTENCES,
    Audience,
    Closed,
    EventStatus,
    Fixture,
    RegistrationStatus,
    Spot,
    Terms,
    VenueKind,
    closed,
    free_places,
    has_begun,
    has_moved,
    is_over,
    open_until,
    standing,
)
from consult.rules.programme import Precision

BEGINS = datetime(2030, 5, 4, 16, 0, tzinfo=UTC)
BEFORE = BEGINS - timedelta(days=3)
SECOND = timedelta(seconds=1)
OPEN = Terms(EventStatus.PUBLISHED, Audience.EVERYBODY, True, BEGINS, None)
EARLIER = replace(OPEN, registration_until=BEFORE)


def test_registration_ends_when_the_event_begins_or_when_its_editors_say() -> None:
    assert open_until(OPEN) == BEGINS
    assert open_until(EARLIER) == BEFORE
    assert open_until(replace(OPEN, registration_until=BEGINS + SECOND)) == BEGINS
    assert open_until(replace(OPEN, registration=False)) is None
    assert open_until(replace(OPEN, starts_at=None)) is None


@pytest.mark.parametrize(
    ("terms", "councillor", "moment", "reason"),
    [
        (OPEN, False, BEGINS - SECOND, None),
        (OPEN, False, BEGINS, Closed.OVER),
        (EARLIER, False, BEFORE - SECOND, None),
        (EARLIER, False, BEFORE, Closed.OVER),
        (replace(OPEN, status=EventStatus.DRAFT), False, BEFORE, Closed.DRAFT),
        (replace(OPEN, status=EventStatus.CANCELLED), False, BEFORE, Closed.CANCELLED),
        (replace(OPEN, registration=False), False, BEFORE, Closed.WITHOUT),
        (replace(OPEN, audience=Audience.COUNCILLORS), False, BEFORE, Closed.COUNCILLORS),
        (replace(OPEN, audience=Audience.COUNCILLORS), True, BEFORE, None),
    ],
)
def test_who_may_register_when(
    terms: Terms, councillor: bool, moment: datetime, reason: Closed | None
) -> None:
    assert closed(terms, councillor, moment) is reason
    assert reason is None or CLOSED_SENTENCES[reason]


@pytest.mark.parametrize(
    ("capacity", "registered", "waiting", "got"),
    [
        (30, 29, 0, RegistrationStatus.REGISTERED),
        (30, 30, 0, RegistrationStatus.WAITING),
        (30, 29, 1, RegistrationStatus.WAITING),
        (None, 5000, 0, RegistrationStatus.REGISTERED),
    ],
)
def test_whoever_comes_last_passes_nobody(
    capacity: int | None, registered: int, waiting: int, got: RegistrationStatus
) -> None:
    assert standing(capacity, registered, waiting) is got


def test_free_places_are_never_fewer_than_none() -> None:
    assert [free_places(30, 28), free_places(30, 31), free_places(None, 31)] == [2, 0, None]


def test_an_event_without_hours_has_begun_with_its_first_day() -> None:
    day = date(2030, 5, 4)
    assert has_begun(BEGINS, day, BEGINS, day)
    assert not has_begun(BEGINS, day, BEGINS - SECOND, day)
    assert has_begun(None, day, BEFORE, day)
    assert not has_begun(None, day, BEFORE, day - timedelta(days=1))


def test_an_event_is_over_with_its_end_and_without_hours_after_its_last_day() -> None:
    day = date(2030, 5, 4)
    assert is_over(BEGINS, day, BEGINS, day)
    assert not is_over(BEGINS, day, BEGINS - SECOND, day)
    assert not is_over(None, day, BEGINS, day)
    assert is_over(None, day, BEFORE, day + timedelta(days=1))


HALL = Spot(VenueKind.ON_SITE, (("fr", "Salle"),), "1 place Verte", "57463", None, None, None)
FIXED = Fixture(
    EventStatus.PUBLISHED,
    Precision.DAY,
    BEGINS.date(),
    BEGINS.date(),
    BEGINS,
    BEGINS + timedelta(hours=2),
    (HALL,),
)


@pytest.mark.parametrize(
    "after",
    [
        replace(FIXED, starts_at=BEGINS + SECOND),
        replace(FIXED, status=EventStatus.CANCELLED),
        replace(FIXED, spots=(replace(HALL, address="2 rue des Vergers"),)),
        replace(FIXED, spots=()),
    ],
)
def test_time_place_and_status_count_as_moved_once_it_is_public(after: Fixture) -> None:
    assert has_moved(FIXED, after)
    assert not has_moved(FIXED, replace(FIXED))
    assert not has_moved(replace(FIXED, status=EventStatus.DRAFT), after)
