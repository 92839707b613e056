"""The yearly transparency report: one year's decisions, reports and appeals, never by place or person."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.clock import ReadAt, local_day, now
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.comments import CommentVersion
from consult.models.journal import JournalEntry
from consult.models.moderation import Appeal, Decision, ProposedSuspension, Report
from consult.models.offers import Offer
from consult.models.organisations import Organisation
from consult.models.positions import Position, PositionVersion
from consult.models.proposals import ProposalVersion
from consult.queries.register import CHUNK, subject_column, within
from consult.rules.moderation import (
    RESTRICTING,
    Category,
    DecisionKind,
    Ground,
    Source,
    SubjectKind,
)
from consult.rules.transparency import Delays, delays

#: Lines of the journal by which a proposal, or its new version, came before everybody's eyes.
SHOWN = ("proposal.published", "proposal.version_shown")

Counts = dict[Any, int]
Span = tuple[datetime, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Restrictions:
    """Restricting decisions of the year, counted once in each table."""

    total: int
    measures: Counts
    grounds: Counts
    sources: Counts
    categories: Counts
    subjects: Counts
    automated: int


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports received in the year and what became of them; ``answered`` are those settled in it."""

    received: int
    grounds: Counts
    outcomes: Counts
    open: int
    answered: Delays

    @property
    def illegal(self) -> int:
        return self.grounds.get(Ground.ILLEGAL, 0)


