"""Readers judge comments useful or not."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.comments import Comment, CommentMark
from consult.queries import comments
from consult.rules.permissions import Permission, require
from consult.services.comments.rows import facts_of, readable, record


def mark(actor: Actor, comment_id: int, useful: bool) -> Comment:
    """Judge somebody else's comment useful or not; a second judgement replaces the first."""
    comment = readable(actor, comment_id)
    require(actor, Permission.MARK_COMMENT, facts_of(comment))
    assert actor.account_id is not None
    own = comments.own_mark(comment_id, actor.account_id)
    if own is not None and own.useful is useful:
        return comment
    if own is None:
        db.session.add(
            CommentMark(comment_id=comment_id, account_id=actor.account_id, useful=useful, created_at=now())
        )
        comments.count_marks(comment_id, int(useful), int(not useful))
    else:
        own.useful = useful
        comments.count_marks(comment_id, 1 if useful else -1, -1 if useful else 1)
    record(actor, "comment.marked", comment, comment.proposal, useful=useful)
    return comment


def unmark(actor: Actor, comment_id: int) -> Comment:
    """Withdraw one's judgement; without any, nothing changes."""
    comment = readable(actor, comment_id)
    require(actor, Permission.MARK_COMMENT, facts_of(comment))
    assert actor.account_id is not None
    own = comments.own_mark(comment_id, actor.account_id)
    if own is not None:
        comments.count_marks(comment_id, -int(own.useful), -int(not own.useful))
        db.session.delete(own)
        record(actor, "comment.unmarked", comment, comment.proposal)
    return comment
