"""The rows that the deeds around comments lock, count and change."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.comments import Comment, CommentMark, CommentVersion
from consult.models.proposals import Proposal
from consult.rules.lifecycle import Review


def versions(comment_id: int, *, shown: int | None = None) -> list[CommentVersion]:
    """The versions of a comment, oldest first: every one, or with ``shown``, the number that everybody reads
    now, that one and those that moderation accepted."""
    statement = sa.select(CommentVersion).where(CommentVersion.comment_id == comment_id)
    if shown is not None:
        public = sa.or_(CommentVersion.review == Review.ACCEPTED, CommentVersion.number == shown)
        statement = statement.where(public)
    return list(db.session.scalars(statement.order_by(CommentVersion.number)))


def newest_version(comment: Comment) -> CommentVersion:
    """The text saved last, whatever moderation thinks of it."""
    return db.session.execute(
        sa.select(CommentVersion).where(
            CommentVersion.comment_id == comment.id, CommentVersion.number == comment.newest_version
        )
    ).scalar_one()


def proposal_of(comment_id: int) -> int | None:
    """The proposal under which a comment stands."""
    return db.session.scalar(sa.select(Comment.proposal_id).where(Comment.id == comment_id))


def locked(comment_id: int) -> Comment:
    """The comment with its proposal and a lock on its own row; ``NotFound`` when there is none."""
    comment = db.session.scalar(
        sa.select(Comment)
        .options(joinedload(Comment.proposal))
        .where(Comment.id == comment_id)
        .with_for_update(of=Comment)
        .execution_options(populate_existing=True)
    )
    if comment is None:
        raise NotFound
    return comment


def parent_in(proposal_id: int, comment_id: int) -> Comment | None:
    """The comment that is answered, when it belongs to the proposal."""
    return db.session.scalar(
        sa.select(Comment).where(Comment.id == comment_id, Comment.proposal_id == proposal_id)
    )


def answered_authors(comment: Comment) -> set[int]:
    """Who wrote the comment that is answered, and the one that began the thread."""
    ids = {comment.parent_id, comment.answered_id} - {None}
    if not ids:
        return set()
    found = sa.select(Comment.author_id).where(Comment.id.in_(ids), Comment.author_id.is_not(None))
    return {number for number in db.session.scalars(found) if number is not None}


def own_mark(comment_id: int, account_id: int) -> CommentMark | None:
    """One person's mark on a comment."""
    return db.session.get(CommentMark, (comment_id, account_id))


def count_marks(comment_id: int, useful: int, not_useful: int) -> None:
    """Add to a comment's two counts of marks."""
    db.session.execute(
        sa.update(Comment)
        .where(Comment.id == comment_id)
        .values(
            useful_count=Comment.useful_count + useful,
            not_useful_count=Comment.not_useful_count + not_useful,
        )
    )


def count_comments(proposal_id: int, change: int) -> None:
    """Add ``change`` to the visible comments of a proposal."""
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.id == proposal_id)
        .values(comment_count=Proposal.comment_count + change)
    )
