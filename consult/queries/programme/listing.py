"""The programme's list: all actions, narrowed by what readers choose, in groups."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from consult.kernel.db import db
from consult.models.programme import Action, Chantier, Orientation, action_commune, action_place
from consult.models.territory import Place
from consult.queries.programme.facets import Facets, facets, keys
from consult.rules.programme import ActionStatus


class Grouping(StrEnum):
    """By what the actions stand together."""

    CHANTIER = "chantier"
    TIME = "time"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader chose; None and False leave everything in. ``partner`` is a key of ``facets``."""

    chantier: int | None = None
    orientation: int | None = None
    commune: str | None = None
    partner: str | None = None
    status: ActionStatus | None = None
    hundred_days: bool = False

    @property
    def count(self) -> int:
        chosen = (self.chantier, self.orientation, self.commune, self.partner, self.status)
        return sum(value is not None for value in chosen) + self.hundred_days


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The actions in groups, none of them empty; those of the hundred days by chantier, for their line; what
    can be chosen, and of what was asked for, what there is."""

    groups: list[list[Action]]
    total: int
    hundred_days: list[list[Action]]
    facets: Facets
    chosen: Filters


def shown(*, at_once: bool = False) -> sa.Select[Action]:
    """Actions with everything that a line of a list shows, one row each; three statements.

    ``at_once``: one statement, with a row for each place and commune, for who reads them ``unique()``.
    """
    linked = joinedload if at_once else selectinload
    return (
        sa.select(Action)
        .join(Action.orientation)
        .options(
            contains_eager(Action.orientation),
            joinedload(Action.chantier),
            linked(Action.communes),
            linked(Action.places),
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


def page(asked: Filters, grouping: Grouping = Grouping.CHANTIER) -> ProgrammePage:
    """Everything that passes ``asked``, without what it names and does not exist. Six statements."""
    found = facets()
    chosen = _known(asked, found)
    statement = shown().order_by(Action.chantier_number, Orientation.position, Action.position)
    for condition in _conditions(chosen, found):
        statement = statement.where(condition)
    actions = list(db.session.scalars(statement))
    key = KEYS[grouping]
    return ProgrammePage(
        groups=[list(group) for _, group in groupby(sorted(actions, key=key), key=key)],
        total=len(actions),
        hundred_days=[list(group) for _, group in groupby(filter(_in_window, actions), key=_chantier)],
        facets=found,
        chosen=chosen,
    )


def _known(asked: Filters, found: Facets) -> Filters:
    orientations = {choice.key for _, choices in found.orientations for choice in choices}
    return replace(
        asked,
        chantier=asked.chantier if str(asked.chantier) in keys(found.chantiers) else None,
        orientation=asked.orientation if str(asked.orientation) in orientations else None,
        commune=asked.commune if asked.commune in keys(found.communes) else None,
        partner=asked.partner if asked.partner in found.of_partner else None,
    )


def _conditions(chosen: Filters, found: Facets) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if chosen.chantier is not None:
        also = Action.also.any(Chantier.number == chosen.chantier)
        conditions.append(sa.or_(Action.chantier_number == chosen.chantier, also))
    if chosen.orientation is not None:
        conditions.append(Action.orientation_id == chosen.orientation)
    if chosen.commune:
        conditions.append(in_commune(chosen.commune))
    if chosen.partner:
        conditions.append(Action.id.in_(sorted(found.of_partner[chosen.partner])))
    if chosen.status is not None:
        conditions.append(Action.status == chosen.status)
    if chosen.hundred_days:
        conditions.append(Action.hundred_days.is_(True))
    return conditions


def _chantier(action: Action) -> int:
    return action.chantier_number


def _time(action: Action) -> tuple[date, date, str]:
    return action.starts_on, action.ends_on, action.precision.value


def _status(action: Action) -> int:
    return list(ActionStatus).index(action.status)


def _in_window(action: Action) -> bool:
    return action.hundred_days


KEYS: dict[Grouping, Callable[[Action], Any]] = {
    Grouping.CHANTIER: _chantier,
    Grouping.TIME: _time,
    Grouping.STATUS: _status,
}
