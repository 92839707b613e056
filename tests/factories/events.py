"""Meetings in the states a story needs; each function returns an Event whose venues are loaded."""

import itertools
from datetime import timedelta

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.models.events import Event
from consult.queries import events as queries
from consult.rules.events import Audience, EventKind, VenueKind
from consult.rules.programme import Precision
from consult.services import events
from consult.services.events import EventFields, VenueFields

_numbers = itertools.count(1)


def room(capacity: int | None = 2, **values: object) -> VenueFields:
    """A room in the central commune, for two unless ``capacity`` says otherwise."""
    given: dict[str, object] = {
        "kind": VenueKind.ON_SITE,
        "name": {"fr": "Salle des Vergers", "de": "Obstgartensaal"},
        "address": "1 place Verte",
        "commune_insee": "57463",
        "capacity": capacity,
    }
    return VenueFields(**(given | values))  # type: ignore[arg-type]


def online(**values: object) -> VenueFields:
    """A way to follow from anywhere."""
    given: dict[str, object] = {
        "kind": VenueKind.ONLINE,
        "name": {"fr": "En ligne", "de": "Online"},
        "url": "https://meet.example.org/vergers",
    }
    return VenueFields(**(given | values))  # type: ignore[arg-type]


def fields(**values: object) -> EventFields:
    """A workshop in ten days, two hours long, for two people in one room."""
    starts_at = now().replace(microsecond=0) + timedelta(days=10)
    number = next(_numbers)
    given: dict[str, object] = {
        "kind": EventKind.WORKSHOP,
        "audience": Audience.EVERYBODY,
        "title": {"fr": f"Atelier des vergers {number}", "de": f"Werkstatt Obstgärten {number}"},
        "summary": {"fr": "Nous dessinons un verger.", "de": "Wir zeichnen einen Obstgarten."},
        "host": {"fr": "Les Vergers réunis", "de": "Vereinte Obstgärten"},
        "chantier_number": 4,
        "action_id": None,
        "precision": Precision.DAY,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "languages": ("fr",),
        "interpreting": ("de",),
        "access_note": {},
        "registration": True,
        "registration_until": None,
        "venues": (room(),),
    }
    given |= values
    begins = given["starts_at"] or starts_at
    days = {"starts_on": local_day(begins), "ends_on": local_day(begins)}  # type: ignore[arg-type]
    return EventFields(**(days | given))  # type: ignore[arg-type]


def fields_of(event: Event, **values: object) -> EventFields:
    """What the form shows of an event, with what an editor changes in it."""
    given = {name: getattr(event, name) for name in EventFields.__slots__ if name != "venues"}
    given |= {"languages": tuple(event.languages), "interpreting": tuple(event.interpreting)}
    given["venues"] = tuple(
        VenueFields(**{name: getattr(venue, name) for name in VenueFields.__slots__})
        for venue in event.venues
    )
    return EventFields(**(given | values))


def draft(**values: object) -> Event:
    return events.prepare(SYSTEM, fields(**values))


def published(**values: object) -> Event:
    """Open to everybody for registration unless ``values`` say otherwise."""
    return events.publish(SYSTEM, draft(**values).id)


def over(**values: object) -> Event:
    """One that ended yesterday; whoever should have come is registered beforehand by the story."""
    event = published(**values)
    return moved(event, -timedelta(days=11))


def moved(event: Event, by: timedelta) -> Event:
    """Its time is elsewhere, and nobody was told: as if time had passed."""
    assert event.starts_at is not None
    assert event.ends_at is not None
    event.starts_at, event.ends_at = event.starts_at + by, event.ends_at + by
    event.starts_on, event.ends_on = local_day(event.starts_at), local_day(event.ends_at)
    db.session.flush()
    return queries.locked(event.id)
