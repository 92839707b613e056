"""Meetings: what kinds there are, who may register until when, and who comes next from the waiting list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from consult.kernel.messages import N_
from consult.rules.programme import Precision


class EventKind(StrEnum):
    COUNCILLORS_EXCHANGE = "councillors_exchange"
    PUBLIC_EVENT = "public_event"
    WORKSHOP = "workshop"
    WALK = "walk"
    MEETING = "meeting"


class EventStatus(StrEnum):
    """A draft is its editors' only; a cancelled event stays readable, and in calendars as cancelled."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    """Who may register."""

    EVERYBODY = "everybody"
    COUNCILLORS = "councillors"


class VenueKind(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"


class RegistrationStatus(StrEnum):
    REGISTERED = "registered"
    WAITING = "waiting"
    CANCELLED = "cancelled"


#: At most this many rooms at once, and one way to follow online.
MOST_ROOMS = 2
#: After its last day, an event's report is announced for so long.
REPORT_EXPECTED = timedelta(days=90)
EVENT_KIND_LABELS = {
    EventKind.COUNCILLORS_EXCHANGE: N_("Exchange with councillors"),
    EventKind.PUBLIC_EVENT: N_("Public event"),
    EventKind.WORKSHOP: N_("Workshop"),
    EventKind.WALK: N_("Walk"),
    EventKind.MEETING: N_("Meeting"),
}
EVENT_STATUS_LABELS = {
    EventStatus.DRAFT: N_("Draft"),
    EventStatus.PUBLISHED: N_("Planned"),
    EventStatus.CANCELLED: N_("Cancelled"),
}
AUDIENCE_LABELS = {
    Audience.EVERYBODY: N_("Everybody"),
    Audience.COUNCILLORS: N_("Municipal councillors"),
}
REGISTRATION_LABELS = {
    RegistrationStatus.REGISTERED: N_("Registered"),
    RegistrationStatus.WAITING: N_("On the waiting list"),
    RegistrationStatus.CANCELLED: N_("Registration cancelled"),
}


class Closed(StrEnum):
    """Why nobody, or not this person, can register now."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    WITHOUT = "without_registration"
    OVER = "registration_over"
    COUNCILLORS = "councillors_only"


CLOSED_SENTENCES = {
    Closed.DRAFT: N_("This event is not published yet."),
    Closed.CANCELLED: N_("This event is cancelled, so nobody can register any more."),
    Closed.WITHOUT: N_("One need not register for this event: just come."),
    Closed.OVER: N_("The time to register for this event is over."),
    Closed.COUNCILLORS: N_("Only municipal councillors can register for this event."),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides who may register; moments in UTC."""

    status: EventStatus
    audience: Audience
    registration: bool
    starts_at: datetime | None
    registration_until: datetime | None


def open_until(terms: Terms) -> datetime | None:
    """The moment from which nobody can register any more; None where nobody ever could."""
    if not terms.registration or terms.starts_at is None:
        return None
    return min(terms.starts_at, terms.registration_until or terms.starts_at)


def closed(terms: Terms, councillor: bool, now: datetime) -> Closed | None:
    """Why somebody cannot register at ``now``; None when they can. When it is full, there is a line."""
    until = open_until(terms)
    for reason, holds in (
        (Closed.DRAFT, terms.status is EventStatus.DRAFT),
        (Closed.CANCELLED, terms.status is EventStatus.CANCELLED),
        (Closed.WITHOUT, until is None),
        (Closed.OVER, until is not None and now >= until),
        (Closed.COUNCILLORS, terms.audience is Audience.COUNCILLORS and not councillor),
    ):
        if holds:
            return reason
    return None


def has_begun(starts_at: datetime | None, starts_on: date, now: datetime, today: date) -> bool:
    """Whether an event is under way or over; while only days are known, from the first of them."""
    return starts_at <= now if starts_at is not None else starts_on <= today


def is_over(ends_at: datetime | None, ends_on: date, now: datetime, today: date) -> bool:
    """Whether an event has ended; while only days are known, once the last of them has passed."""
    return ends_at <= now if ends_at is not None else ends_on < today


def is_unreported(ends_on: date, today: date) -> bool:
    """Whether an event without a report is so long past that nobody should be promised one."""
    return today - ends_on > REPORT_EXPECTED


def free_places(capacity: int | None, registered: int) -> int | None:
    """How many more a venue holds, and so how many move up, the lowest tickets; None: as many as come."""
    return None if capacity is None else max(0, capacity - registered)


def standing(capacity: int | None, registered: int, waiting: int) -> RegistrationStatus:
    """What whoever comes last gets: a place, unless none is free or somebody waits for it already."""
    free = free_places(capacity, registered)
    if free is None or (free > 0 and waiting == 0):
        return RegistrationStatus.REGISTERED
    return RegistrationStatus.WAITING


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one venue of an event is, as far as somebody who wants to go there must know."""

    kind: VenueKind
    name: tuple[tuple[str, str], ...]
    address: str
    commune_insee: str | None
    place_id: int | None
    city_key: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Fixture:
    """When and where an event is, and whether it is: what a calendar must hear of at once."""

    status: EventStatus
    precision: Precision
    starts_on: date
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    spots: tuple[Spot, ...]


def has_moved(before: Fixture, after: Fixture) -> bool:
    """Whether a published event's time, place or status changed (RFC 5545, 3.8.7.4): SEQUENCE grows."""
    return before.status is not EventStatus.DRAFT and before != after
