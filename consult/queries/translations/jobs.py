"""What a machine shall translate: found among the newest versions, taken by due time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.translations import Translation, TranslationJob
from consult.queries.conditions import public, public_comment
from consult.queries.translations.rows import key_of
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, JobStatus, TranslationState

VERSIONS: dict[SubjectKind, type[ProposalVersion] | type[CommentVersion]] = {
    SubjectKind.PROPOSAL: ProposalVersion,
    SubjectKind.COMMENT: CommentVersion,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A version that nobody has translated to ``language`` yet."""

    subject: Subject
    version: int
    language: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """A shown version as it is read now; ``title`` belongs to proposals."""

    title: str | None
    body: str
    language: str


def newest(kind: SubjectKind) -> int:
    """The highest id among the versions of that kind; 0 without any."""
    return db.session.scalar(sa.select(sa.func.max(VERSIONS[kind].id))) or 0


def lacking(kind: SubjectKind, language: str, above: int, upto: int) -> list[Wanted]:
    """Among the versions with ids in (above, upto]: those shown to everybody, not written in ``language``,
    without a shown full translation to it, and without a job that is not dropped. The newest first.

    All else is asked of each version of the window by its key: a planner that began with the texts would
    read all of them.
    """
    version = VERSIONS[kind]
    about = getattr(version, f"{kind.value}_id")
    statement = sa.select(about, version.number).where(
        version.id > above,
        version.id <= upto,
        _public(kind, language).exists(),
        ~_any(Translation, kind, language).where(_shown()).exists(),
        ~_any(TranslationJob, kind, language).where(_standing()).exists(),
    )
    rows = db.session.execute(statement.order_by(version.id.desc()))
    return [Wanted(Subject(kind, number), shown_number, language) for number, shown_number in rows]


def _public(kind: SubjectKind, language: str) -> sa.Select[Any]:
    """The text of a version that everybody reads now, in another language than ``language``."""
    if kind is SubjectKind.PROPOSAL:
        return sa.select(Proposal.id).where(
            Proposal.id == ProposalVersion.proposal_id,
            Proposal.shown_version == ProposalVersion.number,
            Proposal.language != language,
            public(),
        )
    return (
        sa.select(Comment.id)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(
            Comment.id == CommentVersion.comment_id,
            Comment.version == CommentVersion.number,
            Comment.language != language,
            public_comment(),
            public(),
        )
    )


def _any(model: type[Translation] | type[TranslationJob], kind: SubjectKind, language: str) -> sa.Select[Any]:
    """Rows of ``model`` to ``language`` about a version."""
    version = VERSIONS[kind]
    return sa.select(model.id).where(
        getattr(model, f"{kind.value}_id") == getattr(version, f"{kind.value}_id"),
        model.version == version.number,
        model.language == language,
    )


def _shown() -> sa.ColumnElement[bool]:
    return sa.and_(Translation.state == TranslationState.SHOWN, Translation.extent == Extent.FULL)


def _standing() -> sa.ColumnElement[bool]:
    return TranslationJob.status != JobStatus.DROPPED


def add(wanted: Sequence[Wanted], moment: datetime) -> None:
    """A job for each; one that was dropped begins anew, one that another worker added meanwhile stays."""
    if not wanted:
        return
    fresh = {"status": JobStatus.WAITING, "due_at": moment, "attempts": 0, "problem": None}
    nobody = {"proposal_id": None, "comment_id": None}
    rows = [
        nobody | key_of(one.subject) | {"version": one.version, "language": one.language, "asked_at": moment}
        for one in wanted
    ]
    db.session.execute(insert_new(TranslationJob), [row | fresh for row in rows])
    for kind in {one.subject.kind for one in wanted}:
        ids = {one.subject.id for one in wanted if one.subject.kind is kind}
        db.session.execute(_dropped(kind, ids).values(**fresh))


def _dropped(kind: SubjectKind, ids: Collection[int]) -> sa.Update:
    """Of the version that is shown now, since older ones are dropped for good."""
    text = Proposal if kind is SubjectKind.PROPOSAL else Comment
    shown = Proposal.shown_version if kind is SubjectKind.PROPOSAL else Comment.version
    about = getattr(TranslationJob, f"{kind.value}_id")
    version = sa.select(shown).where(text.id == about).scalar_subquery()
    return (
        sa.update(TranslationJob)
        .where(about.in_(ids), TranslationJob.status == JobStatus.DROPPED, TranslationJob.version == version)
        .execution_options(synchronize_session=False)
    )


def waiting(most: int) -> int:
    """How many jobs wait, counted no further than ``most``."""
    some = sa.select(TranslationJob.id).where(TranslationJob.status == JobStatus.WAITING).limit(most)
    return db.session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


def _due(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(TranslationJob.status == JobStatus.WAITING, TranslationJob.due_at <= moment)


def anything_due(moment: datetime) -> bool:
    """Whether a claim would find a job; takes no lock."""
    return db.session.scalar(sa.select(TranslationJob.id).where(_due(moment)).limit(1)) is not None


def next_due_locked(moment: datetime) -> TranslationJob | None:
    """The job that has been due longest; another worker's row is skipped."""
    return db.session.scalar(
        sa.select(TranslationJob)
        .where(_due(moment))
        .order_by(TranslationJob.due_at, TranslationJob.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def claimed(job_id: int, due_at: datetime) -> TranslationJob | None:
    """The job, locked, if the claim that ends at ``due_at`` still holds."""
    return db.session.scalar(
        sa.select(TranslationJob)
        .where(
            TranslationJob.id == job_id,
            TranslationJob.due_at == due_at,
            TranslationJob.status == JobStatus.WAITING,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def source(subject: Subject, version: int) -> ShownText | None:
    """The text, if everybody reads that version of it now; no lock."""
    if subject.kind is SubjectKind.PROPOSAL:
        row = db.session.execute(
            sa.select(Proposal.title, Proposal.body, Proposal.language).where(
                Proposal.id == subject.id, Proposal.shown_version == version, public()
            )
        ).one_or_none()
        return ShownText(row.title, row.body, row.language) if row else None
    found = db.session.execute(
        sa.select(Comment.body, Comment.language)
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.id == subject.id, Comment.version == version, public_comment(), public())
    ).one_or_none()
    return ShownText(None, found.body, found.language) if found else None
