"""One event's page: where and when, who may come and how full it is, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.events import Event, EventProposal, Registration
from consult.models.proposals import Proposal
from consult.queries.conditions import listed
from consult.queries.events.rows import with_venues
from consult.queries.proposals.cards import Card, columns, read
from consult.rules.events import (
    Closed,
    EventStatus,
    RegistrationStatus,
    closed,
    is_unreported,
    open_until,
)
from consult.rules.permissions import Permission, allows


@dataclass(frozen=True, slots=True)
class EventPage:
    """``own`` is the reader's live registration; ``place_in_line`` counts from 1, None unless they wait.

    ``closed`` says why the reader, once signed in, could not register now; None when they could. ``begun``,
    ``over``: the server's time has passed its beginning, its end. ``unreported``:
    it is over for so long, without a report, that none is announced.
    """

    event: Event
    proposals: list[Card]
    own: Registration | None
    place_in_line: int | None
    registered: int
    waiting: int
    closed: Closed | None
    open_until: datetime | None
    begun: bool
    over: bool
    unreported: bool
    may_edit: bool


def page(actor: Actor, event_id: int) -> EventPage:
    """The event's page, or ``NotFound``; drafts are their editors'. Three statements, two more signed in."""
    event = db.session.scalar(with_venues().options(joinedload(Event.action)).where(Event.id == event_id))
    may_edit = event is not None and allows(actor, Permission.EDIT_PROGRAMME, event.facts)
    if event is None or (event.status is EventStatus.DRAFT and not may_edit):
        raise NotFound
    own = _own(event_id, actor.account_id)
    moment = now()
    return EventPage(
        event=event,
        proposals=_proposals(event_id),
        own=own,
        place_in_line=_place_in_line(own),
        registered=sum(venue.registered for venue in event.venues),
        waiting=sum(venue.waiting for venue in event.venues),
        closed=closed(event.terms, actor.is_councillor, moment),
        open_until=open_until(event.terms),
        begun=event.has_begun(moment),
        over=event.is_over(moment),
        unreported=not event.report and is_unreported(event.ends_on, local_day(moment)),
        may_edit=may_edit,
    )


def _proposals(event_id: int) -> list[Card]:
    linked = sa.select(EventProposal.proposal_id).where(EventProposal.event_id == event_id)
    return read(columns().where(Proposal.id.in_(linked), listed()).order_by(Proposal.id))


def _own(event_id: int, account_id: int | None) -> Registration | None:
    if account_id is None:
        return None
    return db.session.scalar(
        sa.select(Registration).where(
            Registration.event_id == event_id,
            Registration.account_id == account_id,
            Registration.status != RegistrationStatus.CANCELLED,
        )
    )


def _place_in_line(own: Registration | None) -> int | None:
    if own is None or own.status is not RegistrationStatus.WAITING:
        return None
    before = sa.select(sa.func.count()).where(
        Registration.venue_id == own.venue_id,
        Registration.status == RegistrationStatus.WAITING,
        Registration.ticket <= own.ticket,
    )
    return int(db.session.scalar(before) or 0)
