"""A chantier's page asks here for its proposals by how far they have come: a few and the count of each."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.queries.conditions import listed
from consult.queries.proposals.cards import Card, card, columns
from consult.rules.lifecycle import ProposalState

SHOWN = 2
_S = ProposalState


class Stage(StrEnum):
    """How far proposals have come, as a chantier's page groups them."""

    OPEN = "open"
    VOTED = "voted"
    ANSWERED = "answered"


STATES: dict[Stage, tuple[ProposalState, ...]] = {
    Stage.OPEN: (_S.PUBLISHED,),
    Stage.VOTED: (_S.IN_BALLOT, _S.VOTED),
    Stage.ANSWERED: (_S.ANSWERED, _S.IN_PROGRESS, _S.DONE),
}


@dataclass(frozen=True, slots=True)
class Staged:
    """The newest cards of a stage, and how many there are in all."""

    stage: Stage
    cards: list[Card]
    count: int


def staged(chantier: int) -> list[Staged]:
    """The three stages in their order, also empty ones. One statement."""
    stage = sa.case(
        *((Proposal.state.in_(states), sa.literal(stage.value)) for stage, states in STATES.items())
    )
    newest = (Proposal.published_at.desc(), Proposal.id.desc())
    ranked = (
        sa.select(
            Proposal.id,
            stage.label("stage"),
            sa.func.row_number().over(partition_by=stage, order_by=newest).label("turn"),
            sa.func.count().over(partition_by=stage).label("in_all"),
        )
        .where(Proposal.chantier_number == chantier, listed())
        .subquery()
    )
    statement = (
        columns()
        .join(ranked, sa.and_(ranked.c.id == Proposal.id, ranked.c.turn <= SHOWN))
        .add_columns(ranked.c.stage, ranked.c.in_all)
        .order_by(ranked.c.turn)
    )
    found: dict[Stage, Staged] = {each: Staged(each, [], 0) for each in Stage}
    for row in db.session.execute(statement):
        each = Stage(row.stage)
        found[each] = Staged(each, [*found[each].cards, card(row)], row.in_all)
    return list(found.values())
