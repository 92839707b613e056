"""Proposals, their versions, supports, official answers and the actions that came of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Localised, enum_type
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.models.organisations import Organisation
from consult.models.programme import Action, Chantier
from consult.models.territory import Commune
from consult.rules.lifecycle import LISTED_STATES, ProposalKind, ProposalState, Review, Visibility
from consult.rules.moderation import Label
from consult.rules.participation import Channel, Outcome
from consult.rules.permissions import Facts

#: What stands in the public lists, word for word as ``queries.conditions.listed`` asks it: only then do the
#: databases read a list from an index of nothing else.
LISTED = text(
    "state IN ({}) AND visibility = '{}'".format(
        ", ".join(f"'{state}'" for state in sorted(LISTED_STATES)), Visibility.VISIBLE
    )
)
SUBMITTED = text(f"state = '{ProposalState.SUBMITTED}'")


def _index_of_listed(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=LISTED, postgresql_where=LISTED)


class Proposal(Base):
    """An idea, need or solution attached to a chantier.

    ``title``, ``body`` and ``language`` repeat the shown version (the newest accepted one, or the draft)
    so that lists need one table. ``random_key`` (0 to 2**31 - 1) places it on the circle that the day's
    seed cuts open. ``cost_euros`` is the author's estimate; ``need_id`` the need that a solution meets.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("support_count >= 0", name="support_count"),
        CheckConstraint("comment_count >= 0", name="comment_count"),
        CheckConstraint("cost_euros IS NULL OR cost_euros >= 0", name="cost"),
        CheckConstraint("channel = 'online' OR entered_by_id IS NOT NULL", name="on_behalf"),
        CheckConstraint("need_id IS NULL OR (kind = 'solution' AND need_id <> id)", name="solution_of_need"),
        _index_of_listed("ix_proposal_newest", "published_at", "id"),
        _index_of_listed("ix_proposal_supported", "support_count", "id"),
        _index_of_listed("ix_proposal_discussed", "comment_count", "id"),
        _index_of_listed("ix_proposal_random", "random_key", "id"),
        _index_of_listed("ix_proposal_chantier", "chantier_number", "state"),
        Index("ix_proposal_submitted", "submitted_at", sqlite_where=SUBMITTED, postgresql_where=SUBMITTED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chantier_number: Mapped[int] = mapped_column(ForeignKey("chantier.number"))
    kind: Mapped[ProposalKind] = mapped_column(enum_type(ProposalKind, "kind"))
    state: Mapped[ProposalState] = mapped_column(enum_type(ProposalState, "state"))
    visibility: Mapped[Visibility] = mapped_column(
        enum_type(Visibility, "visibility"), default=Visibility.VISIBLE
    )
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), index=True)
    place_note: Mapped[str | None] = mapped_column(String(120))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    cost_euros: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel"), default=Channel.ONLINE)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    behalf_name: Mapped[str | None] = mapped_column(String(60))
    receipt_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    review_due_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None] = mapped_column(index=True)
    shown_version: Mapped[int] = mapped_column(default=1)
    newest_version: Mapped[int] = mapped_column(default=1)
    support_count: Mapped[int] = mapped_column(default=0)
    neighbour_support_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    random_key: Mapped[int]
    label: Mapped[Label | None] = mapped_column(enum_type(Label, "label"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)

    chantier: Mapped[Chantier] = relationship(lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    author: Mapped[Account | None] = relationship(foreign_keys=[author_id], lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    versions: Mapped[list["ProposalVersion"]] = relationship(
        back_populates="proposal", order_by="ProposalVersion.number", lazy="raise"
    )
    answers: Mapped[list["Answer"]] = relationship(
        back_populates="proposal", order_by="Answer.number", lazy="raise"
    )
    merged_into: Mapped["Proposal | None"] = relationship(
        foreign_keys=[merged_into_id], remote_side="Proposal.id", lazy="raise"
    )
    need: Mapped["Proposal | None"] = relationship(
        foreign_keys=[need_id], remote_side="Proposal.id", lazy="raise"
    )
    co_authors: Mapped[list["CoAuthor"]] = relationship(
        primaryjoin="and_(Proposal.id == CoAuthor.proposal_id, CoAuthor.refused_at.is_(None))",
        order_by="CoAuthor.since, CoAuthor.account_id",
        viewonly=True,
        lazy="raise",
    )

    @property
    def facts(self) -> Facts:
        return Facts(
            author_id=self.author_id,
            organisation_id=self.organisation_id,
            entered_by_id=self.entered_by_id,
            chantier=self.chantier_number,
            state=self.state,
            visibility=self.visibility,
            published=self.published_at is not None,
        )


class ProposalVersion(Base):
    """A text as somebody saved it. A draft's only version may still change; every later one never does.

    ``language_doubt`` is what the text seems to be written in, where its author said otherwise.
    """

    __tablename__ = "proposal_version"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        Index("ix_proposal_version_review", "review", "created_at"),
        Index(
            "ix_proposal_version_doubt",
            "proposal_id",
            sqlite_where=text("language_doubt IS NOT NULL"),
            postgresql_where=text("language_doubt IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    review: Mapped[Review] = mapped_column(enum_type(Review, "review"), default=Review.PENDING)
    language_doubt: Mapped[str | None] = mapped_column(String(8))

    proposal: Mapped[Proposal] = relationship(back_populates="versions", lazy="raise")


class Support(Base):
    """One person backing one proposal; the key makes a second one impossible.

    ``via_merge``: counted here because the person backs a proposal that was merged into this one.
    """

    __tablename__ = "support"
    conflicts = {"pk_support": ("already_supported", N_("You already support this proposal."))}

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    neighbour: Mapped[bool]
    via_merge: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class CoAuthor(Base):
    """The author of a proposal that was merged into this one, until they refuse or the merge is undone."""

    __tablename__ = "co_author"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    since: Mapped[datetime]
    refused_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")


class Answer(Base):
    """A version of the administration's answer; an interim one says when the full one comes."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("proposal_id", "number"),
        CheckConstraint("(outcome IS NULL) <> (full_answer_on IS NULL)", name="full_or_interim"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    number: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, "outcome"))
    reasons: Mapped[Localised]
    next_steps: Mapped[Localised]
    in_charge: Mapped[Localised]
    full_answer_on: Mapped[date | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship(back_populates="answers", lazy="raise")


class ProposalAction(Base):
    """The link of a promise: this action carries that proposal out."""

    __tablename__ = "proposal_action"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), primary_key=True, index=True)
    linked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    linked_at: Mapped[datetime]

    action: Mapped[Action] = relationship(lazy="raise")


class FollowUp(Base):
    """A dated step on the way from the answer to the result, in the administration's words."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    note: Mapped[Localised]
    happened_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
