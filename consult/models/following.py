"""Who follows what, and how far each person's digest has come."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, BigId, enum_type
from consult.rules.following import Pace


class Follow(Base):
    """A person follows one chantier, proposal or commune."""

    __tablename__ = "follow"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN chantier_number IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN commune_insee IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
        UniqueConstraint("account_id", "chantier_number"),
        UniqueConstraint("account_id", "proposal_id"),
        UniqueConstraint("account_id", "commune_insee"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), index=True)
    since: Mapped[datetime]


class Digest(Base):
    """How often a follower wants to hear, and the last journal entry they have heard of."""

    __tablename__ = "digest"
    __table_args__ = (Index("ix_digest_due", "pace", "made_at", "account_id"),)

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    pace: Mapped[Pace] = mapped_column(enum_type(Pace, "pace"), default=Pace.WEEKLY)
    through_id: Mapped[int] = mapped_column(BigId, default=0)
    made_at: Mapped[datetime]
