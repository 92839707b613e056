"""What forms let people choose from: chantiers, communes and places."""

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.text.analysis import fold
from consult.models.programme import Chantier
from consult.models.territory import Commune, Place


def chantiers() -> list[tuple[int, Localised]]:
    """Numbers and names of all chantiers, by number."""
    rows = db.session.execute(sa.select(Chantier.number, Chantier.name).order_by(Chantier.number))
    return [(number, name) for number, name in rows]


def communes() -> list[tuple[str, str]]:
    """INSEE codes and names of the communes that are members today, by name."""
    rows = db.session.execute(sa.select(Commune.insee, Commune.name).where(Commune.member_to.is_(None)))
    return sorted(((insee, name) for insee, name in rows), key=lambda row: fold(row[1]))


def places() -> list[Localised]:
    """Names of all places, in no order."""
    return list(db.session.scalars(sa.select(Place.name)))
