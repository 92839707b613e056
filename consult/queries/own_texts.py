"""What one person wrote under their own name, for those who leave and want it gone."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.translations import Translation, TranslationJob, TranslationRequest
from consult.rules.lifecycle import RECORDED_STATES, ProposalState


def proposals_of(account_id: int) -> list[int]:
    """Ids of their proposals, but for drafts and for what councillors have dealt with."""
    kept = RECORDED_STATES | {ProposalState.DRAFT}
    return _ids(sa.select(Proposal.id).where(*_own(Proposal, account_id), Proposal.state.not_in(kept)))


def comments_of(account_id: int) -> list[int]:
    """Ids of their comments, wherever they stand."""
    return _ids(sa.select(Comment.id).where(*_own(Comment, account_id)))


def _own(table: type[Proposal | Comment], account_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return table.author_id == account_id, table.organisation_id.is_(None)


def _ids(statement: sa.Select[int]) -> list[int]:
    return list(db.session.scalars(statement.order_by(sa.literal_column("1"))))


def empty_proposal(proposal: Proposal) -> None:
    """Delete the words in every version, and in every translation; the row stays, so that supports and votes
    keep what they hang on."""
    proposal.title = proposal.body = ""
    proposal.place_note = proposal.lat = proposal.lon = None
    versions = sa.update(ProposalVersion).where(ProposalVersion.proposal_id == proposal.id)
    db.session.execute(versions.values(title="", body=""))
    _forget_translations("proposal_id", proposal.id)


def empty_comment(comment: Comment) -> None:
    """Delete the words in every version and translation."""
    comment.body = ""
    versions = sa.update(CommentVersion).where(CommentVersion.comment_id == comment.id)
    db.session.execute(versions.values(body=""))
    _forget_translations("comment_id", comment.id)


def _forget_translations(column: str, number: int) -> None:
    for table in (Translation, TranslationRequest, TranslationJob):
        statement = sa.delete(table).where(getattr(table, column) == number)
        db.session.execute(statement.execution_options(synchronize_session=False))
