"""The moderation queue: one query over the states of texts and reports, so that no second list can drift."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.actor import Actor, Role
from consult.kernel.db import UTCDateTime, db
from consult.models.comments import Comment
from consult.models.moderation import Report
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.lifecycle import PUBLIC_STATES, ProposalState, Review, Visibility
from consult.rules.moderation import QueueKind, Subject, SubjectKind
from consult.rules.permissions import Facts, not_author

PAGE_SIZE = 40
EXCERPT = 140


@dataclass(frozen=True, slots=True)
class Filters:
    """What the moderator wants to see; None means everything they may."""

    chantier: int | None = None
    language: str | None = None
    kind: QueueKind | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that waits. ``text`` is a proposal's title or the beginning of a comment."""

    kind: QueueKind
    subject: Subject
    due_at: datetime
    since: datetime
    text: str
    language: str
    chantier: int
    reports: int
    own: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, how many wait in all by kind and how many of them are late."""

    entries: tuple[Entry, ...]
    counts: dict[QueueKind, int]
    late: int
    next: str | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def queue(actor: Actor, filters: Filters, now: datetime, after: str | None = None) -> Queue:
    """The 40 entries after the cursor, by due time; two statements."""
    waiting = _waiting(actor, filters)
    late = sa.func.sum(sa.case((waiting.c.due_at < now, 1), else_=0))
    counts = db.session.execute(
        sa.select(waiting.c.kind, sa.func.count(), late).select_from(waiting).group_by(waiting.c.kind)
    ).all()
    statement = sa.select(waiting).order_by(waiting.c.due_at, waiting.c.kind, waiting.c.id)
    if after:
        statement = statement.where(_place(waiting) > _decoded(after))
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1)).all()
    entries = tuple(_entry(actor, row) for row in rows[:PAGE_SIZE])
    return Queue(
        entries=entries,
        counts={QueueKind(kind): number for kind, number, _ in counts},
        late=sum(number for _, _, number in counts),
        next=_encoded(rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else None,
    )


def next_entry(actor: Actor, filters: Filters, besides: Subject | None = None) -> Entry | None:
    """The entry that is due first, leaving out one subject and the moderator's own texts."""
    waiting = _waiting(actor, filters)
    statement = sa.select(waiting).order_by(waiting.c.due_at, waiting.c.kind, waiting.c.id)
    if besides is not None:
        statement = statement.where(
            sa.or_(waiting.c.subject_kind != besides.kind.value, waiting.c.id != besides.id)
        )
    rows = db.session.execute(statement.limit(PAGE_SIZE)).all()
    return next((entry for entry in (_entry(actor, row) for row in rows) if not entry.own), None)


def _place(waiting: sa.Subquery) -> Any:
    return sa.tuple_(waiting.c.due_at, waiting.c.kind, waiting.c.id)


def _encoded(row: sa.Row[Any]) -> str:
    return cursor.encode(row.due_at.isoformat(), row.kind, row.id)


def _decoded(after: str) -> Any:
    due_at, kind, number = cursor.decode(after, (str, str, int))
    moment = cursor.moment(due_at)
    return sa.tuple_(sa.literal(moment, UTCDateTime), sa.literal(kind), sa.literal(number))


def _entry(actor: Actor, row: sa.Row[Any]) -> Entry:
    whose = Facts(row.author_id, row.organisation_id, row.entered_by_id)
    return Entry(
        kind=QueueKind(row.kind),
        subject=Subject(SubjectKind(row.subject_kind), row.id),
        due_at=row.due_at,
        since=row.since,
        text=row.text,
        language=row.language,
        chantier=row.chantier,
        reports=row.reports,
        own=not not_author(actor, whose),
    )


