"""Who comes: one's own registrations, the names that editors see, and whom the worker reminds."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.events import Event, Registration, Venue
from consult.models.notifications import OutboxItem
from consult.queries.events.listing import to_come
from consult.queries.events.rows import LIVE
from consult.rules.events import EventStatus, RegistrationStatus


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who comes or waits, as the editors of the event see them."""

    name: str
    venue_id: int
    status: RegistrationStatus
    ticket: int
    since: datetime


def own(account_id: int) -> list[Registration]:
    """A person's live registrations for what is not over, the soonest first, with event and venue."""
    return list(
        db.session.scalars(
            sa.select(Registration)
            .join(Registration.event)
            .options(
                joinedload(Registration.event),
                joinedload(Registration.venue).joinedload(Venue.commune),
                joinedload(Registration.venue).joinedload(Venue.city),
                joinedload(Registration.venue).joinedload(Venue.place),
            )
            .where(Registration.account_id == account_id, Registration.status.in_(LIVE), to_come(now()))
            .order_by(Event.starts_at, Event.id)
        )
    )


def attendance(event_id: int) -> list[Attendee]:
    """Everybody who comes, then everybody who waits, each venue by itself, in the order they came."""
    waits = sa.case((Registration.status == RegistrationStatus.WAITING, 1), else_=0)
    rows = db.session.execute(
        sa.select(
            Account.display_name,
            Registration.venue_id,
            Registration.status,
            Registration.ticket,
            Registration.created_at,
        )
        .join(Registration.account)
        .join(Registration.venue)
        .where(Registration.event_id == event_id, Registration.status.in_(LIVE))
        .order_by(Venue.position, waits, Registration.ticket)
    )
    return [Attendee(*row) for row in rows]


def soon(moment: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Published events with registration that begin after ``moment`` and not after ``until``."""
    rows = db.session.execute(
        sa.select(Event.id, Event.starts_at)
        .where(
            Event.status == EventStatus.PUBLISHED,
            Event.registration,
            Event.starts_at > moment,
            Event.starts_at <= until,
        )
        .order_by(Event.starts_at, Event.id)
    )
    return [(number, starts_at) for number, starts_at in rows if starts_at is not None]


def not_reminded(event_id: int, deduplication: str, limit: int) -> list[int]:
    """At most ``limit`` registered accounts that are owed nothing under ``deduplication``."""
    own = sa.literal(deduplication).concat(sa.cast(Registration.account_id, sa.Text))
    told = sa.exists().where(OutboxItem.deduplication == own)
    registered = Registration.status == RegistrationStatus.REGISTERED
    return list(
        db.session.scalars(
            sa.select(Registration.account_id)
            .where(Registration.event_id == event_id, registered, ~told)
            .order_by(Registration.ticket)
            .limit(limit)
        )
    )
