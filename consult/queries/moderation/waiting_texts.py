"""The parts of the queue that are texts: new, changed, published at once, reported, in doubtful language."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import Report
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries.conditions import constant
from consult.queries.moderation.rows import unanswered
from consult.queries.moderation.waiting_columns import columns, excerpt
from consult.rules.lifecycle import LISTED_STATES, PUBLIC_STATES, ProposalState, Review, Visibility
from consult.rules.moderation import QueueKind, SubjectKind

#: Where it still matters in which language a text is thought to be.
READ_STATES = LISTED_STATES | {ProposalState.SUBMITTED}
Parts = list[sa.Select[Any]]


def submitted(actor: Actor, now: datetime) -> Parts:
    pending = ProposalVersion.review == Review.PENDING
    return [_versions(QueueKind.SUBMITTED).where(pending, Proposal.state == ProposalState.SUBMITTED)]


def changed(actor: Actor, now: datetime) -> Parts:
    pending = ProposalVersion.review == Review.PENDING
    return [_versions(QueueKind.CHANGED).where(pending, Proposal.state == ProposalState.PUBLISHED)]


def watched_proposals(actor: Actor, now: datetime) -> Parts:
    watched = ProposalVersion.review == Review.WATCHED
    return [_versions(QueueKind.WATCHED_PROPOSAL).where(watched, Proposal.state == ProposalState.PUBLISHED)]


def new_comments(actor: Actor, now: datetime) -> Parts:
    return [_comment_versions(QueueKind.NEW_COMMENT).where(CommentVersion.review == constant(Review.PENDING))]


def watched_comments(actor: Actor, now: datetime) -> Parts:
    return [
        _comment_versions(QueueKind.WATCHED_COMMENT).where(CommentVersion.review == constant(Review.WATCHED))
    ]


def language_doubts(actor: Actor, now: datetime) -> Parts:
    """Newest versions whose text seems to be in another language than its author said."""
    return [
        _versions(QueueKind.LANGUAGE).where(
            ProposalVersion.language_doubt.is_not(None),
            ProposalVersion.review != Review.REFUSED,
            Proposal.state.in_(READ_STATES),
        ),
        _comment_versions(QueueKind.LANGUAGE).where(
            CommentVersion.language_doubt.is_not(None), CommentVersion.review != Review.REFUSED
        ),
    ]


def _versions(kind: QueueKind) -> sa.Select[Any]:
    """Visible proposals with their newest version. A later one is due from its own day, not the first's."""
    due_since = sa.func.coalesce(Proposal.review_due_at, ProposalVersion.created_at)
    due = sa.case((due_since > ProposalVersion.created_at, due_since), else_=ProposalVersion.created_at)
    return (
        columns(
            kind,
            SubjectKind.PROPOSAL,
            **_of_proposal(),
            due_at=due,
            since=ProposalVersion.created_at,
            text=ProposalVersion.title,
            language=ProposalVersion.language,
        )
        .select_from(Proposal)
        .join(
            ProposalVersion,
            sa.and_(
                ProposalVersion.proposal_id == Proposal.id,
                ProposalVersion.number == Proposal.newest_version,
            ),
        )
        .where(Proposal.visibility == Visibility.VISIBLE)
    )


def _of_proposal() -> dict[str, Any]:
    return {
        "id": Proposal.id,
        "author_id": Proposal.author_id,
        "organisation_id": Proposal.organisation_id,
        "entered_by_id": Proposal.entered_by_id,
        "chantier": Proposal.chantier_number,
        "commune": Proposal.commune_insee,
        "version": Proposal.newest_version,
        "can_hide": sa.true(),
    }


def _of_comment() -> dict[str, Any]:
    return {
        "id": Comment.id,
        "author_id": Comment.author_id,
        "organisation_id": Comment.organisation_id,
        "chantier": Proposal.chantier_number,
        "commune": Proposal.commune_insee,
        "version": Comment.newest_version,
        "can_hide": sa.true(),
    }


def _comment_versions(kind: QueueKind) -> sa.Select[Any]:
    """Every part begins with the few versions of an index of its own; ``+ 0`` keeps a planner without
    statistics of an empty index from beginning with all comments instead."""
    return (
        columns(
            kind,
            SubjectKind.COMMENT,
            **_of_comment(),
            due_at=sa.func.coalesce(CommentVersion.due_at, CommentVersion.created_at),
            since=CommentVersion.created_at,
            text=excerpt(CommentVersion.body),
            language=CommentVersion.language,
        )
        .select_from(CommentVersion)
        .join(
            Comment,
            sa.and_(
                Comment.id == CommentVersion.comment_id + 0, Comment.newest_version == CommentVersion.number
            ),
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.visibility == Visibility.VISIBLE)
    )


def open_reports(column: Any) -> sa.Subquery:
    """One row a thing with reports without an outcome: when due, since when, how many."""
    return (
        sa.select(
            column.label("subject_id"),
            sa.func.min(Report.due_at).label("due_at"),
            sa.func.min(Report.created_at).label("since"),
            sa.func.count().label("reports"),
        )
        .where(unanswered(), column.is_not(None))
        .group_by(column)
        .subquery()
    )


def reported_proposals(actor: Actor, now: datetime) -> Parts:
    found = open_reports(Report.proposal_id)
    statement = columns(
        QueueKind.REPORTED_PROPOSAL,
        SubjectKind.PROPOSAL,
        **_of_proposal(),
        due_at=found.c.due_at,
        since=found.c.since,
        text=Proposal.title,
        language=Proposal.language,
        reports=found.c.reports,
    )
    return [
        statement.select_from(found)
        .join(Proposal, Proposal.id == found.c.subject_id)
        .where(Proposal.visibility == Visibility.VISIBLE, Proposal.state.in_(PUBLIC_STATES))
    ]


def reported_comments(actor: Actor, now: datetime) -> Parts:
    found = open_reports(Report.comment_id)
    statement = columns(
        QueueKind.REPORTED_COMMENT,
        SubjectKind.COMMENT,
        **_of_comment(),
        due_at=found.c.due_at,
        since=found.c.since,
        text=excerpt(Comment.body),
        language=Comment.language,
        reports=found.c.reports,
    )
    return [
        statement.select_from(found)
        .join(Comment, Comment.id == found.c.subject_id)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.visibility == Visibility.VISIBLE)
    ]
