"""Translations of what people write, who asked for them, and what a machine still has to do."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.rules.translations import Extent, JobStatus, Origin, TranslationState

ONE_TEXT = "(proposal_id IS NULL) <> (comment_id IS NULL)"


class Translation(Base):
    """A version of a proposal or comment in another ``language``; stale once another version is shown.

    ``title`` belongs to proposals. A text erased or discarded takes its translations along. ``translator_id``
    is null for a machine, whose name is ``provider``, and for people who left; ``thanked``: the translator
    wants to be named. ``reviewed_at``: when a person approved or refused it; ``note`` says why not, in the
    translator's language.
    """

    __tablename__ = "translation"
    conflicts = {
        "uq_translation_shown_proposal": (
            "already_translated",
            N_("Somebody accepted another translation at the same moment. Please look again."),
        ),
        "uq_translation_shown_comment": (
            "already_translated",
            N_("Somebody accepted another translation at the same moment. Please look again."),
        ),
    }
    __table_args__ = (
        CheckConstraint(ONE_TEXT, name="one_text"),
        CheckConstraint("(title IS NOT NULL) = (proposal_id IS NOT NULL)", name="title_of_proposal"),
        CheckConstraint("extent = 'full' OR proposal_id IS NOT NULL", name="summary_of_proposal"),
        CheckConstraint("(origin = 'machine') = (provider IS NOT NULL)", name="machine_has_name"),
        CheckConstraint(
            "origin = 'machine' OR state = 'proposed' OR reviewed_at IS NOT NULL", name="people_are_reviewed"
        ),
        ForeignKeyConstraint(
            ["proposal_id", "version"],
            ["proposal_version.proposal_id", "proposal_version.number"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["comment_id", "version"],
            ["comment_version.comment_id", "comment_version.number"],
            ondelete="CASCADE",
        ),
        *(
            Index(
                f"uq_translation_shown_{kind}",
                f"{kind}_id",
                "language",
                "version",
                "extent",
                unique=True,
                sqlite_where=text("state = 'shown'"),
                postgresql_where=text("state = 'shown'"),
            )
            for kind in ("proposal", "comment")
        ),
        Index("ix_translation_review", "state", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    extent: Mapped[Extent] = mapped_column(enum_type(Extent, "extent"), default=Extent.FULL)
    title: Mapped[str | None] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    origin: Mapped[Origin] = mapped_column(enum_type(Origin, "origin"))
    state: Mapped[TranslationState] = mapped_column(enum_type(TranslationState, "state"))
    translator_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    thanked: Mapped[bool] = mapped_column(default=False)
    provider: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(Text)

    proposal: Mapped[Proposal | None] = relationship(lazy="raise", foreign_keys=[proposal_id])
    comment: Mapped[Comment | None] = relationship(lazy="raise", foreign_keys=[comment_id])
    translator: Mapped[Account | None] = relationship(foreign_keys=[translator_id], lazy="raise")


class TranslationRequest(Base):
    """Somebody wishes to read a text in ``language``; they are told once when it can be read."""

    __tablename__ = "translation_request"
    __table_args__ = (
        CheckConstraint(ONE_TEXT, name="one_text"),
        Unique("proposal_id", "language", "account_id"),
        Unique("comment_id", "language", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]


class TranslationSegment(Base):
    """A paragraph that a person has translated or approved: what the memory gives again before any machine.

    It lives and vanishes with its translation. ``source_sha256``: of the paragraph, UTF-8, stripped.
    """

    __tablename__ = "translation_segment"
    __table_args__ = (Index("ix_translation_segment_source", "source_sha256", "source_language", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    translation_id: Mapped[int] = mapped_column(ForeignKey("translation.id", ondelete="CASCADE"), index=True)
    source_language: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    source_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)


class TranslationJob(Base):
    """A version that a machine shall translate. At ``due_at`` a worker may take the row: at once, after a
    pause, or when an older claim has run out."""

    __tablename__ = "translation_job"
    __table_args__ = (
        CheckConstraint(ONE_TEXT, name="one_text"),
        Unique("proposal_id", "version", "language"),
        Unique("comment_id", "version", "language"),
        Index("ix_translation_job_due", "status", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    status: Mapped[JobStatus] = mapped_column(enum_type(JobStatus, "status"), default=JobStatus.WAITING)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(200))
    asked_at: Mapped[datetime]


class OutsideService(Base):
    """How a service beyond our walls does; after some ``failures`` in a row it rests until ``open_until``."""

    __tablename__ = "outside_service"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200))
    changed_at: Mapped[datetime]
