"""What was said and decided about a text: its reports, its decisions, and others on the same author."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.moderation import Decision, Report
from consult.models.proposals import Proposal
from consult.queries.moderation.rows import about
from consult.rules.moderation import RESTRICTING, DecisionKind, Ground, Subject


@dataclass(frozen=True, slots=True)
class DecisionLine:
    id: int
    kind: DecisionKind
    ground: Ground | None
    reason: str
    language: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportLine:
    """``by`` is None for somebody without an account; ``settled`` once a decision was its outcome."""

    ground: Ground
    explanation: str
    language: str
    by: str | None
    at: datetime
    due_at: datetime
    settled: bool


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
        reason=decision.reason,
        language=decision.language,
        by=by,
        at=decision.decided_at,
    )


def reports_on(subject: Subject) -> list[ReportLine]:
    rows = db.session.execute(
        sa.select(Report, Account.display_name)
        .outerjoin(Account, Account.id == Report.reporter_id)
        .where(about(Report, subject))
        .order_by(Report.decision_id.is_not(None), Report.id)
    )
    return [
        ReportLine(
            ground=report.ground,
            explanation=report.explanation,
            language=report.language,
            by=name,
            at=report.created_at,
            due_at=report.due_at,
            settled=report.decision_id is not None,
        )
        for report, name in rows
    ]


def earlier_decisions(author_id: int | None, subject: Subject) -> dict[DecisionKind, int]:
    """How often other texts of the author were returned, hidden or removed."""
    if author_id is None:
        return {}
    proposal, comment = aliased(Proposal), aliased(Comment)
    rows = db.session.execute(
        sa.select(Decision.kind, sa.func.count())
        .outerjoin(proposal, proposal.id == Decision.proposal_id)
        .outerjoin(comment, comment.id == Decision.comment_id)
        .where(
            Decision.kind.in_(RESTRICTING),
            sa.or_(proposal.author_id == author_id, comment.author_id == author_id),
            sa.or_(about(Decision, subject).is_(None), sa.not_(about(Decision, subject))),
        )
        .group_by(Decision.kind)
    ).all()
    return {row[0]: row[1] for row in rows}
