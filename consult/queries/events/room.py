"""What the editors of events have before them: drafts, what is to come, what lacks its report, choices."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.models.events import Event
from consult.models.programme import Action, action_chantier
from consult.models.territory import City, Place
from consult.queries.conditions import public_event
from consult.queries.events.listing import in_order, over, to_come
from consult.queries.events.rows import with_venues
from consult.rules.events import EventStatus

MOST = 50
#: How many choices a form offers at most: more than any territory has today.
MOST_CHOICES = 1000


@dataclass(frozen=True, slots=True)
class EventRoom:
    """Events of the editor's chantiers and of all: at most fifty of each sort, with chantier and venues."""

    drafts: list[Event]
    coming: list[Event]
    unreported: list[Event]


def room(chantiers: Collection[int] | None) -> EventRoom:
    """What one keeps who edits these ``chantiers``; None for all of them. Six statements."""
    moment, took_place = now(), Event.status == EventStatus.PUBLISHED
    mine: sa.ColumnElement[bool] = sa.true()
    if chantiers is not None:
        mine = sa.or_(Event.chantier_number.in_(chantiers), Event.chantier_number.is_(None))

    def found(*conditions: sa.ColumnElement[bool], past: bool = False) -> list[Event]:
        wanted = in_order(with_venues().where(mine, *conditions), past)
        return list(db.session.scalars(wanted.limit(MOST)))

    return EventRoom(
        drafts=found(Event.status == EventStatus.DRAFT),
        coming=found(public_event(), to_come(moment)),
        unreported=found(took_place, over(moment), Event.reported_at.is_(None), past=True),
    )


@dataclass(frozen=True, slots=True)
class Sites:
    """What a form lets editors choose from: numbers or keys with names, in no order."""

    actions: list[tuple[int, int, Localised]]
    places: list[tuple[int, Localised]]
    cities: list[tuple[str, Localised]]


def sites() -> Sites:
    """Actions with their chantier, places and partner cities. Three statements."""
    actions = sa.select(Action.id, Action.chantier_number, Action.title).order_by(
        Action.chantier_number, Action.position, Action.id
    )
    places, cities = sa.select(Place.id, Place.name), sa.select(City.key, City.name)
    return Sites(
        actions=[(number, own, title) for number, own, title in _most(actions)],
        places=[(number, name) for number, name in _most(places)],
        cities=[(key, name) for key, name in _most(cities)],
    )


def chantiers_of_action(action_id: int) -> list[int]:
    """The action's own chantier first, then those that it serves besides; empty without the action."""
    also = sa.select(action_chantier.c.chantier_number).where(action_chantier.c.action_id == action_id)
    own = sa.select(Action.chantier_number).where(Action.id == action_id)
    return [*db.session.scalars(own), *db.session.scalars(also)]


def _most(wanted: sa.Select[*tuple[Any, ...]]) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    return db.session.execute(wanted.limit(MOST_CHOICES)).all()
