"""Communes and places as their pages show them."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.assemblies import Assembly, AssemblyKind, Seat
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.models.territory import City, Commune, Place
from consult.queries.conditions import listed
from consult.queries.programme.listing import in_commune, shown
from consult.queries.proposals.cards import Card, cards
from consult.queries.seats import in_office
from consult.rules.programme import is_current

PROPOSALS = 6


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune with how many public proposals and actions name it."""

    commune: Commune
    proposals: int
    actions: int


@dataclass(frozen=True, slots=True)
class CommunesPage:
    """``members`` counts the communes that are members today."""

    members: int
    rows: list[CommuneRow]
    cities: list[City]


@dataclass(frozen=True, slots=True)
class CommunePage:
    """``seats`` in office today of the ``seats_total`` that the law gives; None while no council is known."""

    commune: Commune
    places: list[Place]
    actions: list[Action]
    proposals: list[Card]
    seats: int | None
    seats_total: int | None


@dataclass(frozen=True, slots=True)
class PlacePage:
    place: Place
    commune: Commune | None
    actions: list[Action]


def communes(today: date) -> CommunesPage:
    """All communes, members or not any more, by name; two statements."""
    proposals = (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(
            Proposal.commune_insee == Commune.insee,
            listed(),
        )
        .scalar_subquery()
    )
    actions = (
        sa.select(sa.func.count())
        .select_from(Action)
        .where(in_commune(Commune.insee))
        .correlate(Commune)
        .scalar_subquery()
    )
    rows = db.session.execute(sa.select(Commune, proposals, actions))
    found = sorted((CommuneRow(*row) for row in rows), key=lambda row: fold(row.commune.name))
    return CommunesPage(
        members=sum(is_current(row.commune.member_from, row.commune.member_to, today) for row in found),
        rows=found,
        cities=list(db.session.scalars(sa.select(City).order_by(City.key))),
    )


def commune(insee: str, today: date) -> CommunePage:
    """The commune's page, or ``NotFound``. Seven statements at most."""
    found = db.session.get(Commune, insee) if insee.isascii() and insee.isalnum() else None
    if found is None:
        raise NotFound
    council = _council(insee, today)
    return CommunePage(
        commune=found,
        places=list(
            db.session.scalars(sa.select(Place).where(Place.commune_insee == insee).order_by(Place.key))
        ),
        actions=list(
            db.session.scalars(
                shown().where(in_commune(insee)).order_by(Action.chantier_number, Action.starts_on, Action.id)
            )
        ),
        proposals=cards(commune=insee, limit=PROPOSALS),
        seats=council[0] if council else None,
        seats_total=council[1] if council else None,
    )


def _council(insee: str, today: date) -> tuple[int, int] | None:
    taken = (
        sa.select(sa.func.count())
        .select_from(Seat)
        .where(Seat.assembly_id == Assembly.id, in_office(today))
        .scalar_subquery()
    )
    row = db.session.execute(
        sa.select(taken, Assembly.seats_total).where(
            Assembly.commune_insee == insee, Assembly.kind == AssemblyKind.MUNICIPAL
        )
    ).first()
    return (row[0], row[1]) if row else None


def place(place_id: int) -> PlacePage:
    """The place's page, or ``NotFound``. Four statements."""
    row = db.session.execute(
        sa.select(Place, Commune)
        .outerjoin(Commune, Commune.insee == Place.commune_insee)
        .where(Place.id == place_id)
    ).first()
    if row is None:
        raise NotFound
    actions = db.session.scalars(
        shown()
        .where(Action.places.any(Place.id == place_id))
        .order_by(Action.chantier_number, Action.starts_on, Action.id)
    )
    return PlacePage(row[0], row[1], list(actions))
