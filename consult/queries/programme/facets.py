"""By what the programme can be narrowed: chantiers, orientations, communes, partners, each with its count."""

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.kernel.text.analysis import fold
from consult.models.programme import (
    Action,
    Chantier,
    Orientation,
    action_chantier,
    action_commune,
    action_place,
)
from consult.models.territory import Commune, Place
from consult.rules.programme import ActionStatus


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to narrow by; ``key`` stands in the address, ``count`` is of all actions."""

    key: str
    name: Localised
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """``orientations`` by chantier; ``partners`` are whoever leads or takes part, equal names as one.

    ``of_partner``: the ids of the actions of each.
    """

    chantiers: list[Choice]
    orientations: list[tuple[Choice, list[Choice]]]
    communes: list[Choice]
    partners: list[Choice]
    statuses: dict[ActionStatus, int]
    hundred_days: int
    of_partner: dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Row:
    """An action as far as the choices count it."""

    id: int
    orientation: int
    status: ActionStatus
    hundred_days: bool
    names: list[Localised]
    chantiers: frozenset[int]


def facets() -> Facets:
    """Every choice of the programme's filters. Three statements."""
    rows = _rows()
    named: dict[str, Localised] = {}
    of_partner: dict[str, set[int]] = {}
    for row in rows:
        for name in row.names:
            named.setdefault(partner_key(name), name)
            of_partner.setdefault(partner_key(name), set()).add(row.id)
    served = Counter(number for row in rows for number in row.chantiers)
    chantiers, orientations = _parts(served, Counter(row.orientation for row in rows))
    return Facets(
        chantiers=chantiers,
        orientations=orientations,
        communes=_communes(),
        partners=sorted(
            (Choice(key, name, len(of_partner[key])) for key, name in named.items()),
            key=lambda choice: fold(localised(choice.name)),
        ),
        statuses=dict(Counter(row.status for row in rows)),
        hundred_days=sum(row.hundred_days for row in rows),
        of_partner={key: frozenset(ids) for key, ids in of_partner.items()},
    )


def partner_key(name: Localised) -> str:
    """The same for names that differ in capitals or in a translation only."""
    return format(zlib.crc32(fold(localised(name, territory().authoritative_language)).encode()), "x")


def _rows() -> list[_Row]:
    also = action_chantier.c.chantier_number
    statement = (
        sa.select(
            Action.id,
            Action.chantier_number,
            Action.orientation_id,
            Action.status,
            Action.hundred_days,
            Action.lead,
            Action.partners,
            also,
        )
        .outerjoin(action_chantier, action_chantier.c.action_id == Action.id)
        .order_by(Action.chantier_number, Action.position, Action.id)
    )
    found: dict[int, _Row] = {}
    for number, chantier, orientation, status, hundred_days, lead, partners, other in db.session.execute(
        statement
    ):
        before = found[number].chantiers if number in found else frozenset({chantier})
        names = [name for name in (lead, *partners) if any(name.values())]
        chantiers = before | {other} if other is not None else before
        found[number] = _Row(number, orientation, status, hundred_days, names, chantiers)
    return list(found.values())


def _parts(
    served: Counter[int], serving: Counter[int]
) -> tuple[list[Choice], list[tuple[Choice, list[Choice]]]]:
    rows = db.session.execute(
        sa.select(Chantier.number, Chantier.name, Orientation.id, Orientation.title)
        .outerjoin(Orientation, Orientation.chantier_number == Chantier.number)
        .order_by(Chantier.number, Orientation.position)
    )
    chantiers: dict[int, Choice] = {}
    below: dict[int, list[Choice]] = {}
    for number, name, orientation, title in rows:
        chantiers[number] = Choice(str(number), name, served[number])
        if orientation is not None:
            below.setdefault(number, []).append(Choice(str(orientation), title, serving[orientation]))
    return list(chantiers.values()), [(chantiers[number], choices) for number, choices in below.items()]


def _communes() -> list[Choice]:
    """Every member commune by name, with the actions that name it or a place in it."""
    named = sa.select(action_commune.c.action_id, action_commune.c.commune_insee.label("insee"))
    through = sa.select(action_place.c.action_id, Place.commune_insee).join(
        Place, Place.id == action_place.c.place_id
    )
    both = sa.union(named, through).subquery()
    counts = sa.select(both.c.insee, sa.func.count().label("actions")).group_by(both.c.insee).subquery()
    rows = db.session.execute(
        sa.select(Commune.insee, Commune.name, sa.func.coalesce(counts.c.actions, 0))
        .outerjoin(counts, counts.c.insee == Commune.insee)
        .where(Commune.member_to.is_(None))
    )
    found = [Choice(insee, dict.fromkeys(territory().languages, name), count) for insee, name, count in rows]
    return sorted(found, key=lambda choice: fold(localised(choice.name)))


def keys(choices: Iterable[Choice]) -> set[str]:
    return {choice.key for choice in choices}
