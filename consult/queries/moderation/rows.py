"""The rows that a decision or a report locks and reads before it changes anything."""

from collections.abc import Sequence

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Decision, Report
from consult.models.proposals import ProposalVersion
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Subject, SubjectKind


def about(table: type[Decision | Report], subject: Subject) -> sa.ColumnElement[bool]:
    """The condition that a decision or report is about ``subject``."""
    column = table.proposal_id if subject.kind is SubjectKind.PROPOSAL else table.comment_id
    return column == subject.id


def open_reports(subject: Subject) -> list[Report]:
    """The reports without an outcome, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Report).where(about(Report, subject), Report.decision_id.is_(None)).order_by(Report.id)
        )
    )


def settle(reports: Sequence[Report], decision_id: int) -> None:
    """Give open reports their outcome."""
    db.session.execute(
        sa.update(Report)
        .where(Report.id.in_([report.id for report in reports]), Report.decision_id.is_(None))
        .values(decision_id=decision_id)
    )


def newest_decision(subject: Subject) -> Decision | None:
    """The last decision on a text."""
    return db.session.scalar(
        sa.select(Decision).where(about(Decision, subject)).order_by(Decision.id.desc()).limit(1)
    )


def hidden_by(subject: Subject, visibility: Visibility) -> int | None:
    """Who hid the text that is hidden now."""
    if visibility is not Visibility.HIDDEN:
        return None
    return db.session.scalar(
        sa.select(Decision.decided_by_id)
        .where(about(Decision, subject), Decision.kind == DecisionKind.HIDE)
        .order_by(Decision.id.desc())
        .limit(1)
    )


def version(proposal_id: int, number: int) -> ProposalVersion | None:
    """One version of a proposal."""
    return db.session.scalar(
        sa.select(ProposalVersion).where(
            ProposalVersion.proposal_id == proposal_id, ProposalVersion.number == number
        )
    )


def review_of(version_id: int) -> Decision | None:
    """The decision that reviewed a version."""
    return db.session.scalar(sa.select(Decision).where(Decision.proposal_version_id == version_id))


def author_language(account_id: int | None) -> str | None:
    """The language in which an author reads."""
    if account_id is None:
        return None
    return db.session.scalar(sa.select(Account.language).where(Account.id == account_id))


def has_reported(subject: Subject, reporter_key: str) -> bool:
    """Whether this person has reported the text before, whatever came of it."""
    return bool(
        db.session.scalar(
            sa.select(sa.exists().where(about(Report, subject), Report.reporter_key == reporter_key))
        )
    )
