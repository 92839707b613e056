"""Single positions as the deeds lock and find them, what one can be about, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.text.collation import in_order
from consult.models.organisations import Organisation
from consult.models.positions import Position, Project
from consult.models.programme import Action, Chantier
from consult.queries.moderation.said import to_position
from consult.rules.lifecycle import Visibility
from consult.rules.positions import About, Stance, Thing

COLUMNS = {
    About.CHANTIER: Position.chantier_number,
    About.ACTION: Position.action_id,
    About.PROJECT: Position.project_id,
}
LATEST = 20


@dataclass(frozen=True, slots=True)
class ThingTitle:
    """What a position can be about; ``chantier`` is the one it belongs to, None for a project of none."""

    thing: Thing
    title: Localised
    chantier: Chantier | None


def thing(wanted: Thing) -> ThingTitle:
    """``NotFound`` for what does not exist or is not public. One statement."""
    if wanted.about is About.CHANTIER:
        chantier = db.session.get(Chantier, wanted.id)
        if chantier is None:
            raise NotFound
        return ThingTitle(wanted, chantier.name, chantier)
    model: type[Action | Project] = Action if wanted.about is About.ACTION else Project
    found: Any = db.session.scalar(
        sa.select(model).options(joinedload(model.chantier)).where(model.id == wanted.id)
    )
    if found is None or (isinstance(found, Project) and not found.published):
        raise NotFound
    return ThingTitle(wanted, found.title, found.chantier)


def about(wanted: Thing) -> sa.ColumnElement[bool]:
    """Condition: the position is about ``wanted``."""
    return COLUMNS[wanted.about] == wanted.id


def public() -> sa.ColumnElement[bool]:
    """Condition: everybody reads it: given, not taken back, not withheld."""
    return sa.and_(Position.visibility == Visibility.VISIBLE, Position.withdrawn_at.is_(None))


def locked(position_id: int) -> Position:
    """The position with its organisation and what it is about, fresh and locked, or ``NotFound``."""
    return _locked(Position.id == position_id)


def locked_of(organisation_id: int, wanted: Thing) -> Position | None:
    """An organisation's position on ``wanted``, withdrawn or not, locked the same way."""
    try:
        return _locked(sa.and_(Position.organisation_id == organisation_id, about(wanted)))
    except NotFound:
        return None


def _locked(condition: sa.ColumnElement[bool]) -> Position:
    found = db.session.scalar(
        sa.select(Position)
        .options(*to_position())
        .where(condition)
        .with_for_update(key_share=True, of=Position)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def count_of(wanted: Thing) -> int:
    """How many organisations have a public position on it: a line on the thing's own page. One statement."""
    return db.session.scalar(sa.select(counted(wanted))) or 0


def counted(wanted: Thing) -> sa.ScalarSelect[int]:
    """The same as a column of another statement."""
    return sa.select(sa.func.count(Position.id)).where(about(wanted), public()).scalar_subquery()


def of_organisation(organisation_id: int, *, inside: bool) -> Sequence[Position]:
    """An organisation's latest positions with what each is about; withheld ones for its keepers only."""
    mine = [] if inside else [Position.visibility == Visibility.VISIBLE]
    return list(
        db.session.scalars(
            sa.select(Position)
            .options(*to_position())
            .where(Position.organisation_id == organisation_id, Position.withdrawn_at.is_(None), *mine)
            .order_by(Position.changed_at.desc(), Position.id.desc())
            .limit(LATEST)
        )
    )


def open_organisations(actor: Actor, wanted: Thing) -> list[tuple[int, str]]:
    """Ids and names of those the actor may write for that have no position on it, by name. One statement."""
    given = sa.exists().where(
        Position.organisation_id == Organisation.id, about(wanted), Position.withdrawn_at.is_(None)
    )
    rows = db.session.execute(
        sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(actor.organisations), ~given)
    )
    return sorted(((number, name) for number, name in rows), key=lambda row: in_order(row[1]))


def counts(wanted: sa.ColumnElement[bool]) -> dict[Stance, int]:
    """How many public positions there are of each stance, in the order of the columns."""
    rows = db.session.execute(
        sa.select(Position.stance, sa.func.count()).where(wanted, public()).group_by(Position.stance)
    )
    found = {row[0]: row[1] for row in rows}
    return {stance: found[stance] for stance in Stance if stance in found}
