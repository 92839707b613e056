"""Calls for volunteers on actions, and what people offer in reply, to a call or to a proposal."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Localised, enum_type
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.models.programme import Action
from consult.models.proposals import Proposal
from consult.rules.lifecycle import Visibility
from consult.rules.offers import OfferKind, OfferStatus
from consult.rules.permissions import Facts


class Call(Base):
    """An action looks for volunteers until ``open_until`` (included), or until it is closed."""

    __tablename__ = "call"
    __table_args__ = (CheckConstraint("wanted IS NULL OR wanted > 0", name="wanted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    title: Mapped[Localised]
    text: Mapped[Localised]
    wanted: Mapped[int | None]
    open_until: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)

    action: Mapped[Action] = relationship(lazy="raise")

    @property
    def facts(self) -> Facts:
        """With its action loaded; a call is the administration's own."""
        return Facts(chantier=self.action.chantier_number)


class Offer(Base):
    """What one person brings to one call or proposal, once a kind.

    ``text`` and ``reply`` are read by the offering person, the owner and, once reported, by moderators; the
    public sees counts, and the name only with ``named``, the person's consent.
    """

    __tablename__ = "offer"
    conflicts = dict.fromkeys(
        ("uq_offer_call_id_account_id_kind", "uq_offer_proposal_id_account_id_kind"),
        ("already_offered", N_("You have already offered this here.")),
    )
    __table_args__ = (
        CheckConstraint("(call_id IS NULL) <> (proposal_id IS NULL)", name="one_thing"),
        UniqueConstraint("call_id", "account_id", "kind"),
        UniqueConstraint("proposal_id", "account_id", "kind"),
        Index("ix_offer_call_status", "call_id", "status"),
        Index("ix_offer_proposal_status", "proposal_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id", ondelete="CASCADE"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[OfferKind] = mapped_column(enum_type(OfferKind, "kind"))
    status: Mapped[OfferStatus] = mapped_column(enum_type(OfferStatus, "status"))
    visibility: Mapped[Visibility] = mapped_column(
        enum_type(Visibility, "visibility"), default=Visibility.VISIBLE
    )
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    named: Mapped[bool] = mapped_column(default=False)
    reply: Mapped[str] = mapped_column(Text, default="")
    reply_language: Mapped[str | None] = mapped_column(String(8))
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replied_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    call: Mapped[Call | None] = relationship(lazy="raise")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id], lazy="raise")

    @property
    def facts(self) -> Facts:
        """What moderation may know of it; its proposal, or its call with the action, loaded with it."""
        return Facts(author_id=self.account_id, chantier=self.about.chantier, visibility=self.visibility)

    @property
    def about(self) -> Facts:
        """Of what the help is offered to, with proposal, or call and action, loaded."""
        thing = self.call or self.proposal
        assert thing is not None
        return thing.facts
