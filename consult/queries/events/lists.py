"""Events as other pages show them: of a chantier, an action, a commune, a place, and what comes next."""

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa

from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.events import Event, Venue
from consult.queries.conditions import public_event
from consult.queries.events.listing import in_commune, in_order, over, to_come
from consult.queries.events.rows import with_venues
from consult.rules.events import EventStatus

CHUNK = 200
#: How far back a calendar of many events reaches; a single event's has no bound.
CALENDAR_REACHES = timedelta(days=366)


def of_chantier(number: int, limit: int = 6) -> list[Event]:
    """What is to come, the soonest first, then what is over, the latest first. Two statements."""
    return _nearest(Event.chantier_number == number, limit)


def of_commune(insee: str, limit: int = 6) -> list[Event]:
    """The same for whatever has a venue there."""
    return _nearest(in_commune(insee), limit)


def of_action(action_id: int) -> list[Event]:
    """The events that belong to an action, in order of time. Two statements."""
    return _all(Event.action_id == action_id)


def of_place(place_id: int) -> list[Event]:
    """The events that have a venue at a place, in order of time. Two statements."""
    return _all(Event.venues.any(Venue.place_id == place_id))


def coming(limit: int = 3) -> list[Event]:
    """The next events that take place. Two statements."""
    wanted = with_venues().where(Event.status == EventStatus.PUBLISHED, to_come(now()))
    return list(db.session.scalars(in_order(wanted).limit(limit)))


def for_calendar(chantier: int | None = None, event_id: int | None = None) -> Iterator[Event]:
    """Published and cancelled events, of a chantier or all, in the order of their numbers, streamed.

    What was over a year ago is left out, unless it is the one asked for.
    """
    last = 0
    wanted = with_venues().where(public_event())
    if chantier is not None:
        wanted = wanted.where(Event.chantier_number == chantier)
    if event_id is not None:
        wanted = wanted.where(Event.id == event_id)
    else:
        wanted = wanted.where(Event.ends_on >= today() - CALENDAR_REACHES)
    while chunk := db.session.scalars(wanted.where(Event.id > last).order_by(Event.id).limit(CHUNK)).all():
        yield from chunk
        last = chunk[-1].id


def _nearest(condition: sa.ColumnElement[bool], limit: int) -> list[Event]:
    moment = now()
    wanted = sa.select(Event.id).where(public_event(), condition)
    ahead = in_order(wanted.where(to_come(moment))).limit(limit).subquery()
    behind = in_order(wanted.where(over(moment)), past=True).limit(limit).subquery()
    near = with_venues().where(Event.id.in_(sa.union_all(sa.select(ahead), sa.select(behind))))
    rows = db.session.execute(in_order(near.add_columns(to_come(moment)))).all()
    coming = [event for event, is_ahead in rows if is_ahead]
    gone = [event for event, is_ahead in reversed(rows) if not is_ahead]
    return (coming + gone)[:limit]


def _all(condition: sa.ColumnElement[bool]) -> list[Event]:
    return list(db.session.scalars(in_order(with_venues().where(public_event(), condition))))
