"""A comment as one reader sees it: what is withheld from them never leaves this room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.comments import Comment, CommentMark
from consult.models.moderation import Decision
from consult.rules.comments import Stance
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Ground
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Line:
    """A comment as one reader sees it; ``body`` and ``author`` are None when it is withheld from them.

    ``ground`` is the rule behind the newest decision that withheld it; ``mark`` the reader's own.
    """

    id: int
    stance: Stance
    visibility: Visibility
    facts: Facts
    language: str
    created_at: datetime
    edited_at: datetime | None
    version: int
    useful: int
    not_useful: int
    body: str | None
    author: str | None
    organisation: str | None
    ground: Ground | None
    mark: bool | None
    replies: tuple["Line", ...] = ()


def lines(actor: Actor, proposal: Facts, ids: Sequence[int]) -> tuple[Line, ...]:
    """The comments of ``ids``, in that order, with their replies, oldest first."""
    if not ids:
        return ()
    rows = db.session.execute(
        _as_seen_by(actor).where(sa.or_(Comment.id.in_(ids), Comment.parent_id.in_(ids))).order_by(Comment.id)
    ).all()
    replies: dict[int | None, list[Line]] = {}
    for comment, mark, ground in rows:
        if comment.parent_id is not None:
            line = _line(actor, comment, proposal, mark, ground)
            replies.setdefault(comment.parent_id, []).append(line)
    found = {
        comment.id: _line(actor, comment, proposal, mark, ground, tuple(replies.get(comment.id, ())))
        for comment, mark, ground in rows
        if comment.parent_id is None
    }
    return tuple(found[number] for number in ids if number in found)


def _as_seen_by(actor: Actor) -> sa.Select[Comment, bool | None, Ground | None]:
    """Comments with the reader's mark and the rule that withheld them."""
    ground = (
        sa.select(Decision.ground)
        .where(
            Decision.comment_id == Comment.id,
            Decision.kind.in_([DecisionKind.HIDE, DecisionKind.REMOVE]),
            Comment.visibility != Visibility.VISIBLE,
        )
        .order_by(Decision.id.desc())
        .limit(1)
        .correlate(Comment)
        .scalar_subquery()
    )
    own = sa.and_(CommentMark.comment_id == Comment.id, CommentMark.account_id == actor.account_id)
    return (
        sa.select(Comment, CommentMark.useful, ground)
        .outerjoin(CommentMark, own)
        .options(joinedload(Comment.author), joinedload(Comment.organisation))
    )


def _line(
    actor: Actor,
    comment: Comment,
    proposal: Facts,
    mark: bool | None,
    ground: Ground | None,
    replies: tuple[Line, ...] = (),
) -> Line:
    assert proposal.state is not None
    assert proposal.chantier is not None
    facts = comment.facts_in(proposal.state, proposal.chantier)
    shown = allows(actor, Permission.READ_COMMENT, facts)
    author = comment.author if comment.author and comment.author.erased_at is None else None
    return Line(
        id=comment.id,
        stance=comment.stance,
        visibility=comment.visibility,
        facts=facts,
        language=comment.language,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        version=comment.version,
        useful=comment.useful_count,
        not_useful=comment.not_useful_count,
        body=comment.body if shown else None,
        author=author.display_name if shown and author else None,
        organisation=comment.organisation.name if shown and comment.organisation else None,
        ground=ground,
        mark=mark,
        replies=replies,
    )


def readable(actor: Actor, comment_id: int) -> tuple[Comment, Line]:
    """A comment whose proposal and text ``actor`` may read, else ``NotFound``."""
    row = db.session.execute(
        _as_seen_by(actor).options(joinedload(Comment.proposal)).where(Comment.id == comment_id)
    ).first()
    if row is None or not allows(actor, Permission.READ_PROPOSAL, row[0].proposal.facts):
        raise NotFound
    comment, mark, ground = row
    line = _line(actor, comment, comment.proposal.facts, mark, ground)
    if line.body is None:
        raise NotFound
    return comment, line
