"""Deeds ask here which phases of a chantier hold today, in the territory's time."""

from collections.abc import Iterable
from itertools import groupby

import sqlalchemy as sa

from consult.kernel.clock import today
from consult.kernel.db import db
from consult.models.programme import Phase
from consult.rules.phases import Contribution, admitted
from consult.rules.programme import is_current


def admitted_by(chantier: int) -> frozenset[Contribution]:
    """What the chantier's present phases admit; one statement."""
    return admitted_in(db.session.scalars(sa.select(Phase).where(Phase.chantier_number == chantier)))


def admitted_today() -> dict[int, frozenset[Contribution]]:
    """The same of every chantier that has phases; one statement."""
    phases = sorted(db.session.scalars(sa.select(Phase)), key=_chantier)
    return {number: admitted_in(own) for number, own in groupby(phases, key=_chantier)}


def _chantier(phase: Phase) -> int:
    return phase.chantier_number


def admitted_in(phases: Iterable[Phase]) -> frozenset[Contribution]:
    """The same of phases that are loaded already."""
    day = today()
    return admitted(phase.kind for phase in phases if is_current(phase.starts_on, phase.ends_on, day))
