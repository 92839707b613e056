"""One person, one place at an event: they register, switch the venue, or give the place back."""

from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.kernel.messages import N_
from consult.models.events import Event, Registration, Venue
from consult.queries import events as queries
from consult.rules.events import CLOSED_SENTENCES, Closed, EventStatus, RegistrationStatus, closed, standing
from consult.rules.permissions import Permission, allows, require
from consult.services import journal, outbox
from consult.services.events.line import count, move_up

LETTERS = {RegistrationStatus.REGISTERED: "event-registered", RegistrationStatus.WAITING: "event-waiting"}


def register(actor: Actor, event_id: int, venue_id: int) -> Registration:
    """Take a place, or the end of the line when none is free; ``Conflict`` with a sentence for the rest.

    The event is locked before anything is counted, so that of many at once each sees what is left.
    """
    event, account_id = _open_event(actor, event_id)
    row = queries.registration(event.id, account_id)
    if row is not None and row.status is not RegistrationStatus.CANCELLED:
        raise Conflict("already_registered", N_("You are already registered for this event."))
    return _enter(actor, event, _venue(event, venue_id), account_id, row)


def switch(actor: Actor, event_id: int, venue_id: int) -> Registration:
    """Go to another venue of the same event: the place here goes to the next, there one comes last."""
    event, account_id = _open_event(actor, event_id)
    row = _live(event, account_id)
    venue = _venue(event, venue_id)
    if row.venue_id == venue.id:
        raise Conflict("already_registered", N_("You are already registered for this event."))
    _leave(event, row)
    return _enter(actor, event, venue, account_id, row)


def withdraw(actor: Actor, event_id: int) -> Registration:
    """Give the place back, suspended or not; the first who waits has it at once."""
    require(actor, Permission.USE_ACCOUNT)
    event = queries.locked(event_id)
    row = _live(event, _person(actor))
    if event.status is EventStatus.CANCELLED:
        raise _refusal(Closed.CANCELLED)
    if event.is_over(now()):
        raise Conflict("event_over", N_("This event is over."))
    _leave(event, row)
    _record(actor, "registration.withdrawn", event, row)
    return row


def leave_all(account_id: int) -> None:
    """Somebody erases their account: what they held goes to the next, and every row about them goes."""
    for event_id in queries.of_account(account_id):
        event = queries.locked(event_id)
        row = queries.registration(event_id, account_id)
        if row is not None and event.status is EventStatus.PUBLISHED and not event.has_begun(now()):
            _leave(event, row)
    db.session.flush()
    queries.forget_account(account_id)


def _open_event(actor: Actor, event_id: int) -> tuple[Event, int]:
    event = queries.locked(event_id)
    if event.status is EventStatus.DRAFT and not allows(actor, Permission.EDIT_PROGRAMME, event.facts):
        raise NotFound
    require(actor, Permission.REGISTER, event.facts)
    reason = closed(event.terms, actor.is_councillor, now())
    if reason is not None:
        raise _refusal(reason)
    return event, _person(actor)


def _refusal(reason: Closed) -> Conflict:
    return Conflict(reason.value, CLOSED_SENTENCES[reason])


def _person(actor: Actor) -> int:
    if actor.account_id is None:
        raise NotAllowed("not_a_person", N_("Only people register for events."))
    return actor.account_id


def _venue(event: Event, venue_id: int) -> Venue:
    venue = next((each for each in event.venues if each.id == venue_id), None)
    if venue is None:
        raise NotFound
    return venue


def _live(event: Event, account_id: int) -> Registration:
    row = queries.registration(event.id, account_id)
    if row is None or row.status is RegistrationStatus.CANCELLED:
        raise Conflict("not_registered", N_("You are not registered for this event."))
    return row


def _enter(
    actor: Actor, event: Event, venue: Venue, account_id: int, row: Registration | None
) -> Registration:
    """Write the row at the end of the line, a former one anew, and count it."""
    moment = now()
    status = standing(venue.capacity, venue.registered, venue.waiting)
    ticket = queries.draw_ticket(event.id)
    if row is None:
        row = Registration(event_id=event.id, account_id=account_id, created_at=moment)
        db.session.add(row)
    row.venue_id, row.status, row.ticket = venue.id, status, ticket
    row.created_at = row.changed_at = moment
    row.moved_up_at = None
    registered = status is RegistrationStatus.REGISTERED
    count(venue, registered=int(registered), waiting=int(not registered))
    key = f"{event.id}:{row.ticket}"
    outbox.tell(LETTERS[status], [account_id], key, event_id=event.id, venue_id=venue.id)
    _record(actor, f"registration.{status.value}", event, row)
    return row


def _leave(event: Event, row: Registration) -> None:
    """Free what the row holds and move the next up."""
    venue = _venue(event, row.venue_id)
    registered = row.status is RegistrationStatus.REGISTERED
    row.status, row.changed_at = RegistrationStatus.CANCELLED, now()
    count(venue, registered=-int(registered), waiting=-int(not registered))
    move_up(event, venue)


def _record(actor: Actor, name: str, event: Event, row: Registration) -> None:
    facts: dict[str, Any] = {"registration_id": row.id, "venue_id": row.venue_id}
    journal.record(actor, name, "event", event.id, chantier=event.chantier_number, **facts)
