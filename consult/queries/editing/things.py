"""The official rows that editors change, each fresh and locked, or loaded for its sheet."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult.kernel.db import LARGEST_ID, Base, db
from consult.kernel.errors import NotFound
from consult.models.editing import PageText
from consult.models.positions import Project
from consult.models.programme import Action, Chantier, Orientation
from consult.models.territory import Commune, Place

Row = TypeVar("Row", bound=Base)
ACTION_LINKS = (
    selectinload(Action.communes),
    selectinload(Action.places),
    selectinload(Action.also),
)


def number(key: str) -> int:
    """A row's number as an address has it, or ``NotFound`` for what none can be."""
    if not (key.isascii() and key.isdecimal() and len(key) <= 10 and 0 < int(key) <= LARGEST_ID):
        raise NotFound
    return int(key)


def chantier(key: str, *, locked: bool = False) -> Chantier:
    """The chantier with its phases, in order of their dates."""
    statement = sa.select(Chantier).where(Chantier.number == number(key))
    return _one(statement.options(selectinload(Chantier.phases)), locked)


def action(key: str, *, locked: bool = False) -> Action:
    """The action with everything its sheet names. Four statements."""
    return _one(sa.select(Action).where(Action.id == number(key)).options(*ACTION_LINKS), locked)


def action_with_history(action_id: int, *, locked: bool = False) -> Action:
    """The same, with its steps so far. Five statements."""
    links = (*ACTION_LINKS, selectinload(Action.updates))
    return _one(sa.select(Action).where(Action.id == action_id).options(*links), locked)


def place(key: str, *, locked: bool = False) -> Place:
    return _one(sa.select(Place).where(Place.id == number(key)), locked)


def project(key: str, *, locked: bool = False) -> Project:
    return _one(sa.select(Project).where(Project.id == number(key)), locked)


def page_text(name: str, *, locked: bool = False) -> PageText | None:
    """The page as editors changed it; None while the shipped one stands."""
    return _row(sa.select(PageText).where(PageText.name == name), locked)


def orientation(orientation_id: int) -> Orientation:
    """The group of actions, or ``NotFound``."""
    return _one(sa.select(Orientation).where(Orientation.id == orientation_id), locked=False)


def next_position(orientation_id: int) -> int:
    """Where a new action of the group stands: last."""
    last = sa.select(sa.func.max(Action.position)).where(Action.orientation_id == orientation_id)
    return (db.session.scalar(last) or 0) + 1


def named(
    communes: list[str], places: list[int], chantiers: list[int]
) -> tuple[list[Commune], list[Place], list[Chantier]]:
    """The rows that an action names, each list in the house's order; unknown ones are left out."""
    return (
        _all(sa.select(Commune).where(Commune.insee.in_(communes)).order_by(Commune.name)),
        _all(sa.select(Place).where(Place.id.in_(places)).order_by(Place.key)),
        _all(sa.select(Chantier).where(Chantier.number.in_(chantiers)).order_by(Chantier.number)),
    )


def _all(statement: sa.Select[Any]) -> list[Any]:
    return list(db.session.scalars(statement))


def _one(statement: sa.Select[Row], locked: bool) -> Row:
    row = _row(statement, locked)
    if row is None:
        raise NotFound
    return row


def _row(statement: sa.Select[Row], locked: bool) -> Row | None:
    """Locked rows are read anew, so that a deed sees what another has just committed."""
    if locked:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)
