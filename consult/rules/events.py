"""Meetings: what kinds there are, who may register until when, and who comes next from the waiting list."""

from enum import StrEnum

from consult.kernel.messages import N_


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
