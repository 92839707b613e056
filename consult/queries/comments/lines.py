"""A comment as one reader sees it: what is withheld from them never leaves this room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.models.comments import Comment, CommentMark, CommentVersion
from consult.models.moderation import Decision
from consult.models.translations import Translation
from consult.queries.conditions import in_thread
from consult.queries.translations import Reading, joins, read
from consult.rules.comments import Stance
from consult.rules.lifecycle import SHOWN_REVIEWS, Review, Visibility
from consult.rules.moderation import DecisionKind, Ground, Label
from consult.rules.permissions import Facts, Permission, allows


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why an author's newest text is not what everybody reads: it waits until ``due_at``, or was refused with
    a note (``ground``, ``reason`` in ``language``) in decision ``decision_id``."""

    review: Review
    due_at: datetime | None
    decision_id: int | None
    ground: Ground | None
    reason: str | None
    language: str | None

    @property
    def refused(self) -> bool:
        return self.review is Review.REFUSED


@dataclass(frozen=True, slots=True)
class Line:
    """A comment as one reader sees it; ``body``, ``reading`` and ``author`` are None when it is withheld from
    them. ``body`` and ``language`` are as written, ``reading`` gives the text in the reader's language.

    ``version`` is the one shown; ``newest`` and ``waiting`` are for its author. ``ground`` is the rule behind
    the newest decision that withheld it; ``emptied``: its author left and took the text along; ``mark`` the
    reader's own.
    """

    id: int
    stance: Stance
    visibility: Visibility
    facts: Facts
    language: str
    created_at: datetime
    edited_at: datetime | None
    version: int
    newest: int
    label: Label | None
    useful: int
    not_useful: int
    body: str | None
    reading: Reading | None
    author: str | None
    organisation: str | None
    ground: Ground | None
    emptied: bool
    mark: bool | None
    waiting: Waiting | None
    replies: tuple["Line", ...] = ()

    @property
    def published(self) -> bool:
        return self.facts.published


def lines(actor: Actor, proposal: Facts, ids: Sequence[int]) -> tuple[Line, ...]:
    """The comments of ``ids``, in that order, with their replies, oldest first."""
    if not ids:
        return ()
    rows = db.session.execute(
        _as_seen_by(actor)
        .where(sa.or_(Comment.id.in_(ids), Comment.parent_id.in_(ids)), in_thread(actor.account_id))
        .order_by(Comment.id)
    ).all()
    replies: dict[int | None, list[Line]] = {}
    for row in rows:
        if row[0].parent_id is not None:
            replies.setdefault(row[0].parent_id, []).append(_line(actor, proposal, row))
    found = {
        row[0].id: _line(actor, proposal, row, tuple(replies.get(row[0].id, ())))
        for row in rows
        if row[0].parent_id is None
    }
    return tuple(found[number] for number in ids if number in found)


def _as_seen_by(actor: Actor) -> sa.Select[Any]:
    """Comments with the rule that withheld them, the reader's mark, of the reader's own the newest version's
    review with its note, and last the translation that the reader gets and what they did for one."""
    reader = actor.account_id or 0
    withheld = (
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
    marked = sa.and_(CommentMark.comment_id == Comment.id, CommentMark.account_id == reader)
    own = sa.and_(
        CommentVersion.comment_id == Comment.id,
        CommentVersion.number == Comment.newest_version,
        CommentVersion.review.not_in(SHOWN_REVIEWS),
        Comment.author_id == reader,
    )
    note = Decision.comment_version_id == CommentVersion.id
    return (
        sa.select(
            Comment,
            withheld.label("withheld"),
            CommentMark.useful,
            CommentVersion.review,
            CommentVersion.due_at,
            Decision.id.label("decision_id"),
            Decision.ground,
            Decision.reason,
            Decision.language,
            Translation,
            *joins.wishes(Comment, current_language(), actor.account_id),
        )
        .outerjoin(CommentMark, marked)
        .outerjoin(CommentVersion, own)
        .outerjoin(Decision, note)
        .outerjoin(Translation, joins.readable(Comment, Translation, current_language()))
        .options(
            joinedload(Comment.author),
            joinedload(Comment.organisation),
            joinedload(Translation.translator),
        )
    )


def _line(actor: Actor, proposal: Facts, row: Any, replies: tuple[Line, ...] = ()) -> Line:
    comment, withheld, mark, review, *note, translation, asked, own_waiting = row
    assert proposal.state is not None
    assert proposal.chantier is not None
    facts = comment.facts_in(proposal.state, proposal.chantier)
    shown = allows(actor, Permission.READ_COMMENT, facts)
    reading = read(comment, current_language(), [translation] if translation else [])
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
        newest=comment.newest_version,
        label=comment.label,
        useful=comment.useful_count,
        not_useful=comment.not_useful_count,
        body=comment.body if shown else None,
        reading=replace(reading, asked=bool(asked), waiting=own_waiting) if shown else None,
        author=author.display_name if shown and author else None,
        organisation=comment.organisation.name if shown and comment.organisation else None,
        ground=withheld,
        emptied=not comment.body,
        mark=mark,
        waiting=Waiting(review, *note) if review is not None else None,
        replies=replies,
    )


def readable(actor: Actor, comment_id: int) -> tuple[Comment, Line]:
    """A comment whose proposal and text ``actor`` may read, else ``NotFound``."""
    row = db.session.execute(
        _as_seen_by(actor).options(joinedload(Comment.proposal)).where(Comment.id == comment_id)
    ).first()
    if row is None or not allows(actor, Permission.READ_PROPOSAL, row[0].proposal.facts):
        raise NotFound
    line = _line(actor, row[0].proposal.facts, row)
    if line.body is None:
        raise NotFound
    return row[0], line
