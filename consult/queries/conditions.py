"""Every SELECT of what anybody may find or read asks here, so that no list shows what another hides."""

import sqlalchemy as sa

from consult.models.proposals import Proposal
from consult.rules.lifecycle import LISTED_STATES, PUBLIC_STATES, Visibility


def listed() -> sa.ColumnElement[bool]:
    """Condition: the proposal stands in the public lists."""
    return sa.and_(Proposal.state.in_(LISTED_STATES), Proposal.visibility == Visibility.VISIBLE)


def public() -> sa.ColumnElement[bool]:
    """Condition: everybody may read it at its address, even when its author withdrew it since."""
    return sa.and_(
        Proposal.state.in_(PUBLIC_STATES),
        Proposal.visibility == Visibility.VISIBLE,
        Proposal.published_at.is_not(None),
    )
