"""Organisations: public profiles that several people keep, each acting as themselves on its behalf."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.models.accounts import Account
from consult.rules.participation import OrganisationKind


class Organisation(Base):
    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_type(OrganisationKind, "kind"))
    about: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    website: Mapped[str | None] = mapped_column(String(200))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), index=True)
    origin: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]

    keepers: Mapped[list["Keeper"]] = relationship(back_populates="organisation", lazy="raise")


class Keeper(Base):
    """Somebody who may act on behalf of an organisation until ``ended_at``."""

    __tablename__ = "keeper"
    __table_args__ = (
        Index(
            "uq_keeper_active",
            "organisation_id",
            "account_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="keepers", lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise")


class KeeperInvitation(Base):
    """An address asked to keep an organisation; whether an account has it shows only to its owner."""

    __tablename__ = "keeper_invitation"
    __table_args__ = (
        Index(
            "uq_keeper_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    invited_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
