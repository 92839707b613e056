"""The list of all communes, members or not any more."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.text.analysis import fold
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.models.territory import City, Commune
from consult.queries.conditions import listed
from consult.queries.programme.listing import in_commune
from consult.rules.programme import is_current


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune with how many public proposals and actions name it; ``member``: it is one today."""

    commune: Commune
    proposals: int
    actions: int
    member: bool


@dataclass(frozen=True, slots=True)
class CommunesPage:
    """``members`` counts the communes that are members today."""

    members: int
    rows: list[CommuneRow]
    cities: list[City]


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
    found = sorted(
        (
            CommuneRow(one, written, done, is_current(one.member_from, one.member_to, today))
            for one, written, done in rows
        ),
        key=lambda row: fold(row.commune.name),
    )
    return CommunesPage(sum(row.member for row in found), found, cities())


def cities() -> list[City]:
    """The partner cities by key. One statement."""
    return list(db.session.scalars(sa.select(City).order_by(City.key)))
