"""Puts a chantier into the phases that a story needs."""

from datetime import date, timedelta

import sqlalchemy as sa

from consult.kernel.clock import today
from consult.kernel.db import db
from consult.models.programme import Phase
from consult.rules.programme import PhaseKind
from tests.factories.ground import words


def only(
    chantier: int, *kinds: PhaseKind, starts_on: date | None = None, ends_on: date | None = None
) -> None:
    """The chantier has these phases and no others, since yesterday and open-ended unless said otherwise."""
    db.session.execute(sa.delete(Phase).where(Phase.chantier_number == chantier))
    for kind in kinds:
        db.session.add(
            Phase(
                chantier_number=chantier,
                kind=kind,
                starts_on=starts_on or today() - timedelta(days=1),
                ends_on=ends_on,
                note=words(kind.value),
            )
        )
    db.session.flush()
    db.session.expire_all()
