"""The rows that a decision or a report locks and reads before it changes anything."""

from collections.abc import Sequence
from typing import TypeVar

import sqlalchemy as sa

from consult.kernel.db import Base, db
from consult.kernel.errors import NotFound
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.moderation import Appeal, Decision, Merge, ProposedSuspension, Report, Taken, WithheldName
from consult.models.organisations import Keeper, Organisation
from consult.models.proposals import CoAuthor, Proposal, ProposalVersion
from consult.rules.lifecycle import Review, Visibility
from consult.rules.moderation import DecisionKind, Subject, SubjectKind

Row = TypeVar("Row", bound=Base)


def about(table: type[Decision | Report], subject: Subject) -> sa.ColumnElement[bool]:
    """The condition that a decision or report is about ``subject``."""
    column: sa.ColumnElement[int | None] = getattr(table, f"{subject.kind.value}_id")
    return column == subject.id


def unanswered() -> sa.ColumnElement[bool]:
    """Condition: a report that still waits for its outcome."""
    return sa.and_(Report.decision_id.is_(None), Report.closed_at.is_(None))


def open_reports(subject: Subject) -> list[Report]:
    """The reports without an outcome, oldest first."""
    return list(
        db.session.scalars(sa.select(Report).where(about(Report, subject), unanswered()).order_by(Report.id))
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


def review_of(version: ProposalVersion | CommentVersion) -> Decision | None:
    """The decision that reviewed a version."""
    proposal = isinstance(version, ProposalVersion)
    column = Decision.proposal_version_id if proposal else Decision.comment_version_id
    return db.session.scalar(sa.select(Decision).where(column == version.id))


def accepted_before(proposal: Proposal) -> ProposalVersion | None:
    """The last accepted version of a proposal before its newest."""
    return db.session.scalar(
        sa.select(ProposalVersion)
        .where(
            ProposalVersion.proposal_id == proposal.id,
            ProposalVersion.number < proposal.newest_version,
            ProposalVersion.review == Review.ACCEPTED,
        )
        .order_by(ProposalVersion.number.desc())
        .limit(1)
    )


def comment_version(comment_id: int, number: int) -> CommentVersion | None:
    """One version of a comment."""
    return db.session.scalar(
        sa.select(CommentVersion).where(
            CommentVersion.comment_id == comment_id, CommentVersion.number == number
        )
    )


def comment_accepted_before(comment: Comment) -> CommentVersion | None:
    """The last accepted version of a comment before its newest."""
    return db.session.scalar(
        sa.select(CommentVersion)
        .where(
            CommentVersion.comment_id == comment.id,
            CommentVersion.number < comment.newest_version,
            CommentVersion.review == Review.ACCEPTED,
        )
        .order_by(CommentVersion.number.desc())
        .limit(1)
    )


def read_over_shown(text: Proposal | Comment) -> None:
    """What everybody reads was before a moderator who decided on a newer version: it waits no more."""
    if isinstance(text, Proposal):
        statement = sa.update(ProposalVersion).where(
            ProposalVersion.proposal_id == text.id,
            ProposalVersion.number == text.shown_version,
            ProposalVersion.review == Review.WATCHED,
        )
    else:
        statement = sa.update(CommentVersion).where(
            CommentVersion.comment_id == text.id,
            CommentVersion.number == text.version,
            CommentVersion.review == Review.WATCHED,
        )
    db.session.execute(statement.values(review=Review.ACCEPTED))


def account_locked(account_id: int) -> Account:
    """An account that is not erased, locked; ``NotFound`` otherwise."""
    return _locked(sa.select(Account).where(Account.id == account_id, Account.erased_at.is_(None)))


def organisation_locked(organisation_id: int) -> Organisation:
    """An organisation, locked; ``NotFound`` when there is none."""
    return _locked(sa.select(Organisation).where(Organisation.id == organisation_id))


def suspension_locked(suspension_id: int) -> ProposedSuspension:
    """A proposed suspension, locked; ``NotFound`` when there is none."""
    return _locked(sa.select(ProposedSuspension).where(ProposedSuspension.id == suspension_id))


def _locked(statement: sa.Select[Row]) -> Row:
    found = db.session.scalar(
        statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def withheld_name(subject: Subject) -> WithheldName | None:
    """What a person or organisation was called before a decision, while its substitute still stands."""
    person = subject.kind is SubjectKind.ACCOUNT
    column = WithheldName.account_id if person else WithheldName.organisation_id
    return db.session.scalar(
        sa.select(WithheldName)
        .where(column == subject.id, WithheldName.restored_at.is_(None))
        .order_by(WithheldName.decision_id.desc())
        .limit(1)
    )


def merge_of(proposal_id: int) -> Merge | None:
    """The merge that holds a proposal now."""
    return db.session.scalar(
        sa.select(Merge).where(Merge.source_id == proposal_id, Merge.undone_at.is_(None))
    )


def is_contested_within(proposal_id: int) -> bool:
    """Whether somebody contests that their proposal was merged into this one: then its own merge, which would
    have to be undone first, is never too old for that."""
    found = sa.exists().where(
        Appeal.decision_id == Decision.id,
        Decision.merged_into_id == proposal_id,
        Appeal.outcome.is_(None),
    )
    return bool(db.session.scalar(sa.select(found)))


def co_author_ids(proposal_id: int) -> frozenset[int]:
    """Who is named beside the author, and has not refused."""
    found = sa.select(CoAuthor.account_id).where(
        CoAuthor.proposal_id == proposal_id, CoAuthor.refused_at.is_(None)
    )
    return frozenset(db.session.scalars(found))


def keeper_ids(organisation_id: int) -> list[int]:
    """Who keeps an organisation now."""
    found = sa.select(Keeper.account_id).where(
        Keeper.organisation_id == organisation_id, Keeper.ended_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Keeper.account_id)))


def release(subject: Subject) -> None:
    """Nobody has the item before them any more."""
    db.session.execute(
        sa.delete(Taken).where(Taken.subject_kind == subject.kind, Taken.subject_id == subject.id)
    )


def reading_language(account_id: int | None) -> str | None:
    """The language in which somebody reads."""
    if account_id is None:
        return None
    return db.session.scalar(sa.select(Account.language).where(Account.id == account_id))
