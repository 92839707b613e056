"""What somebody had begun before signing in: the kept form, and what a page may say of it."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal
from consult.rules.lifecycle import PUBLIC_STATES, Visibility


def kept(kept_form_id: int) -> KeptForm | None:
    """A kept form by its id, which only our own tokens and sessions carry."""
    return db.session.get(KeptForm, kept_form_id)


def public_title(proposal_id: int) -> tuple[str, str] | None:
    """Title and language of a proposal that everybody may read."""
    row = db.session.execute(
        sa.select(Proposal.title, Proposal.language).where(
            Proposal.id == proposal_id,
            Proposal.visibility == Visibility.VISIBLE,
            Proposal.state.in_(PUBLIC_STATES),
            Proposal.published_at.is_not(None),
        )
    ).first()
    return (row[0], row[1]) if row else None
