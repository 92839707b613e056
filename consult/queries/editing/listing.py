"""What an editor may change, chantier by chantier, and what their forms let them choose from."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.editing import PageText
from consult.models.positions import Project
from consult.models.programme import Action, Chantier, Orientation
from consult.models.territory import Place
from consult.rules.programme import ActionStatus

Numbers = Collection[int] | None


@dataclass(frozen=True, slots=True)
class Group:
    """An orientation of a chantier called ``name``."""

    id: int
    chantier: int
    name: Localised
    title: Localised


@dataclass(frozen=True, slots=True)
class Named:
    id: int
    name: Localised
    chantier: int | None = None


@dataclass(frozen=True, slots=True)
class ActionLine:
    id: int
    title: Localised
    summary: Localised
    status: ActionStatus
    group_id: int
    group: Localised


@dataclass(frozen=True, slots=True)
class ChantierTexts:
    """Everything of one chantier that its editors keep, events apart."""

    number: int
    ambition: int
    name: Localised
    actions: list[ActionLine]
    projects: list[Named]

    @property
    def groups(self) -> list[tuple[Localised, list[ActionLine]]]:
        """The actions by orientation, in the programme's order."""
        runs = groupby(self.actions, key=lambda action: action.group_id)
        return [(lines[0].group, lines) for _id, run in runs if (lines := list(run))]


def orientations(numbers: Numbers) -> list[Group]:
    """The groups of actions of the chantiers ``numbers`` (None: of all), in the programme's order."""
    statement = (
        sa.select(Orientation.id, Chantier.number, Chantier.name, Orientation.title)
        .join(Chantier, Chantier.number == Orientation.chantier_number)
        .order_by(Chantier.number, Orientation.position)
    )
    if numbers is not None:
        statement = statement.where(Chantier.number.in_(numbers))
    return [Group(*row) for row in db.session.execute(statement)]


def places() -> list[Named]:
    """All places, by their keys."""
    rows = db.session.execute(sa.select(Place.id, Place.name).order_by(Place.key))
    return [Named(*row) for row in rows]


def projects(numbers: Numbers) -> list[Named]:
    """Projects of others in the chantiers ``numbers`` (None: all), and those in no chantier."""
    statement = sa.select(Project.id, Project.title, Project.chantier_number).order_by(Project.id)
    if numbers is not None:
        own = Project.chantier_number.in_(numbers)
        statement = statement.where(sa.or_(own, Project.chantier_number.is_(None)))
    return [Named(*row) for row in db.session.execute(statement)]


def of_chantier(number: int) -> ChantierTexts:
    """One chantier's texts, or ``NotFound``. Three statements."""
    chantier = db.session.execute(
        sa.select(Chantier.ambition_number, Chantier.name).where(Chantier.number == number)
    ).one_or_none()
    if chantier is None:
        raise NotFound
    rows = db.session.execute(
        sa.select(Action.id, Action.title, Action.summary, Action.status, Orientation.id, Orientation.title)
        .join(Orientation, Orientation.id == Action.orientation_id)
        .where(Action.chantier_number == number)
        .order_by(Orientation.position, Action.position)
    )
    actions = [ActionLine(*row) for row in rows]
    own = [one for one in projects([number]) if one.chantier == number]
    return ChantierTexts(number, *chantier, actions, own)


def action_titles(keys: Collection[str]) -> dict[str, Localised]:
    """Titles by number, for the numbers among ``keys``."""
    numbers = [int(key) for key in keys if key.isdecimal()]
    rows = db.session.execute(sa.select(Action.id, Action.title).where(Action.id.in_(numbers)))
    return {str(number): title for number, title in rows}


def changed_pages() -> dict[str, Localised]:
    """The titles of the static pages that editors have changed, by name."""
    rows = db.session.execute(sa.select(PageText.name, PageText.title))
    return {row.name: row.title for row in rows}
