"""Ambitions, chantiers, orientations, phases and actions: the metropolitan project itself."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Localised, enum_type
from consult.models.territory import Commune, Place
from consult.rules.programme import ActionKind, ActionStatus, Part, PhaseKind, Precision


class Ambition(Base):
    __tablename__ = "ambition"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Localised]
    summary: Mapped[Localised]
    colour: Mapped[str] = mapped_column(String(20))

    chantiers: Mapped[list["Chantier"]] = relationship(
        back_populates="ambition", order_by="Chantier.number", lazy="raise"
    )


class Chantier(Base):
    __tablename__ = "chantier"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ambition_number: Mapped[int] = mapped_column(ForeignKey("ambition.number"), index=True)
    name: Mapped[Localised]
    subtitle: Mapped[Localised]
    question: Mapped[Localised]
    introduction: Mapped[Localised]
    revision: Mapped[int] = mapped_column(default=1)
    process_revision: Mapped[int] = mapped_column(default=1)

    ambition: Mapped[Ambition] = relationship(back_populates="chantiers", lazy="raise")
    orientations: Mapped[list["Orientation"]] = relationship(
        back_populates="chantier", order_by="Orientation.position", lazy="raise"
    )
    phases: Mapped[list["Phase"]] = relationship(
        back_populates="chantier", order_by="Phase.starts_on", lazy="raise"
    )


class Orientation(Base):
    """A titled group of actions inside a chantier."""

    __tablename__ = "orientation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    chantier_number: Mapped[int] = mapped_column(ForeignKey("chantier.number"), index=True)
    position: Mapped[int]
    title: Mapped[Localised]

    chantier: Mapped[Chantier] = relationship(back_populates="orientations", lazy="raise")


class Phase(Base):
    """A step of a chantier's process; without ``ends_on`` it is open-ended."""

    __tablename__ = "phase"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    chantier_number: Mapped[int] = mapped_column(ForeignKey("chantier.number"), index=True)
    kind: Mapped[PhaseKind] = mapped_column(enum_type(PhaseKind, "kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    note: Mapped[Localised]

    chantier: Mapped[Chantier] = relationship(back_populates="phases", lazy="raise")


action_commune = Table(
    "action_commune",
    Base.metadata,
    Column("action_id", ForeignKey("action.id", ondelete="CASCADE"), primary_key=True),
    Column("commune_insee", ForeignKey("commune.insee"), primary_key=True, index=True),
)
action_place = Table(
    "action_place",
    Base.metadata,
    Column("action_id", ForeignKey("action.id", ondelete="CASCADE"), primary_key=True),
    Column("place_id", ForeignKey("place.id"), primary_key=True, index=True),
)
action_chantier = Table(
    "action_chantier",
    Base.metadata,
    Column("action_id", ForeignKey("action.id", ondelete="CASCADE"), primary_key=True),
    Column("chantier_number", ForeignKey("chantier.number"), primary_key=True, index=True),
    comment="other chantiers that an action serves besides its own",
)


class Action(Base):
    """A measure, event or partner project of the programme; dates are as precise as ``precision`` says."""

    __tablename__ = "action"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    chantier_number: Mapped[int] = mapped_column(ForeignKey("chantier.number"), index=True)
    orientation_id: Mapped[int] = mapped_column(ForeignKey("orientation.id"), index=True)
    position: Mapped[int]
    kind: Mapped[ActionKind] = mapped_column(enum_type(ActionKind, "kind"))
    title: Mapped[Localised]
    summary: Mapped[Localised]
    precision: Mapped[Precision] = mapped_column(enum_type(Precision, "precision"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    hundred_days: Mapped[bool]
    area: Mapped[str | None] = mapped_column(String(40))
    lead: Mapped[Localised]
    part: Mapped[Part] = mapped_column(enum_type(Part, "part"))
    partners: Mapped[list[dict[str, str]]]
    status: Mapped[ActionStatus] = mapped_column(enum_type(ActionStatus, "status"))
    revision: Mapped[int] = mapped_column(default=1)

    chantier: Mapped[Chantier] = relationship(lazy="raise")
    orientation: Mapped[Orientation] = relationship(lazy="raise")
    communes: Mapped[list[Commune]] = relationship(
        secondary=action_commune, order_by=Commune.name, lazy="raise"
    )
    places: Mapped[list[Place]] = relationship(secondary=action_place, order_by=Place.key, lazy="raise")
    also: Mapped[list[Chantier]] = relationship(
        secondary=action_chantier, order_by=Chantier.number, lazy="raise"
    )
    updates: Mapped[list["ActionUpdate"]] = relationship(
        back_populates="action", order_by="ActionUpdate.id", lazy="raise"
    )


class ActionUpdate(Base):
    """A dated step in an action's status; the first row says that it was announced."""

    __tablename__ = "action_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id", ondelete="CASCADE"), index=True)
    status: Mapped[ActionStatus] = mapped_column(enum_type(ActionStatus, "status"))
    note: Mapped[Localised]
    happened_on: Mapped[date]
    recorded_at: Mapped[datetime]

    action: Mapped[Action] = relationship(back_populates="updates", lazy="raise")
