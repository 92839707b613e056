"""A place's page: what it is, its commune, what happens there and what was proposed around it."""

from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.events import Event
from consult.models.programme import Action
from consult.models.territory import Commune, Place
from consult.queries import events
from consult.queries.programme.listing import shown
from consult.queries.proposals.cards import Card, cards

PROPOSALS = 4


@dataclass(frozen=True, slots=True)
class PlacePage:
    """``proposals`` are those of the place's commune: they need not name the place itself."""

    place: Place
    commune: Commune | None
    actions: list[Action]
    events: list[Event]
    proposals: list[Card]


def place(place_id: int) -> PlacePage:
    """The place's page, or ``NotFound``. Five statements."""
    row = db.session.execute(
        sa.select(Place, Commune)
        .outerjoin(Commune, Commune.insee == Place.commune_insee)
        .where(Place.id == place_id)
    ).first()
    if row is None:
        raise NotFound
    actions = db.session.scalars(
        shown(at_once=True)
        .where(Action.places.any(Place.id == place_id))
        .order_by(Action.chantier_number, Action.starts_on, Action.id)
    ).unique()
    return PlacePage(
        place=row[0],
        commune=row[1],
        actions=list(actions),
        events=events.of_place(place_id),
        proposals=cards(commune=row[1].insee, limit=PROPOSALS) if row[1] else [],
    )
