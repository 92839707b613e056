"""The worker learns here which texts still lack a vector, and keeps those it has made."""

from collections.abc import Mapping

import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import db, insert_new
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.similar import TextVector
from consult.rules.lifecycle import LISTED_STATES, ProposalState, Visibility

#: Drafts may still change, and what is withdrawn or merged is compared with nothing.
COMPARED_STATES = LISTED_STATES | {ProposalState.SUBMITTED, ProposalState.RETURNED}


def without_vector(model: str, limit: int) -> list[tuple[int, str, str]]:
    """Id, title and text of shown and newest versions that ``model`` has not read, the newest first."""
    statement = (
        sa.select(ProposalVersion.id, ProposalVersion.title, ProposalVersion.body)
        .join(Proposal, Proposal.id == ProposalVersion.proposal_id)
        .outerjoin(
            TextVector,
            sa.and_(TextVector.proposal_version_id == ProposalVersion.id, TextVector.model == model),
        )
        .where(
            TextVector.proposal_version_id.is_(None),
            ProposalVersion.number.in_((Proposal.shown_version, Proposal.newest_version)),
            Proposal.state.in_(COMPARED_STATES),
            Proposal.visibility != Visibility.REMOVED,
        )
    )
    rows = db.session.execute(statement.order_by(ProposalVersion.id.desc()).limit(limit))
    return [(number, title, body) for number, title, body in rows]


def keep_vectors(model: str, vectors: Mapping[int, bytes]) -> None:
    """Store vectors by version id, in place of another model's; of two workers the first one's stays."""
    db.session.execute(
        sa.delete(TextVector).where(TextVector.proposal_version_id.in_(vectors), TextVector.model != model)
    )
    moment = now()
    db.session.execute(
        insert_new(TextVector),
        [
            {"proposal_version_id": number, "model": model, "vector": vector, "made_at": moment}
            for number, vector in vectors.items()
        ],
    )
