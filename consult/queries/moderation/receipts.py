"""What a reporter sees behind the code of their receipt, and who has reported what before."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.moderation import Appeal, Decision, Report
from consult.models.organisations import Organisation
from consult.models.positions import Position
from consult.queries.moderation.rows import about
from consult.rules.moderation import AppealBy, AppealOutcome, Subject, SubjectKind, last_day
from consult.rules.permissions import Permission, allows


@dataclass(frozen=True, slots=True)
class Receipt:
    """``title`` or ``name`` says what was reported while the reader may read it; ``decision`` is the outcome.

    ``appeal``: what the reporter contested; ``overturned``: the author's appeal against that outcome, once
    decided otherwise. ``contest_until`` and ``contestable`` as in a statement.
    """

    report: Report
    what: SubjectKind
    proposal_id: int | None
    title: str | None
    title_language: str
    name: str | None
    decision: Decision | None
    appeal: Appeal | None
    overturned: Appeal | None
    contest_until: datetime | None
    contestable: bool


def receipt(actor: Actor, code: str) -> Receipt:
    """At most five statements; ``NotFound`` for a code that nobody has."""
    found = report_by_code(code)
    comment = found.comment
    under = comment.proposal if comment is not None else found.proposal
    readable = under is not None and allows(actor, Permission.READ_PROPOSAL, under.facts)
    if comment is not None and under is not None and readable:
        facts = comment.facts_in(under.state, under.chantier_number)
        readable = allows(actor, Permission.READ_COMMENT, facts)
    decided = found.decision
    appeals = _appeals(decided.id) if decided is not None else []
    own = next((one for one in appeals if one.report_id == found.id), None)
    until = last_day(decided.decided_at, territory().settings["appeal_months"]) if decided else None
    overturned = overturning(appeals)
    return Receipt(
        report=found,
        what=found.subject.kind,
        proposal_id=under.id if under is not None and readable else None,
        title=under.title if under is not None and readable else None,
        title_language=under.language if under is not None else "",
        name=_name(found),
        decision=decided,
        appeal=own,
        overturned=overturned,
        contest_until=until,
        contestable=until is not None and now() <= until and own is None and overturned is None,
    )


def reports_from(email: str, since: datetime) -> int:
    """How many reports gave this address since then."""
    statement = sa.select(sa.func.count()).select_from(Report)
    return db.session.scalar(statement.where(Report.notifier_email == email, Report.created_at > since)) or 0


def report_by_code(code: str) -> Report:
    """The report with its text and outcome; ``NotFound`` for a code that nobody has, or can have."""
    if not (code.isascii() and code.isprintable()):
        raise NotFound
    found = db.session.scalar(
        sa.select(Report)
        .options(
            joinedload(Report.proposal),
            joinedload(Report.comment).joinedload(Comment.proposal),
            joinedload(Report.decision),
            joinedload(Report.position).joinedload(Position.organisation),
        )
        .where(Report.code == code)
    )
    if found is None:
        raise NotFound
    return found


def first_report(subject: Subject, reporter_key: str) -> Report | None:
    """This person's report of the thing, whatever came of it."""
    return db.session.scalar(
        sa.select(Report).where(about(Report, subject), Report.reporter_key == reporter_key).limit(1)
    )


def reports_settled_by(decision_id: int) -> list[Report]:
    """The reports whose outcome is this decision."""
    return list(
        db.session.scalars(sa.select(Report).where(Report.decision_id == decision_id).order_by(Report.id))
    )


def overturning(appeals: list[Appeal]) -> Appeal | None:
    """The author's appeal that changed the outcome of a report."""
    changed = (AppealOutcome.CHANGED, AppealOutcome.REVERSED)
    return next((one for one in appeals if one.made_by is AppealBy.AUTHOR and one.outcome in changed), None)


def _appeals(decision_id: int) -> list[Appeal]:
    return list(
        db.session.scalars(
            sa.select(Appeal)
            .options(joinedload(Appeal.changed_by))
            .where(Appeal.decision_id == decision_id)
            .order_by(Appeal.id)
        )
    )


def _name(found: Report) -> str | None:
    """What somebody is called today; what a decision withheld is not told here. Of an offer nothing is."""
    subject = found.subject
    if found.position is not None:
        return found.position.organisation.name
    if subject.kind is SubjectKind.ACCOUNT:
        account = db.session.get(Account, subject.id)
        return account.display_name if account is not None and account.erased_at is None else None
    if subject.kind is SubjectKind.ORGANISATION:
        organisation = db.session.get(Organisation, subject.id)
        return organisation.name if organisation is not None else None
    return None
