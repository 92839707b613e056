"""The programme's list: all actions, narrowed by chantier, commune, status or the hundred days."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from consult.kernel.db import Localised, db
from consult.models.programme import Action, Chantier, Orientation, action_commune, action_place
from consult.models.territory import Place
from consult.queries import choices
from consult.rules.programme import ActionStatus, Precision

#: Times so exact that a mark on the line of the hundred days says something.
ON_THE_LINE = frozenset({Precision.DAY, Precision.MONTH, Precision.SEASON, Precision.QUARTER})
LONGEST_ON_THE_LINE = 62


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader chose; None and False leave everything in."""

    chantier: int | None = None
    commune: str | None = None
    status: ActionStatus | None = None
    hundred_days: bool = False

    @property
    def count(self) -> int:
        return sum(
            (self.chantier is not None, bool(self.commune), self.status is not None, self.hundred_days)
        )


@dataclass(frozen=True, slots=True)
class Group:
    chantier: Chantier
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The actions by chantier, those with a place on the line of the hundred days, and what can be chosen."""

    groups: list[Group]
    total: int
    on_the_line: list[Group]
    chantiers: list[tuple[int, Localised]]
    communes: list[tuple[str, str]]


def shown() -> sa.Select[Action]:
    """Actions with everything that a line of a list shows, one row each; three statements."""
    return (
        sa.select(Action)
        .join(Action.orientation)
        .options(
            contains_eager(Action.orientation),
            joinedload(Action.chantier),
            selectinload(Action.communes),
            selectinload(Action.places),
        )
    )


def in_commune(insee: str | sa.SQLColumnExpression[str]) -> sa.ColumnElement[bool]:
    """True for an action in the commune, named by itself or through a place that lies there.

    ``insee`` may be a column of a statement further out, so both questions say what is theirs alone.
    """
    named = (
        sa.exists()
        .where(action_commune.c.action_id == Action.id, action_commune.c.commune_insee == insee)
        .correlate_except(action_commune)
    )
    through_place = (
        sa.exists()
        .where(
            action_place.c.action_id == Action.id,
            action_place.c.place_id == Place.id,
            Place.commune_insee == insee,
        )
        .correlate_except(action_place, Place)
    )
    return sa.or_(named, through_place)


def page(filters: Filters, window: tuple[date, date]) -> ProgrammePage:
    """Everything that passes ``filters``, by chantier and orientation. Five statements.

    ``window`` bounds the hundred days, both included.
    """
    statement = shown().order_by(Action.chantier_number, Orientation.position, Action.position)
    for condition in _conditions(filters):
        statement = statement.where(condition)
    actions = list(db.session.scalars(statement))
    return ProgrammePage(
        groups=_by_chantier(actions),
        total=len(actions),
        on_the_line=_by_chantier([action for action in actions if _on_the_line(action, window)]),
        chantiers=choices.chantiers(),
        communes=choices.communes(),
    )


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.chantier is not None:
        also = Action.also.any(Chantier.number == filters.chantier)
        conditions.append(sa.or_(Action.chantier_number == filters.chantier, also))
    if filters.commune:
        conditions.append(in_commune(filters.commune))
    if filters.status is not None:
        conditions.append(Action.status == filters.status)
    if filters.hundred_days:
        conditions.append(Action.hundred_days.is_(True))
    return conditions


def _on_the_line(action: Action, window: tuple[date, date]) -> bool:
    exact = action.precision in ON_THE_LINE or (action.ends_on - action.starts_on).days <= LONGEST_ON_THE_LINE
    return action.hundred_days and exact and action.starts_on <= window[1] and action.ends_on >= window[0]


def _by_chantier(actions: list[Action]) -> list[Group]:
    return [
        Group(chantier, list(group)) for chantier, group in groupby(actions, key=lambda each: each.chantier)
    ]
