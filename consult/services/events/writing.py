"""Editors prepare an event, change it and publish it; whoever holds a place hears when it moves."""

from uuid import uuid4

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, Outdated
from consult.kernel.messages import N_
from consult.models.events import Event, Venue
from consult.queries import events as queries
from consult.queries.events.room import chantiers_of_action
from consult.rules.events import EventStatus, has_moved, is_over
from consult.rules.permissions import Facts, Permission, allows, require
from consult.services import journal, outbox, search
from consult.services.events.fields import EventFields, VenueFields, cleaned, refuse_all
from consult.services.events.line import move_up

#: Positions are moved through here, so that no two venues have the same one on the way.
ASIDE = 100
PLAIN = (
    *("kind", "audience", "title", "summary", "host", "chantier_number", "action_id"),
    *("precision", "starts_on", "ends_on", "starts_at", "ends_at"),
    *("access_note", "registration", "registration_until"),
)

AGAIN = ("event_over", N_("This event is over: it cannot be moved to a time that is still to come."))
CHANGED = ("event_changed", N_("Somebody else changed this event in the meantime."))
PAST = (
    "event_to_come",
    N_("This event is still to come: it cannot move into the past. If it does not take place, cancel it."),
)


def prepare(actor: Actor, fields: EventFields) -> Event:
    """A draft that only editors see."""
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=fields.chantier_number))
    fields, moment = cleaned(fields), now()
    _check_action(actor, fields)
    event = Event(uid=str(uuid4()), status=EventStatus.DRAFT, created_at=moment, changed_at=moment, venues=[])
    _write(event, fields)
    db.session.add(event)
    _write_venues(event, fields.venues)
    journal.record(actor, "event.prepared", "event", event.id, chantier=event.chantier_number)
    return event


def change(actor: Actor, event_id: int, fields: EventFields, based_on: int) -> Event:
    """Write what the editor sends, unless the event is no longer at the revision they read: ``Outdated``.

    A published event whose time or place changes tells whoever holds a place or waits for one, and its
    SEQUENCE grows. More places move the waiting list up; fewer than are taken are refused. What is over may
    be corrected, but not held again.
    """
    event = queries.locked(event_id)
    require(actor, Permission.EDIT_PROGRAMME, event.facts)
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=fields.chantier_number))
    if event.revision != based_on:
        raise Outdated(*CHANGED)
    if event.status is EventStatus.CANCELLED:
        raise Conflict("event_cancelled", N_("This event is cancelled and cannot be changed any more."))
    fields, before = cleaned(fields), event.fixture
    if fields.action_id != event.action_id:
        _check_action(actor, fields)
    _check_time(event, fields)
    _check_people(event, fields.venues)
    _check_terms(event, fields)
    _write(event, fields)
    _write_venues(event, fields.venues)
    event.revision += 1
    event.changed_at = now()
    moved = has_moved(before, event.fixture)
    if moved:
        tell_moved(event)
    db.session.flush()
    for venue in event.venues:
        move_up(event, venue)
    search.events([event.id])
    name = "event.moved" if moved else "event.changed"
    journal.record(actor, name, "event", event.id, chantier=event.chantier_number, revision=event.revision)
    return event


def publish(actor: Actor, event_id: int) -> Event:
    """Show a draft to everybody, once."""
    event = queries.locked(event_id)
    require(actor, Permission.EDIT_PROGRAMME, event.facts)
    if event.status is not EventStatus.DRAFT:
        raise Conflict("event_published", N_("This event is published already."))
    event.status, event.published_at = EventStatus.PUBLISHED, now()
    event.changed_at = event.published_at
    search.events([event.id])
    journal.record(actor, "event.published", "event", event.id, chantier=event.chantier_number)
    return event


def tell_moved(event: Event) -> None:
    """Another time, place or status: calendars and people hear of it; of what is over only calendars do."""
    event.sequence += 1
    if not event.is_over(now()):
        key = f"{event.id}:{event.sequence}"
        outbox.tell("event-moved", queries.account_ids(event.id), key, event_id=event.id)


def _write(event: Event, fields: EventFields) -> None:
    for name in PLAIN:
        setattr(event, name, getattr(fields, name))
    event.languages, event.interpreting = list(fields.languages), list(fields.interpreting)


def _check_action(actor: Actor, fields: EventFields) -> None:
    """Editors put events on the pages of actions that serve the event's chantier, or that they keep."""
    if fields.action_id is None:
        return
    served = chantiers_of_action(fields.action_id)
    kept = any(allows(actor, Permission.EDIT_PROGRAMME, Facts(chantier=number)) for number in served[:1])
    if fields.chantier_number not in served and not kept:
        sentence = N_("This action belongs to a chantier that you do not keep.")
        raise Invalid("foreign_action", sentence, field="action")


def _check_time(event: Event, fields: EventFields) -> None:
    """What took place is not announced a second time, and what is to come does not slip into the past."""
    moment = now()
    over = is_over(fields.ends_at, fields.ends_on, moment, local_day(moment))
    if event.status is not EventStatus.PUBLISHED or event.is_over(moment) is over:
        return
    code, sentence = PAST if over else AGAIN
    raise Invalid(code, sentence, field="ends_on" if fields.ends_at is None else "ends_at")


def _check_terms(event: Event, fields: EventFields) -> None:
    """Whoever registered did so for what stood there: the way in and the circle stay as they were."""
    if (fields.registration, fields.audience) == (event.registration, event.audience):
        return
    if next(queries.account_ids(event.id), None) is not None:
        sentence = N_("People are registered: registration stays on, and open to the same people.")
        raise Invalid("people_registered", sentence, field="registration")


def _check_people(event: Event, wanted: tuple[VenueFields, ...]) -> None:
    """Nobody loses a place because a room shrinks or goes."""
    kept = {venue.id: number for number, venue in enumerate(wanted) if venue.id is not None}
    refusals = []
    for venue in event.venues:
        number = kept.get(venue.id)
        if number is None:
            if queries.has_people(venue.id):
                sentence = N_("People registered for a venue that is missing here. It must stay.")
                refusals.append(Invalid("venue_in_use", sentence, field="venues"))
            continue
        capacity = wanted[number].capacity
        if capacity is not None and capacity < venue.registered:
            sentence = N_("%(count)s people hold a place here: the room cannot have fewer places.")
            field = f"venues-{number}-capacity"
            refusals.append(Invalid("places_taken", sentence, field=field, count=venue.registered))
    refuse_all(refusals)


def _write_venues(event: Event, wanted: tuple[VenueFields, ...]) -> None:
    """Make, change and drop the rows so that they stand as ``wanted``, in that order."""
    known = {venue.id: venue for venue in event.venues}
    rows = [known.get(fields.id or 0) or _new_venue(event) for fields in wanted]
    for row in [row for row in event.venues if row not in rows]:
        event.venues.remove(row)
    for number, (row, fields) in enumerate(zip(rows, wanted, strict=True)):
        for name in VenueFields.__slots__:
            if name != "id":
                setattr(row, name, getattr(fields, name))
        row.position = ASIDE + number
    db.session.flush()
    for number, row in enumerate(rows):
        row.position = number
    event.venues.sort(key=lambda row: row.position)
    db.session.flush()


def _new_venue(event: Event) -> Venue:
    venue = Venue(registered=0, waiting=0)
    event.venues.append(venue)
    return venue
