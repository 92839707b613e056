"""The programme of meetings: what is to come, the soonest first, and what is over, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised, UTCDateTime, db
from consult.models.events import Event, Venue
from consult.models.territory import Place
from consult.queries import choices
from consult.queries.conditions import public_event
from consult.queries.events.rows import with_venues
from consult.rules.events import EventKind

PAGE = 20
#: Where a day has no hour yet, it stands before all hours of that day.
NO_HOUR = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What a reader chose; None leaves everything in. ``past``: what is over instead of what is to come."""

    chantier: int | None = None
    commune: str | None = None
    past: bool = False
    kind: EventKind | None = None
    language: str | None = None

    @property
    def count(self) -> int:
        """How many narrow the list."""
        return sum(bool(each) for each in (self.chantier, self.commune, self.kind, self.language))


@dataclass(frozen=True, slots=True)
class EventsPage:
    """Twenty events with chantier and venues; ``after``: the next page's cursor. What can be chosen."""

    events: list[Event]
    after: str | None
    filters: EventFilters
    chantiers: list[tuple[int, Localised]]
    communes: list[tuple[str, str]]


def page(filters: EventFilters, after: str | None = None) -> EventsPage:
    """The public events, cancelled ones among them. Four statements."""
    moment = now()
    statement = with_venues().where(public_event(), over(moment) if filters.past else to_come(moment))
    for condition in _conditions(filters):
        statement = statement.where(condition)
    key = sa.tuple_(Event.starts_on, _hour(), Event.id)
    if after:
        mark = _mark(after)
        statement = statement.where(key < mark if filters.past else key > mark)
    events = list(db.session.scalars(in_order(statement, filters.past).limit(PAGE + 1)))
    return EventsPage(
        events=events[:PAGE],
        after=_cursor(events[PAGE - 1]) if len(events) > PAGE else None,
        filters=filters,
        chantiers=choices.chantiers(),
        communes=choices.communes(),
    )


def over(moment: datetime) -> sa.ColumnElement[bool]:
    """Condition: it has ended, as ``rules.events.is_over`` has it."""
    return sa.or_(
        Event.ends_at <= moment, sa.and_(Event.ends_at.is_(None), Event.ends_on < local_day(moment))
    )


def to_come(moment: datetime) -> sa.ColumnElement[bool]:
    """Condition: it is under way or to come: all that is not ``over``."""
    return sa.or_(
        Event.ends_at > moment, sa.and_(Event.ends_at.is_(None), Event.ends_on >= local_day(moment))
    )


def in_order(statement: sa.Select[Any], past: bool = False) -> sa.Select[Any]:
    """By day and hour: the soonest first, or the latest first of what is over."""
    keys: Sequence[Any] = (Event.starts_on, _hour(), Event.id)
    return statement.order_by(*((key.desc() for key in keys) if past else keys))


def _hour() -> sa.ColumnElement[datetime]:
    return sa.func.coalesce(Event.starts_at, sa.literal(NO_HOUR, UTCDateTime()), type_=UTCDateTime())


def in_commune(insee: str) -> sa.ColumnElement[bool]:
    """Condition: one of its venues lies there, named by itself or through a place."""
    return Event.venues.any(
        sa.or_(
            Venue.commune_insee == insee,
            Venue.place_id.in_(sa.select(Place.id).where(Place.commune_insee == insee)),
        )
    )


def spoken(language: str) -> sa.ColumnElement[bool]:
    """Condition: it is held in the language, or interpreted into it."""
    wanted = f'%"{language}"%'
    return sa.or_(
        sa.cast(Event.languages, sa.Text).like(wanted), sa.cast(Event.interpreting, sa.Text).like(wanted)
    )


def _conditions(filters: EventFilters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.chantier is not None:
        conditions.append(Event.chantier_number == filters.chantier)
    if filters.commune:
        conditions.append(in_commune(filters.commune))
    if filters.kind is not None:
        conditions.append(Event.kind == filters.kind)
    if filters.language:
        conditions.append(spoken(filters.language))
    return conditions


def _cursor(event: Event) -> str:
    hour = event.starts_at or NO_HOUR
    return cursor.encode(event.starts_on.toordinal(), hour.isoformat(), event.id)


def _mark(after: str) -> sa.Tuple:
    day, hour, number = cursor.decode(after, (int, str, int))
    try:
        starts_on = NO_HOUR.date().fromordinal(int(day))
    except ValueError:
        raise cursor.no_such_page() from None
    return sa.tuple_(
        sa.literal(starts_on, sa.Date()), sa.literal(cursor.moment(hour), UTCDateTime()), int(number)
    )
