"""The demonstration asks here whether the database is empty, and writes its many rows in few statements."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Base, db
from consult.models.positions import Project
from consult.models.programme import Action, Chantier, Phase
from consult.models.territory import Commune, Place
from consult.rules.programme import PhaseKind

#: Tables that an imported programme fills; a row in any other one means that somebody works here.
IMPORTED = {
    "commune",
    "city",
    "place",
    "ambition",
    "chantier",
    "orientation",
    "phase",
    "action",
    "action_commune",
    "action_place",
    "action_chantier",
    "action_update",
    "project",
    "event",
    "search_entry",
    "search_text",
    "search_word",
    "search_trigram",
    "journal_entry",
}


def is_untouched() -> bool:
    """Whether the database holds nothing, or nothing but an imported programme. One statement."""
    others = [table for table in Base.metadata.sorted_tables if table.name not in IMPORTED]
    found = [sa.select(sa.literal(1)).select_from(table).exists() for table in others]
    return not db.session.scalar(sa.select(sa.or_(*found)))


def has_programme() -> bool:
    """Whether the programme has been imported."""
    return bool(db.session.scalar(sa.select(sa.exists().select_from(Chantier))))


def communes() -> Sequence[Commune]:
    """All communes, by INSEE code."""
    return db.session.scalars(sa.select(Commune).order_by(Commune.insee)).all()


def action_ids() -> dict[str, int]:
    """Ids of the programme's actions by their keys."""
    return {action.key: action.id for action in db.session.execute(sa.select(Action.key, Action.id))}


def place_ids() -> dict[str, int]:
    """Ids of the programme's places by their keys."""
    return {place.key: place.id for place in db.session.execute(sa.select(Place.key, Place.id))}


def places_of_positions() -> dict[tuple[str, str], tuple[int, int | None]]:
    """What a position can be about, by kind and key (or a chantier's number): its id, and its chantier."""
    numbers = db.session.scalars(sa.select(Chantier.number))
    found: dict[tuple[str, str], tuple[int, int | None]] = {
        ("chantier", str(number)): (number, number) for number in numbers
    }
    for kind, model in (("action", Action), ("project", Project)):
        rows = db.session.execute(sa.select(model.key, model.id, model.chantier_number))
        found |= {(kind, key or ""): (number, chantier) for key, number, chantier in rows}
    return found


def drop_phases(chantier: int, kinds: Collection[PhaseKind]) -> None:
    """Make room in a chantier's process for other phases of these kinds."""
    db.session.execute(sa.delete(Phase).where(Phase.chantier_number == chantier, Phase.kind.in_(kinds)))


def add(model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows that name the same columns; their new ids in the order given."""
    if not rows:
        return []
    identity: Any = model.__table__.c.id
    statement = sa.insert(model).returning(identity, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def change(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Set the named columns of rows by their primary key."""
    if rows:
        db.session.execute(sa.update(model), rows)


def add_keyed(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows whose keys are known: links, supports, marks, votes."""
    if rows:
        db.session.execute(sa.insert(model), rows)
