"""What moderators arrange among themselves: who has an item, who is tied to whom, what two must agree on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.rules.moderation import Category, Ground, Mode, SubjectKind


class ModerationMode(Base):
    """How one kind of text is published in one chantier, where that differs from the house's default."""

    __tablename__ = "moderation_mode"

    chantier_number: Mapped[int] = mapped_column(ForeignKey("chantier.number"), primary_key=True)
    kind: Mapped[SubjectKind] = mapped_column(enum_type(SubjectKind, "kind"), primary_key=True)
    mode: Mapped[Mode] = mapped_column(enum_type(Mode, "mode"))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_at: Mapped[datetime]


class Taken(Base):
    """A moderator has this item before them; others see it. Whoever decides first decides all the same."""

    __tablename__ = "taken"

    subject_kind: Mapped[SubjectKind] = mapped_column(
        enum_type(SubjectKind, "subject_kind"), primary_key=True
    )
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]

    account: Mapped[Account] = relationship(lazy="raise")


class DeclaredTie(Base):
    """A moderator says that they are close to a person or an organisation, whose texts others decide on."""

    __tablename__ = "declared_tie"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name="one_other"),
        CheckConstraint("person_id IS NULL OR person_id <> account_id", name="not_oneself"),
        UniqueConstraint("account_id", "person_id"),
        UniqueConstraint("account_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    declared_at: Mapped[datetime]


class ProposedSuspension(Base):
    """One moderator asks for a suspension; it holds once a second person confirms it (charter: four eyes)."""

    __tablename__ = "proposed_suspension"
    conflicts = {
        "uq_proposed_suspension_open": (
            "suspension_proposed",
            N_("A suspension of this account has been proposed already."),
        )
    }
    __table_args__ = (
        CheckConstraint("decided_by_id <> proposed_by_id", name="second_person"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_whole"),
        CheckConstraint("decision_id IS NULL OR decided_at IS NOT NULL", name="confirmed_decided"),
        Index(
            "uq_proposed_suspension_open",
            "account_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    days: Mapped[int]
    ground: Mapped[Ground] = mapped_column(enum_type(Ground, "ground"))
    law: Mapped[str | None] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    category: Mapped[Category] = mapped_column(enum_type(Category, "category"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
