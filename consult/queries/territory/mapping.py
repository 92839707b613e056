"""What the map of the communes shows: proposals as they are, supports and votes as they were last counted."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.text.analysis import fold
from consult.models.figures import ALL, FigureSheet
from consult.models.proposals import Proposal
from consult.models.territory import City, Commune
from consult.queries import choices
from consult.queries.conditions import listed
from consult.queries.territory.communes import cities
from consult.rules.mapping import Show
from consult.rules.programme import is_current


@dataclass(frozen=True, slots=True)
class Row:
    """A commune with what is counted in it, out of ``whole``: inhabitants or votes that could be cast.

    ``count`` None: it is withheld, or nothing was there to be counted.
    """

    commune: Commune
    count: int | None
    whole: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """``rows``: the members of today by name. ``elsewhere``: proposals that name no commune of today.

    ``as_of`` None: counted now; ``counted`` False: there is no count yet.
    """

    show: Show
    chantier: int | None
    rows: list[Row]
    elsewhere: int
    as_of: datetime | date | None
    counted: bool
    cities: list[City]
    chantiers: list[tuple[int, Localised]]


def mapped(show: Show, chantier: int | None, today: date) -> MapPage:
    """The map's page; an unknown chantier counts as none. Four statements.

    Supports are told for all chantiers together only: the difference of two counts would tell small groups.
    """
    known = choices.chantiers()
    chosen = chantier if show is not Show.SUPPORTS and chantier in dict(known) else None
    members = _members(today)
    count = {Show.PROPOSALS: _proposals, Show.SUPPORTS: _supports, Show.VOTES: _votes}[show]
    rows, elsewhere, as_of = count(members, chosen)
    return MapPage(
        show=show,
        chantier=chosen,
        rows=rows,
        elsewhere=elsewhere,
        as_of=as_of,
        counted=show is Show.PROPOSALS or as_of is not None,
        cities=cities(),
        chantiers=known,
    )


def by_chantier(number: int, today: date) -> tuple[list[Row], int]:
    """The members of today with their public proposals in a chantier, by name, and how many proposals name
    none of them. One statement."""
    counted = (
        sa.select(Proposal.commune_insee.label("insee"), sa.func.count().label("found"))
        .where(listed(), Proposal.chantier_number == number)
        .group_by(Proposal.commune_insee)
        .subquery()
    )
    both = sa.join(Commune, counted, counted.c.insee == Commune.insee, full=True)
    found = db.session.execute(sa.select(Commune, counted.c.found).select_from(both)).all()
    rows = [
        Row(one, count or 0, one.population)
        for one, count in found
        if one is not None and is_current(one.member_from, one.member_to, today)
    ]
    elsewhere = sum(count or 0 for _, count in found) - sum(row.count or 0 for row in rows)
    return sorted(rows, key=lambda row: fold(row.commune.name)), elsewhere


Counted = tuple[list[Row], int, datetime | date | None]


def _members(today: date) -> list[Commune]:
    rows = db.session.scalars(sa.select(Commune))
    members = [row for row in rows if is_current(row.member_from, row.member_to, today)]
    return sorted(members, key=lambda commune: fold(commune.name))


def _proposals(members: list[Commune], chantier: int | None) -> Counted:
    statement = sa.select(Proposal.commune_insee, sa.func.count()).where(listed())
    if chantier is not None:
        statement = statement.where(Proposal.chantier_number == chantier)
    rows = db.session.execute(statement.group_by(Proposal.commune_insee)).all()
    counts: dict[str | None, int] = dict(rows)
    told = [Row(one, counts.pop(one.insee, 0), one.population) for one in members]
    return told, sum(counts.values()), None


def _supports(members: list[Commune], _chantier: int | None) -> Counted:
    sheet = db.session.get(FigureSheet, ALL)
    table = sheet.tables.get("supports_by_commune") if sheet else None
    if table is None:
        return [Row(one, None, one.population) for one in members], 0, None
    rows = [Row(one, table["communes"].get(one.insee), one.population) for one in members]
    return rows, 0, date.fromisoformat(table["until"])


def _votes(members: list[Commune], chantier: int | None) -> Counted:
    sheet = db.session.get(FigureSheet, chantier or ALL)
    told = {insee: (roll, cast) for insee, roll, cast in sheet.tables["communes"]} if sheet else {}
    rows = []
    for one in members:
        roll, cast = told.get(one.insee, (0, 0))
        rows.append(Row(one, cast if roll else None, roll))
    return rows, 0, sheet.as_of if sheet else None
