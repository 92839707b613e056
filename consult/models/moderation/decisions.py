"""Immutable decisions on what people wrote or call themselves, and what they withheld."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.models.comments import Comment, CommentVersion
from consult.models.offers import Offer
from consult.models.organisations import Organisation
from consult.models.positions import Position
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.moderation import (
    Category,
    DecisionKind,
    Ground,
    Label,
    Source,
    Subject,
    SubjectKind,
    recorded,
)

SUBJECTS = ("proposal_id", "comment_id", "account_id", "organisation_id", "offer_id", "position_id")
EXACTLY_ONE = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in SUBJECTS) + " = 1"


class AboutSomething:
    """A row about exactly one proposal, comment, account, organisation, offer or position."""

    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"), index=True)
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"), index=True)

    @property
    def subject(self) -> Subject:
        kinds = {kind: getattr(self, f"{kind.value}_id") for kind in SubjectKind}
        return next(Subject(kind, number) for kind, number in kinds.items() if number is not None)


def about(subject: Subject) -> dict[str, int]:
    """The column of ``AboutSomething`` that names ``subject``."""
    return {f"{subject.kind.value}_id": subject.id}


class Decision(AboutSomething, Base):
    """A moderator's decision with its statement of reasons (DSA art. 17); a trigger forbids any change.

    ``reason`` and ``facts`` are in ``language``, the author's. ``version`` is the text's number that was
    decided on; ``proposal_version_id`` or ``comment_version_id`` is set when the decision reviews that
    version, and their unique keys admit one review a version. ``ends_at``: the time scope, None for good.
    """

    __tablename__ = "decision"
    conflicts = dict.fromkeys(
        ("uq_decision_proposal_version_id", "uq_decision_comment_version_id"),
        ("already_decided", N_("Another moderator has already decided on this version.")),
    )
    __table_args__ = (
        CheckConstraint(EXACTLY_ONE, name="one_subject"),
        CheckConstraint(
            "kind NOT IN ('return', 'label', 'hide', 'remove', 'merge', 'move', 'suspend')"
            " OR length(reason) > 0",
            name="restriction_has_reasons",
        ),
        CheckConstraint(
            "kind NOT IN ('return', 'label', 'hide', 'remove', 'suspend') OR ground IS NOT NULL",
            name="restriction_has_ground",
        ),
        CheckConstraint("(kind = 'merge') = (merged_into_id IS NOT NULL)", name="merge_has_target"),
        CheckConstraint(
            "(kind = 'move') = (moved_from IS NOT NULL) AND (kind = 'move') = (moved_to IS NOT NULL)",
            name="move_has_both_ends",
        ),
        CheckConstraint("kind <> 'suspend' OR ends_at IS NOT NULL", name="suspension_ends"),
        UniqueConstraint("proposal_version_id"),
        UniqueConstraint("comment_version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DecisionKind] = mapped_column(enum_type(DecisionKind, "kind"))
    proposal_version_id: Mapped[int | None] = mapped_column(ForeignKey("proposal_version.id"))
    comment_version_id: Mapped[int | None] = mapped_column(ForeignKey("comment_version.id"))
    version: Mapped[int | None]
    ground: Mapped[Ground | None] = mapped_column(enum_type(Ground, "ground"))
    law: Mapped[str | None] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8))
    category: Mapped[Category | None] = mapped_column(enum_type(Category, "category"))
    label: Mapped[Label | None] = mapped_column(enum_type(Label, "label"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    moved_from: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    moved_to: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    ends_at: Mapped[datetime | None]
    source: Mapped[Source] = mapped_column(enum_type(Source, "source"))
    automated: Mapped[bool] = mapped_column(default=False)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(index=True)

    proposal: Mapped[Proposal | None] = relationship(foreign_keys="Decision.proposal_id", lazy="raise")
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(foreign_keys="Decision.account_id", lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    offer: Mapped[Offer | None] = relationship(lazy="raise")
    position: Mapped[Position | None] = relationship(lazy="raise")
    merged_into: Mapped[Proposal | None] = relationship(foreign_keys=[merged_into_id], lazy="raise")
    proposal_version: Mapped[ProposalVersion | None] = relationship(lazy="raise")
    comment_version: Mapped[CommentVersion | None] = relationship(lazy="raise")

    @property
    def recorded(self) -> str:
        """What was done, in words to translate."""
        return recorded(self.kind, self.subject.kind)


class WithheldName(Base):
    """What somebody called themselves until a decision replaced it, so that an appeal can bring it back.

    ``about`` is the organisation's description. Cleared when the decision can no longer be contested.
    """

    __tablename__ = "withheld_name"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(100))
    about: Mapped[str] = mapped_column(Text, default="")
    withheld_at: Mapped[datetime] = mapped_column(index=True)
    restored_at: Mapped[datetime | None]