def _waiting(actor: Actor, filters: Filters) -> sa.Subquery:
    """Everything that waits in the moderator's chantiers, narrowed by the filters."""
    parts = {
        QueueKind.SUBMITTED: _submitted,
        QueueKind.CHANGED: _changed,
        QueueKind.REPORTED_PROPOSAL: _reported_proposals,
        QueueKind.REPORTED_COMMENT: _reported_comments,
    }
    wanted = [part() for kind, part in parts.items() if filters.kind in {None, kind}]
    every = sa.union_all(*wanted).subquery()
    conditions: list[sa.ColumnElement[bool]] = []
    chantiers = chantiers_of(actor)
    if chantiers is not None:
        conditions.append(every.c.chantier.in_(chantiers))
    if filters.chantier is not None:
        conditions.append(every.c.chantier == filters.chantier)
    if filters.language is not None:
        conditions.append(every.c.language == filters.language)
    return sa.select(every).where(*conditions).subquery()


def chantiers_of(actor: Actor) -> frozenset[int] | None:
    """The chantiers that ``actor`` moderates; None for all."""
    numbers = {grant.chantier for grant in actor.grants if grant.role is Role.MODERATOR}
    if actor.system or None in numbers:
        return None
    return frozenset(number for number in numbers if number is not None)


def _columns(kind: QueueKind, thing: type[Proposal | Comment], **columns: Any) -> sa.Select[Any]:
    subject = SubjectKind.COMMENT if thing is Comment else SubjectKind.PROPOSAL
    entered_by = Proposal.entered_by_id if thing is Proposal else sa.null().cast(sa.Integer)
    return sa.select(
        sa.literal(kind.value).label("kind"),
        sa.literal(subject.value).label("subject_kind"),
        thing.id.label("id"),
        thing.author_id.label("author_id"),
        thing.organisation_id.label("organisation_id"),
        entered_by.label("entered_by_id"),
        Proposal.chantier_number.label("chantier"),
        *(column.label(name) for name, column in columns.items()),
    ).where(thing.visibility == Visibility.VISIBLE)


def _versions(kind: QueueKind) -> sa.Select[Any]:
    """Proposals whose newest version is pending. A later version is due from its own day, not the first's."""
    due_since = sa.func.coalesce(Proposal.review_due_at, ProposalVersion.created_at)
    due = sa.case((due_since > ProposalVersion.created_at, due_since), else_=ProposalVersion.created_at)
    return (
        _columns(
            kind,
            Proposal,
            due_at=sa.type_coerce(due, UTCDateTime),
            since=ProposalVersion.created_at,
            text=ProposalVersion.title,
            language=ProposalVersion.language,
            reports=sa.literal(0),
        )
        .join(
            ProposalVersion,
            sa.and_(
                ProposalVersion.proposal_id == Proposal.id,
                ProposalVersion.number == Proposal.newest_version,
            ),
        )
        .where(ProposalVersion.review == Review.PENDING)
    )


def _submitted() -> sa.Select[Any]:
    return _versions(QueueKind.SUBMITTED).where(Proposal.state == ProposalState.SUBMITTED)


def _changed() -> sa.Select[Any]:
    return _versions(QueueKind.CHANGED).where(Proposal.state == ProposalState.PUBLISHED)


def _open_reports(column: sa.orm.InstrumentedAttribute[int | None]) -> sa.Subquery:
    return (
        sa.select(
            column.label("subject_id"),
            sa.func.min(Report.due_at).label("due_at"),
            sa.func.min(Report.created_at).label("since"),
            sa.func.count().label("reports"),
        )
        .where(Report.decision_id.is_(None), column.is_not(None))
        .group_by(column)
        .subquery()
    )


def _reported_proposals() -> sa.Select[Any]:
    reports = _open_reports(Report.proposal_id)
    return (
        _columns(
            QueueKind.REPORTED_PROPOSAL,
            Proposal,
            due_at=reports.c.due_at,
            since=reports.c.since,
            text=Proposal.title,
            language=Proposal.language,
            reports=reports.c.reports,
        )
        .join(reports, reports.c.subject_id == Proposal.id)
        .where(Proposal.state.in_(PUBLIC_STATES))
    )


def _reported_comments() -> sa.Select[Any]:
    reports = _open_reports(Report.comment_id)
    return (
        _columns(
            QueueKind.REPORTED_COMMENT,
            Comment,
            due_at=reports.c.due_at,
            since=reports.c.since,
            text=sa.func.substr(Comment.body, 1, EXCERPT),
            language=Comment.language,
            reports=reports.c.reports,
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .join(reports, reports.c.subject_id == Comment.id)
    )
