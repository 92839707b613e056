"""Reports and immutable decisions on what people wrote."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.kernel.messages import N_
from consult.models.comments import Comment
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.moderation import DecisionKind, Ground, Source

EXACTLY_ONE = "(proposal_id IS NULL) <> (comment_id IS NULL)"


class Decision(Base):
    """A moderator's decision on a proposal's version or on a comment; a trigger forbids any change.

    ``reason`` and ``facts`` are in ``language``, the author's. ``proposal_version_id`` is set when the
    decision reviews a submitted version, and its unique key admits one review a version.
    """

    __tablename__ = "decision"
    conflicts = {
        "uq_decision_proposal_version_id": (
            "already_decided",
            N_("Another moderator has already decided on this version."),
        )
    }
    __table_args__ = (
        CheckConstraint(EXACTLY_ONE, name="one_subject"),
        CheckConstraint(
            "kind NOT IN ('return', 'hide', 'remove') OR (ground IS NOT NULL AND length(reason) > 0)",
            name="restriction_has_reasons",
        ),
        UniqueConstraint("proposal_version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DecisionKind] = mapped_column(enum_type(DecisionKind, "kind"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    proposal_version_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_version.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    ground: Mapped[Ground | None] = mapped_column(enum_type(Ground, "ground"))
    reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    source: Mapped[Source] = mapped_column(enum_type(Source, "source"))
    automated: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]

    proposal: Mapped[Proposal | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    version: Mapped[ProposalVersion | None] = relationship(lazy="raise")


class Report(Base):
    """A notice that a text breaks the rules; one a person and text.

    ``reporter_key`` is ``account:<id>`` or, signed out, ``address:<keyed hash>``. ``decision_id`` is the
    outcome once there is one.
    """

    __tablename__ = "report"
    conflicts = dict.fromkeys(
        ("uq_report_proposal_id_reporter_key", "uq_report_comment_id_reporter_key"),
        ("already_reported", N_("You have already reported this.")),
    )
    __table_args__ = (
        CheckConstraint(EXACTLY_ONE, name="one_subject"),
        UniqueConstraint("proposal_id", "reporter_key"),
        UniqueConstraint("comment_id", "reporter_key"),
        Index("ix_report_open", "decision_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    ground: Mapped[Ground] = mapped_column(enum_type(Ground, "ground"))
    explanation: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reporter_key: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))

    proposal: Mapped[Proposal | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
