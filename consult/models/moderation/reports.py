"""Notices that something breaks the rules, and appeals against what was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.kernel.messages import N_
from consult.models.comments import Comment
from consult.models.moderation.decisions import EXACTLY_ONE, SUBJECTS, AboutSomething, Decision
from consult.models.positions import Position
from consult.models.proposals import Proposal
from consult.rules.moderation import AppealBy, AppealOutcome, Ground


class Report(AboutSomething, Base):
    """A notice that a text or name breaks the rules; one a person and thing.

    ``reporter_key`` is ``account:<id>`` or, signed out, ``address:<keyed hash>``; ``code`` opens the receipt.
    ``law``, ``notifier_name``, ``notifier_email``, ``good_faith``: the fuller form for illegal content (DSA
    art. 16(2)). ``reader_language``: what the reporter reads. ``decision_id``: the outcome once there is one;
    ``closed_at``: what was reported went with its author, so that nothing is left to decide.
    """

    __tablename__ = "report"
    conflicts = {
        f"uq_report_{name}_reporter_key": ("already_reported", N_("You have already reported this."))
        for name in SUBJECTS
    }
    __table_args__ = (
        CheckConstraint(EXACTLY_ONE, name="one_subject"),
        *(UniqueConstraint(name, "reporter_key") for name in SUBJECTS),
        Index("ix_report_open", "decision_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    ground: Mapped[Ground] = mapped_column(enum_type(Ground, "ground"))
    explanation: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    law: Mapped[str | None] = mapped_column(String(200))
    notifier_name: Mapped[str | None] = mapped_column(String(100))
    notifier_email: Mapped[str | None] = mapped_column(String(254))
    good_faith: Mapped[bool] = mapped_column(default=False)
    reader_language: Mapped[str] = mapped_column(String(8))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reporter_key: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    closed_at: Mapped[datetime | None]

    proposal: Mapped[Proposal | None] = relationship(lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    position: Mapped[Position | None] = relationship(lazy="raise")
    decision: Mapped[Decision | None] = relationship(lazy="raise")


class Appeal(Base):
    """Somebody contests a decision, once, in words; decided by another person within the time of the charter.

    ``account_id`` is the author's or reporter's; ``report_id`` names the reporter's notice. ``reason`` is in
    ``reason_language``, the appellant's; ``outcome_id`` the decision that took the place of the first.
    """

    __tablename__ = "appeal"
    conflicts = dict.fromkeys(
        ("uq_appeal_decision_id_account_id", "uq_appeal_decision_id_report_id"),
        ("already_contested", N_("You have contested this decision already.")),
    )
    __table_args__ = (
        CheckConstraint("account_id IS NOT NULL OR report_id IS NOT NULL", name="somebody"),
        CheckConstraint("(made_by = 'reporter') = (report_id IS NOT NULL)", name="reporter_has_report"),
        CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decided_by_id IS NULL)"
            " AND (outcome IS NULL OR length(reason) > 0)",
            name="outcome_whole",
        ),
        CheckConstraint("outcome <> 'upheld' OR outcome_id IS NULL", name="upheld_changes_nothing"),
        UniqueConstraint("decision_id", "account_id"),
        UniqueConstraint("decision_id", "report_id"),
        Index("ix_appeal_open", "outcome", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    made_by: Mapped[AppealBy] = mapped_column(enum_type(AppealBy, "made_by"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[AppealOutcome | None] = mapped_column(enum_type(AppealOutcome, "outcome"))
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_language: Mapped[str] = mapped_column(String(8))
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    decision: Mapped[Decision] = relationship(foreign_keys=[decision_id], lazy="raise")
    changed_by: Mapped[Decision | None] = relationship(foreign_keys=[outcome_id], lazy="raise")
    report: Mapped[Report | None] = relationship(lazy="raise")
