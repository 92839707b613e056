"""Editors call an event off, or tell afterwards what came of it."""

from collections.abc import Iterable

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import Localised
from consult.kernel.errors import Conflict, Outdated
from consult.kernel.messages import N_
from consult.models.events import Event
from consult.queries import events as queries
from consult.rules.events import EventStatus, RegistrationStatus
from consult.rules.permissions import Permission, require
from consult.services import journal, outbox, search
from consult.services.events.fields import NOTE, REPORT, checked, refuse_all, texts
from consult.services.events.writing import CHANGED


def cancel(actor: Actor, event_id: int, why: Localised) -> Event:
    """Call it off, with the reason: everybody who holds a place or waits hears of it; the rows stay."""
    event = queries.locked(event_id)
    require(actor, Permission.EDIT_PROGRAMME, event.facts)
    if event.status is not EventStatus.PUBLISHED:
        raise Conflict("not_published", N_("Only an event that is planned can be cancelled."))
    if event.is_over(now()):
        raise Conflict("event_over", N_("This event is over."))
    why = texts(why)
    refuse_all(list(checked(why, NOTE, "why")))
    event.status, event.cancellation, event.cancelled_at = EventStatus.CANCELLED, why, now()
    event.sequence += 1
    _changed(event)
    key = f"{event.id}:{event.sequence}"
    outbox.tell("event-cancelled", queries.account_ids(event.id), key, event_id=event.id)
    search.events([event.id])
    journal.record(actor, "event.cancelled", "event", event.id, chantier=event.chantier_number)
    return event


def report(
    actor: Actor,
    event_id: int,
    text: Localised,
    proposal_ids: Iterable[int],
    based_on: int | None = None,
) -> Event:
    """Tell what came of it, once it has begun; written again, it mails nobody a second time.

    Only proposals that everybody may read are linked. ``based_on``: the revision that the editor had before
    them; ``Outdated`` when somebody has changed the event since.
    """
    event = queries.locked(event_id)
    require(actor, Permission.EDIT_PROGRAMME, event.facts)
    if event.status is not EventStatus.PUBLISHED:
        raise Conflict("not_published", N_("Only an event that took place has a report."))
    moment = now()
    if not event.has_begun(moment):
        raise Conflict("not_begun", N_("A report can be written once the event has begun."))
    if based_on not in (None, event.revision):
        raise Outdated(*CHANGED)
    text = texts(text)
    refuse_all(list(checked(text, REPORT, "text")))
    event.report, event.reported_at = text, event.reported_at or moment
    linked = queries.link_proposals(event.id, proposal_ids, moment)
    _changed(event)
    came = queries.account_ids(event.id, (RegistrationStatus.REGISTERED,))
    outbox.tell("event-reported", came, event.id, event_id=event.id)
    search.events([event.id])
    journal.record(
        actor, "event.reported", "event", event.id, chantier=event.chantier_number, proposal_ids=linked
    )
    return event


def _changed(event: Event) -> None:
    event.revision += 1
    event.changed_at = now()
