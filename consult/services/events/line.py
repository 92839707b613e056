"""A place that is free goes to whoever has waited longest, in the transaction that freed it."""

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.events import Event, Venue
from consult.queries import events as queries
from consult.rules.events import EventStatus, RegistrationStatus, free_places
from consult.services import journal, outbox


def move_up(event: Event, venue: Venue) -> int:
    """Give a venue's free places to those who wait, the lowest tickets first; how many moved up.

    The event's row is locked by the caller. Nobody moves up once it has begun or is cancelled.
    """
    moment = now()
    if event.status is not EventStatus.PUBLISHED or event.has_begun(moment) or not venue.waiting:
        return 0
    rows = queries.line(venue.id, free_places(venue.capacity, venue.registered))
    for row in rows:
        row.status = RegistrationStatus.REGISTERED
        row.changed_at = row.moved_up_at = moment
        key = f"{event.id}:{row.ticket}"
        outbox.tell("event-moved-up", [row.account_id], key, event_id=event.id, venue_id=venue.id)
        journal.record(
            SYSTEM,
            "registration.moved_up",
            "event",
            event.id,
            chantier=event.chantier_number,
            registration_id=row.id,
            venue_id=venue.id,
        )
    count(venue, registered=len(rows), waiting=-len(rows))
    return len(rows)


def count(venue: Venue, registered: int = 0, waiting: int = 0) -> None:
    """Change the kept counts in the database; what the object remembers of them is no longer true."""
    if registered or waiting:
        queries.add_to_counts(venue.id, registered, waiting)
        db.session.expire(venue, ["registered", "waiting"])
