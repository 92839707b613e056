"""Meetings with their venues, the people registered and waiting, and the proposals that came of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.clock import local_day
from consult.kernel.db import Base, Json, Localised, enum_type
from consult.kernel.messages import N_
from consult.models.accounts import Account
from consult.models.programme import Action, Chantier
from consult.models.territory import City, Commune, Place
from consult.rules.events import (
    Audience,
    EventKind,
    EventStatus,
    Fixture,
    RegistrationStatus,
    Spot,
    Terms,
    VenueKind,
    has_begun,
    is_over,
)
from consult.rules.permissions import Facts
from consult.rules.programme import Precision


class Event(Base):
    """A meeting. ``starts_at`` and ``ends_at`` are its moments, or both None while only days are known:
    then ``precision`` says how exactly ``starts_on`` and ``ends_on`` are meant, and nobody can register.

    ``chantier_number`` None: it belongs to all. ``uid`` and ``sequence`` are iCalendar's (RFC 5545, 3.8.4.7
    and 3.8.7.4): the number grows with each change of time, place or status. ``revision`` guards against lost
    updates. ``next_ticket`` numbers the registrations in the order in which they came.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_moments"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="moments_in_order"),
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("starts_at IS NOT NULL OR NOT registration", name="registration_needs_time"),
        Index("ix_event_coming", "status", "ends_on", "id"),
        Index("ix_event_chantier", "chantier_number", "status", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[EventKind] = mapped_column(enum_type(EventKind, "kind"))
    status: Mapped[EventStatus] = mapped_column(enum_type(EventStatus, "status"))
    audience: Mapped[Audience] = mapped_column(enum_type(Audience, "audience"), default=Audience.EVERYBODY)
    title: Mapped[Localised]
    summary: Mapped[Localised]
    host: Mapped[Localised]
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    precision: Mapped[Precision] = mapped_column(enum_type(Precision, "precision"), default=Precision.DAY)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    interpreting: Mapped[list[str]] = mapped_column(Json, default=list)
    access_note: Mapped[Localised] = mapped_column(default=dict)
    registration: Mapped[bool] = mapped_column(default=False)
    registration_until: Mapped[datetime | None]
    next_ticket: Mapped[int] = mapped_column(default=1)
    cancellation: Mapped[Localised] = mapped_column(default=dict)
    cancelled_at: Mapped[datetime | None]
    report: Mapped[Localised] = mapped_column(default=dict)
    reported_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    chantier: Mapped[Chantier | None] = relationship(lazy="raise")
    action: Mapped[Action | None] = relationship(lazy="raise")
    venues: Mapped[list["Venue"]] = relationship(
        back_populates="event", order_by="Venue.position", cascade="all, delete-orphan", lazy="raise"
    )

    @property
    def facts(self) -> Facts:
        """What the permission table may know."""
        return Facts(chantier=self.chantier_number)

    def has_begun(self, moment: datetime) -> bool:
        """Whether it is under way or over at ``moment``."""
        return has_begun(self.starts_at, self.starts_on, moment, local_day(moment))

    def is_over(self, moment: datetime) -> bool:
        """Whether it has ended at ``moment``."""
        return is_over(self.ends_at, self.ends_on, moment, local_day(moment))

    @property
    def terms(self) -> Terms:
        """What decides who may register."""
        return Terms(self.status, self.audience, self.registration, self.starts_at, self.registration_until)

    @property
    def fixture(self) -> Fixture:
        """When and where it is; its venues must be loaded."""
        return Fixture(
            self.status,
            self.precision,
            self.starts_on,
            self.ends_on,
            self.starts_at,
            self.ends_at,
            tuple(venue.spot for venue in self.venues),
        )


class Venue(Base):
    """A room or an online address of an event. ``capacity`` None: as many as come.

    ``registered`` and ``waiting`` are kept in the transaction of each registration; the database itself
    refuses one person more than ``capacity``.
    """

    __tablename__ = "venue"
    conflicts = {"ck_venue_not_overbooked": ("full", N_("There is no place left."))}
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR registered <= capacity", name="not_overbooked"),
        CheckConstraint("registered >= 0 AND waiting >= 0", name="counts"),
        CheckConstraint("(kind = 'online') = (url IS NOT NULL)", name="online_has_address"),
        UniqueConstraint("event_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[VenueKind] = mapped_column(enum_type(VenueKind, "kind"))
    name: Mapped[Localised]
    address: Mapped[str] = mapped_column(String(200), default="")
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    city_key: Mapped[str | None] = mapped_column(ForeignKey("city.key"))
    url: Mapped[str | None] = mapped_column(String(300))
    capacity: Mapped[int | None]
    registered: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(back_populates="venues", lazy="raise")
    commune: Mapped[Commune | None] = relationship(lazy="raise")
    place: Mapped[Place | None] = relationship(lazy="raise")
    city: Mapped[City | None] = relationship(lazy="raise")

    @property
    def spot(self) -> Spot:
        """Where it is, as a calendar tells it."""
        name = tuple(sorted(self.name.items()))
        return Spot(self.kind, name, self.address, self.commune_insee, self.place_id, self.city_key, self.url)


class Registration(Base):
    """A person at a venue of an event, once; ``ticket`` orders the waiting list, the lowest first."""

    __tablename__ = "registration"
    conflicts = {
        "uq_registration_event_id_account_id": (
            "already_registered",
            N_("You are already registered for this event."),
        )
    }
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        UniqueConstraint("event_id", "ticket"),
        Index("ix_registration_line", "venue_id", "status", "ticket"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    status: Mapped[RegistrationStatus] = mapped_column(enum_type(RegistrationStatus, "status"))
    ticket: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    moved_up_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    account: Mapped[Account] = relationship(lazy="raise")


class EventProposal(Base):
    """The proposals that a meeting produced or treated, as its report says."""

    __tablename__ = "event_proposal"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    linked_at: Mapped[datetime]
