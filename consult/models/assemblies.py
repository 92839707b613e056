"""Assemblies, councillors and seats: who may vote, apart from how one signs in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Localised, enum_type
from consult.models.territory import Commune


class AssemblyKind(StrEnum):
    MUNICIPAL = "municipal"
    METROPOLITAN = "metropolitan"
    PARTNER = "partner"


class Assembly(Base):
    """A council; ``profile`` names its rule set, ``seats_total`` the seats the law gives it."""

    __tablename__ = "assembly"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[AssemblyKind] = mapped_column(enum_type(AssemblyKind, "kind"))
    name: Mapped[Localised]
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), unique=True)
    profile: Mapped[str] = mapped_column(String(20))
    seats_total: Mapped[int]

    commune: Mapped[Commune | None] = relationship(lazy="raise")
    seats: Mapped[list["Seat"]] = relationship(back_populates="assembly", lazy="raise")


class Councillor(Base):
    """The public holder of mandates; outlives the account that may have claimed it."""

    __tablename__ = "councillor"

    id: Mapped[int] = mapped_column(primary_key=True)
    family_name: Mapped[str] = mapped_column(String(60), index=True)
    given_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), unique=True)

    seats: Mapped[list["Seat"]] = relationship(back_populates="councillor", lazy="raise")

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Seat(Base):
    """A mandate in an assembly from ``starts_on`` to ``ends_on``, both included; the seat votes.

    Who ``leads_group`` is sent the signed checkpoints of the ballots in which the seat votes.
    """

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("assembly_id", "councillor_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    councillor_id: Mapped[int] = mapped_column(ForeignKey("councillor.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    function: Mapped[str | None] = mapped_column(String(80))
    political_group: Mapped[str | None] = mapped_column(String(80))
    leads_group: Mapped[bool] = mapped_column(default=False)

    assembly: Mapped[Assembly] = relationship(back_populates="seats", lazy="raise")
    councillor: Mapped[Councillor] = relationship(back_populates="seats", lazy="raise")


class ClaimCode(Base):
    """A one-time code, mailed or printed, by which somebody claims a councillor record; kept as SHA-256."""

    __tablename__ = "claim_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    councillor_id: Mapped[int] = mapped_column(ForeignKey("councillor.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SeatFile(Base):
    """A list of seats that a clerk has uploaded and looks at before it is applied; cleared after a day."""

    __tablename__ = "seat_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    applied_at: Mapped[datetime | None]
