"""One action's page: what was announced, what became of it, and the proposals it came from."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.programme import Action, Chantier
from consult.models.proposals import Proposal, ProposalAction
from consult.queries.conditions import listed
from consult.queries.proposals.cards import Card, columns, read


@dataclass(frozen=True, slots=True)
class ActionPage:
    """An action with its status history, oldest first, and its public proposals."""

    action: Action
    proposals: list[Card]


def page(action_id: int) -> ActionPage:
    """The action's page, or ``NotFound``. Six statements."""
    action = db.session.scalar(
        sa.select(Action)
        .where(Action.id == action_id)
        .options(
            joinedload(Action.chantier).joinedload(Chantier.ambition),
            joinedload(Action.orientation),
            selectinload(Action.communes),
            selectinload(Action.places),
            selectinload(Action.also),
            selectinload(Action.updates),
        )
    )
    if action is None:
        raise NotFound
    linked = sa.select(ProposalAction.proposal_id).where(ProposalAction.action_id == action_id)
    proposals = read(
        columns()
        .where(
            Proposal.id.in_(linked),
            listed(),
        )
        .order_by(Proposal.id)
    )
    return ActionPage(action, proposals)
