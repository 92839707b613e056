"""What was said and decided about a thing: its reports, its decisions, and others on the same person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.moderation import Decision, Report
from consult.models.offers import Offer
from consult.models.positions import Position
from consult.models.proposals import Proposal
from consult.queries.moderation.rows import about
from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import (
    GROUNDED,
    RESTRICTING,
    DecisionKind,
    Ground,
    Record,
    Subject,
    SubjectKind,
    looks_like_raid,
)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    id: int
    kind: DecisionKind
    ground: Ground | None
    facts: str
    reason: str
    language: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportLine:
    """``by`` is the account's name, else the name that a visitor gave; ``settled`` once a decision was its
    outcome; ``record``: what became of the same account's earlier reports, None without one."""

    ground: Ground
    explanation: str
    language: str
    law: str | None
    by: str | None
    signed_in: bool
    at: datetime
    due_at: datetime
    settled: bool
    record: Record | None
    account_since: datetime | None


def decisions_on(subject: Subject) -> list[tuple[DecisionLine, int]]:
    """The decisions on a text, newest first, each with its moderator's account."""
    rows = db.session.execute(
        sa.select(Decision, Account.display_name)
        .join(Account, Account.id == Decision.decided_by_id)
        .where(about(Decision, subject))
        .order_by(Decision.id.desc())
    )
    return [(_decision_line(decision, name), decision.decided_by_id) for decision, name in rows]


def _decision_line(decision: Decision, by: str) -> DecisionLine:
    return DecisionLine(
        id=decision.id,
        kind=decision.kind,
        ground=decision.ground,
        facts=decision.facts,
        reason=decision.reason,
        language=decision.language,
        by=by,
        at=decision.decided_at,
    )


def reports_on(subject: Subject) -> list[ReportLine]:
    """Open ones first, each with its reporter's record; one statement."""
    founded, dismissed = _earlier(GROUNDED), _earlier({DecisionKind.DISMISS})
    rows = db.session.execute(
        sa.select(Report, Account.display_name, Account.created_at, founded, dismissed)
        .outerjoin(Account, Account.id == Report.reporter_id)
        .where(about(Report, subject))
        .order_by(Report.decision_id.is_not(None), Report.id)
    )
    return [_report_line(*row) for row in rows]


def _earlier(kinds: Collection[DecisionKind]) -> sa.ScalarSelect[int]:
    """How many earlier reports of a report's account ended in a decision of one of ``kinds``."""
    other = aliased(Report)
    return (
        sa.select(sa.func.count())
        .select_from(other)
        .join(Decision, Decision.id == other.decision_id)
        .where(other.reporter_id == Report.reporter_id, other.id < Report.id, Decision.kind.in_(kinds))
        .correlate(Report)
        .scalar_subquery()
    )


def _report_line(
    report: Report, name: str | None, since: datetime | None, founded: int, dismissed: int
) -> ReportLine:
    signed_in = report.reporter_id is not None
    return ReportLine(
        ground=report.ground,
        explanation=report.explanation,
        language=report.language,
        law=report.law,
        by=name or report.notifier_name,
        signed_in=signed_in,
        at=report.created_at,
        due_at=report.due_at,
        settled=report.decision_id is not None,
        record=Record(founded, dismissed) if signed_in else None,
        account_since=since,
    )


def is_raid(reports: Sequence[ReportLine]) -> bool:
    """Whether the open ones among ``reports`` look like a raid."""
    return looks_like_raid([(line.at, line.account_since) for line in reports if not line.settled])


def earlier_decisions(
    author_id: int | None, subject: Subject, organisation_id: int | None = None
) -> dict[DecisionKind, int]:
    """How often other texts, or the name, of the author were restricted, and the account suspended; of an
    organisation's, where there is no author."""
    if author_id is None and organisation_id is None:
        return {}
    proposal, comment = aliased(Proposal), aliased(Comment)
    if author_id is not None:
        whose = sa.or_(
            proposal.author_id == author_id,
            comment.author_id == author_id,
            Decision.account_id == author_id,
            Decision.offer_id.in_(sa.select(Offer.id).where(Offer.account_id == author_id)),
        )
    else:
        whose = sa.or_(
            proposal.organisation_id == organisation_id,
            comment.organisation_id == organisation_id,
            Decision.position_id.in_(
                sa.select(Position.id).where(Position.organisation_id == organisation_id)
            ),
        )
    rows = db.session.execute(
        sa.select(Decision.kind, sa.func.count())
        .outerjoin(proposal, proposal.id == Decision.proposal_id)
        .outerjoin(comment, comment.id == Decision.comment_id)
        .where(
            Decision.kind.in_(RESTRICTING),
            whose,
            sa.or_(about(Decision, subject).is_(None), sa.not_(about(Decision, subject))),
        )
        .group_by(Decision.kind)
    ).all()
    return {row[0]: row[1] for row in rows}


def counts_of_texts(subject: Subject) -> tuple[int, int]:
    """How many proposals (drafts aside) and comments an account or organisation has written."""
    name = "author_id" if subject.kind is SubjectKind.ACCOUNT else "organisation_id"
    counts = (
        sa.select(sa.func.count())
        .select_from(table)
        .where(getattr(table, name) == subject.id, *conditions)
        .scalar_subquery()
        for table, conditions in ((Proposal, [Proposal.state != ProposalState.DRAFT]), (Comment, []))
    )
    proposals, comments = db.session.execute(sa.select(*counts)).one()
    return proposals, comments