@dataclass(frozen=True, slots=True)
class Appeals:
    """Appeals made in the year; those decided in it, by outcome; those still open, some past their day."""

    made: int
    outcomes: Counts
    decided: Delays
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Year:
    """``texts``: new and changed texts that a moderator read, from their sending to the decision."""

    year: int
    until: ReadAt
    restrictions: Restrictions
    reports: Reports
    texts: Delays
    appeals: Appeals
    suspensions_declined: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What the Commission's format needs of a restricting decision, without a word that anybody wrote.

    ``content_day``: when the text was saved; of a person's name, the day of the decision, because the day on
    which somebody signed up is not public.
    """

    number: int
    measure: DecisionKind
    subject: SubjectKind
    ground: Ground | None
    law: str | None
    category: Category | None
    source: Source
    automated: bool
    illegal_notice: bool
    decided_on: date
    ends_on: date | None
    content_day: date
    language: str | None


def of_year(year: int) -> Year:
    """The whole report in five statements, of which each reads the year through an index on its moments."""
    return Year(
        year=year,
        until=now(),
        restrictions=_restrictions(year),
        reports=_reports(year),
        texts=delays(_texts(year), _fewest()),
        appeals=_appeals(year),
        suspensions_declined=_declined(year),
    )


def _fewest() -> int:
    return territory().settings["small_group"]


def _restrictions(year: int) -> Restrictions:
    subject = subject_column().label("subject")
    parts = (Decision.kind, Decision.ground, Decision.source, Decision.category, subject, Decision.automated)
    rows = db.session.execute(
        sa.select(*parts, sa.func.count())
        .where(Decision.kind.in_(RESTRICTING), within(Decision.decided_at, year))
        .group_by(*parts)
    )
    counts: list[Counter[Any]] = [Counter() for _ in parts]
    for *values, count in rows:
        for counter, value in zip(counts, values, strict=True):
            counter[value] += count
    measures, grounds, sources, categories, subjects, automated = counts
    return Restrictions(
        total=measures.total(),
        measures=measures,
        grounds=grounds,
        sources=sources,
        categories=categories,
        subjects=Counter({SubjectKind(name): count for name, count in subjects.items()}),
        automated=automated[True],
    )


def _reports(year: int) -> Reports:
    grounds: Counter[Ground] = Counter()
    outcomes: Counter[DecisionKind | None] = Counter()
    rows = db.session.execute(
        sa.select(Report.ground, Decision.kind, sa.func.count())
        .outerjoin(Decision, Decision.id == Report.decision_id)
        .where(within(Report.created_at, year))
        .group_by(Report.ground, Decision.kind)
    )
    for ground, kind, count in rows:
        grounds[ground] += count
        outcomes[kind] += count
    waiting = outcomes.pop(None, 0)
    return Reports(grounds.total(), grounds, outcomes, waiting, delays(_answered(year), _fewest()))


def _answered(year: int) -> Iterator[Span]:
    rows = db.session.execute(
        sa.select(Report.created_at, Report.due_at, Decision.decided_at)
        .join(Decision, Decision.id == Report.decision_id)
        .where(within(Decision.decided_at, year)),
        execution_options={"yield_per": CHUNK},
    )
    return ((begun, due, ended) for begun, due, ended in rows)


def _texts(year: int) -> Iterator[Span]:
    """A text is sent when its version was saved, or later, when its author submitted it.

    A comment's version has its own due time; a proposal's is due sooner or later as it waited unread or was
    published at once, which its journal tells: it was shown before anybody decided on it.
    """
    sent = (
        sa.select(sa.func.max(JournalEntry.at))
        .where(
            JournalEntry.subject_kind == "proposal",
            JournalEntry.subject_id == ProposalVersion.proposal_id,
            JournalEntry.event == "proposal.submitted",
            JournalEntry.at <= Decision.decided_at,
        )
        .scalar_subquery()
    )
    watched = sa.exists().where(
        JournalEntry.subject_kind == "proposal",
        JournalEntry.subject_id == ProposalVersion.proposal_id,
        JournalEntry.event.in_(SHOWN),
        JournalEntry.at.between(ProposalVersion.created_at, Decision.decided_at),
        JournalEntry.actor_id != Decision.decided_by_id,
    )
    proposals = (
        sa.select(
            ProposalVersion.created_at,
            sent,
            Decision.decided_at,
            sa.type_coerce(sa.null(), CommentVersion.due_at.type),
            sa.case((watched, "watch_days"), else_="proposal_review_days"),
        )
        .join(Decision, Decision.proposal_version_id == ProposalVersion.id)
        .where(within(Decision.decided_at, year))
    )
    comments = (
        sa.select(
            CommentVersion.created_at,
            CommentVersion.created_at,
            Decision.decided_at,
            CommentVersion.due_at,
            sa.literal("comment_review_days"),
        )
        .join(Decision, Decision.comment_version_id == CommentVersion.id)
        .where(within(Decision.decided_at, year))
    )
    rows = db.session.execute(proposals.union_all(comments), execution_options={"yield_per": CHUNK})
    for saved, submitted, ended, due_at, days in rows:
        begun = max(saved, submitted or saved)
        yield begun, due_at or after_working_days(begun, territory().settings[days]), ended


def _appeals(year: int) -> Appeals:
    """Appeals are few: one list of those made in the year, decided in it, or still open."""
    rows = db.session.execute(
        sa.select(
            within(Appeal.made_at, year), Appeal.made_at, Appeal.due_at, Appeal.decided_at, Appeal.outcome
        ).where(
            sa.or_(
                within(Appeal.made_at, year),
                within(Appeal.decided_at, year),
            )
        )
    ).all()
    ended = [
        (made_at, due_at, decided_at, outcome)
        for _, made_at, due_at, decided_at, outcome in rows
        if decided_at is not None and outcome is not None and local_day(decided_at).year == year
    ]
    waiting = [row[2] for row in rows if row[3] is None]
    outcomes = Counter(row[3] for row in ended)
    return Appeals(
        made=sum(1 for row in rows if row[0]),
        outcomes=outcomes,
        decided=delays((row[:3] for row in ended), _fewest()),
        open=len(waiting),
        overdue=sum(1 for due_at in waiting if due_at < now()),
    )


def _declined(year: int) -> int:
    """Suspensions that one moderator proposed and a second person declined."""
    statement = (
        sa.select(sa.func.count())
        .select_from(ProposedSuspension)
        .where(ProposedSuspension.decision_id.is_(None), within(ProposedSuspension.decided_at, year))
    )
    return int(db.session.scalar(statement) or 0)


def statements(year: int) -> Iterator[Statement]:
    """Every restricting decision of the year, the oldest first, as a stream. One statement."""
    illegal = sa.exists().where(Report.decision_id == Decision.id, Report.ground == Ground.ILLEGAL)
    rows = db.session.execute(
        sa.select(
            Decision,
            subject_column(),
            illegal,
            sa.func.coalesce(
                *(ProposalVersion.created_at, CommentVersion.created_at, Organisation.created_at),
                *(Offer.changed_at, PositionVersion.written_at, Position.changed_at),
            ),
            sa.func.coalesce(ProposalVersion.language, CommentVersion.language, Offer.language),
        )
        .outerjoin(
            ProposalVersion,
            (ProposalVersion.proposal_id == Decision.proposal_id)
            & (ProposalVersion.number == Decision.version),
        )
        .outerjoin(
            CommentVersion,
            (CommentVersion.comment_id == Decision.comment_id) & (CommentVersion.number == Decision.version),
        )
        .outerjoin(Organisation, Organisation.id == Decision.organisation_id)
        .outerjoin(Offer, Offer.id == Decision.offer_id)
        .outerjoin(Position, Position.id == Decision.position_id)
        .outerjoin(
            PositionVersion,
            (PositionVersion.position_id == Decision.position_id)
            & (PositionVersion.number == Decision.version),
        )
        .where(Decision.kind.in_(RESTRICTING), within(Decision.decided_at, year))
        .order_by(Decision.decided_at, Decision.id),
        execution_options={"yield_per": CHUNK},
    )
    return (_statement(*row) for row in rows)


def _statement(
    decision: Decision, subject: str, illegal: bool, saved_at: datetime | None, language: str | None
) -> Statement:
    return Statement(
        number=decision.id,
        measure=decision.kind,
        subject=SubjectKind(subject),
        ground=decision.ground,
        law=decision.law,
        category=decision.category,
        source=decision.source,
        automated=decision.automated,
        illegal_notice=bool(illegal),
        decided_on=local_day(decision.decided_at),
        ends_on=local_day(decision.ends_at) if decision.ends_at else None,
        content_day=local_day(saved_at or decision.decided_at),
        language=language,
    )
