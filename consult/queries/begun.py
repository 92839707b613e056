"""What somebody had begun before signing in: the kept form, and what a page may say of it."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal
from consult.queries.conditions import public


def kept(kept_form_id: int | None) -> KeptForm | None:
    """A kept form by its id, which only our own tokens and sessions carry; None for None."""
    return db.session.get(KeptForm, kept_form_id) if kept_form_id is not None else None


def public_title(proposal_id: int) -> tuple[str, str] | None:
    """Title and language of a proposal that everybody may read."""
    row = db.session.execute(
        sa.select(Proposal.title, Proposal.language).where(Proposal.id == proposal_id, public())
    ).first()
    return (row[0], row[1]) if row else None
