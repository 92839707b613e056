"""What an account wrote last and what was decided on it: whoever suspends somebody reads this first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.actor import Actor, Role
from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.moderation import Decision
from consult.models.offers import Offer
from consult.models.proposals import Proposal
from consult.queries.moderation.rows import about
from consult.queries.moderation.waiting_columns import excerpt, shortened
from consult.rules.lifecycle import PUBLIC_STATES, ProposalState, Visibility
from consult.rules.moderation import RESTRICTING, DecisionKind, Ground, Subject, SubjectKind

NEWEST = 5


@dataclass(frozen=True, slots=True)
class Written:
    """``text`` is a title or how a comment begins, None where the reader may not read it; ``theirs``: they
    moderate where it stands."""

    subject: Subject
    text: str | None
    language: str
    at: datetime
    visibility: Visibility
    theirs: bool


@dataclass(frozen=True, slots=True)
class Decided:
    id: int
    kind: DecisionKind
    ground: Ground | None
    what: SubjectKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """The five newest of each, newest first."""

    texts: Sequence[Written]
    decisions: Sequence[Decided]


def past_of(actor: Actor, account_id: int, but: Subject | None = None) -> Past:
    """An account's, without the decisions about ``but``; two statements."""
    return Past(_written(actor, account_id), _decided(account_id, but))


def _written(actor: Actor, account_id: int) -> list[Written]:
    proposals = _texts(SubjectKind.PROPOSAL, Proposal, excerpt(Proposal.title)).where(
        Proposal.author_id == account_id, Proposal.state != ProposalState.DRAFT
    )
    comments = _texts(SubjectKind.COMMENT, Comment, excerpt(Comment.body)).join(
        Proposal, Proposal.id == Comment.proposal_id
    )
    every = sa.union_all(proposals, comments.where(Comment.author_id == account_id)).subquery()
    rows = db.session.execute(sa.select(every).order_by(every.c.at.desc(), every.c.id.desc()).limit(NEWEST))
    return [_line(actor, row) for row in rows]


def _texts(kind: SubjectKind, table: type[Proposal | Comment], text: Any) -> sa.Select[Any]:
    shown = sa.and_(
        Proposal.state.in_(PUBLIC_STATES),
        Proposal.visibility == Visibility.VISIBLE,
        table.visibility == Visibility.VISIBLE,
        *([Comment.published_at.is_not(None)] if table is Comment else []),
    )
    columns: list[Any] = [
        sa.literal(kind.value).label("kind"),
        table.id.label("id"),
        sa.cast(text, sa.String).label("text"),
        sa.cast(table.language, sa.String).label("language"),
        table.created_at.label("at"),
        table.visibility.label("visibility"),
        Proposal.chantier_number.label("chantier"),
        shown.label("shown"),
    ]
    return sa.select(*columns)


def _line(actor: Actor, row: sa.Row[Any]) -> Written:
    """What is hidden is for the moderators of its chantier, what is removed for neither of them."""
    numbers = actor.chantiers_of(Role.MODERATOR)
    theirs = actor.has_role(Role.MODERATOR) and (numbers is None or row.chantier in numbers)
    may_read = row.shown or (theirs and row.visibility is not Visibility.REMOVED)
    return Written(
        Subject(SubjectKind(row.kind), row.id),
        shortened(row.text) if may_read else None,
        row.language,
        row.at,
        row.visibility,
        theirs,
    )


def _decided(account_id: int, but: Subject | None) -> list[Decided]:
    proposal, comment = aliased(Proposal), aliased(Comment)
    mine = sa.or_(
        proposal.author_id == account_id,
        comment.author_id == account_id,
        Decision.account_id == account_id,
        Decision.offer_id.in_(sa.select(Offer.id).where(Offer.account_id == account_id)),
    )
    statement = (
        sa.select(Decision)
        .outerjoin(proposal, proposal.id == Decision.proposal_id)
        .outerjoin(comment, comment.id == Decision.comment_id)
        .where(Decision.kind.in_(RESTRICTING), mine)
        .order_by(Decision.id.desc())
        .limit(NEWEST)
    )
    if but is not None:
        here = about(Decision, but)
        statement = statement.where(sa.or_(here.is_(None), sa.not_(here)))
    return [
        Decided(one.id, one.kind, one.ground, one.subject.kind, one.decided_at)
        for one in db.session.scalars(statement)
    ]
