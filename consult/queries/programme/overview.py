"""The three ambitions and their chantiers at a glance, for the home page and the list of chantiers."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import db
from consult.models.programme import Action, Ambition, Chantier
from consult.models.proposals import Proposal
from consult.queries.conditions import listed
from consult.rules.programme import PhaseKind, is_current


@dataclass(frozen=True, slots=True)
class Glance:
    """One chantier: how much is there, what is open today and until when (None: no end is set)."""

    chantier: Chantier
    proposals: int
    actions: int
    open_phases: tuple[PhaseKind, ...]
    open_until: date | None

    @property
    def takes_ideas(self) -> bool:
        return PhaseKind.PROPOSE in self.open_phases


@dataclass(frozen=True, slots=True)
class AmbitionGlance:
    ambition: Ambition
    chantiers: list[Glance]


def ambitions(today: date) -> list[AmbitionGlance]:
    """All ambitions by number, each with its chantiers by number. One statement."""
    proposals = (
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(
            Proposal.chantier_number == Chantier.number,
            listed(),
        )
        .scalar_subquery()
    )
    actions = (
        sa.select(sa.func.count())
        .select_from(Action)
        .where(Action.chantier_number == Chantier.number)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Chantier, proposals, actions)
        .options(joinedload(Chantier.ambition), joinedload(Chantier.phases))
        .order_by(Chantier.ambition_number, Chantier.number)
    ).unique()
    glances = [_glance(chantier, proposals, actions, today) for chantier, proposals, actions in rows]
    return [
        AmbitionGlance(ambition, list(group))
        for ambition, group in groupby(glances, key=lambda glance: glance.chantier.ambition)
    ]


def _glance(chantier: Chantier, proposals: int, actions: int, today: date) -> Glance:
    current = [phase for phase in chantier.phases if is_current(phase.starts_on, phase.ends_on, today)]
    proposing = [phase.ends_on for phase in current if phase.kind is PhaseKind.PROPOSE]
    return Glance(
        chantier=chantier,
        proposals=proposals,
        actions=actions,
        open_phases=tuple(phase.kind for phase in current),
        open_until=proposing[0] if proposing else None,
    )
