"""One action's page: what was announced, what became of it, its events, and the proposals it came from."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.events import Event
from consult.models.programme import Action, Chantier
from consult.models.proposals import Proposal, ProposalAction
from consult.queries.conditions import listed
from consult.queries.events import of_action
from consult.queries.offers import ActionCalls
from consult.queries.offers import of_action as calls_of_action
from consult.queries.proposals.cards import Card, columns, read


@dataclass(frozen=True, slots=True)
class ActionPage:
    """An action with its status history, oldest first, its public proposals, its events and its calls."""

    action: Action
    proposals: list[Card]
    events: list[Event]
    calls: ActionCalls


def page(action_id: int) -> ActionPage:
    """The action's page, or ``NotFound``. Five statements."""
    action = (
        db.session.scalars(
            sa.select(Action)
            .where(Action.id == action_id)
            .options(
                joinedload(Action.chantier).joinedload(Chantier.ambition),
                joinedload(Action.orientation),
                joinedload(Action.communes),
                joinedload(Action.places),
                joinedload(Action.also),
                joinedload(Action.updates),
            )
        )
        .unique()
        .one_or_none()
    )
    if action is None:
        raise NotFound
    linked = sa.select(ProposalAction.proposal_id).where(ProposalAction.action_id == action_id)
    proposals = read(columns().where(Proposal.id.in_(linked), listed()).order_by(Proposal.id))
    return ActionPage(action, proposals, of_action(action_id), calls_of_action(action))
