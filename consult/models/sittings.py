"""Meetings of an assembly: agenda, presence, proxies, recusals, and requests for another way of voting."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Json, Localised, enum_type
from consult.kernel.messages import N_
from consult.models.assemblies import Assembly, Seat
from consult.models.proposals import Proposal
from consult.rules.sittings import ItemState, Movement, ProxyEnd, ProxyState, SittingState, Source
from consult.rules.voting import Majority, Mode

ACTIVE = text("state = 'active'")


class Sitting(Base):
    """One meeting of one assembly. ``first_id`` is the sitting that failed for want of a quorum, if any.

    ``profile`` is the assembly's rule set, frozen when the members are convened. ``room_code`` is shown in
    the room while the sitting is open; ``attendance_size`` is the newest number of the attendance list.
    """

    __tablename__ = "sitting"
    conflicts = {
        "uq_sitting_first_id": (
            "already_reconvened",
            N_("This sitting has already been convened for a second time."),
        )
    }
    __table_args__ = (
        Index(
            "uq_sitting_first_id",
            "first_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assembly.id"), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    profile: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    urgent: Mapped[bool] = mapped_column(default=False)
    recalls_rule: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SittingState] = mapped_column(enum_type(SittingState, "state"))
    president_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    room_code: Mapped[str | None] = mapped_column(String(12))
    attendance_size: Mapped[int] = mapped_column(default=0)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    convened_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship(lazy="raise")
    president: Mapped[Seat | None] = relationship(lazy="raise")
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="sitting", order_by="AgendaItem.position, AgendaItem.id", lazy="raise"
    )


class AgendaItem(Base):
    """A point of the agenda. ``question`` is empty when nothing is voted on.

    ``first_id`` is the same item of the first sitting, after a second convocation. When its discussion opens,
    the quorum is kept in ``quorum`` (see ``rules.sittings.quorum_figures``), and ``attendance_mark`` is the
    newest number of the attendance list at that moment.
    """

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    first_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    position: Mapped[int]
    title: Mapped[Localised]
    question: Mapped[Localised]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    appointment: Mapped[bool] = mapped_column(default=False)
    majority: Mapped[Majority] = mapped_column(enum_type(Majority, "majority"), default=Majority.simple)
    state: Mapped[ItemState] = mapped_column(enum_type(ItemState, "state"), default=ItemState.WAITING)
    attendance_mark: Mapped[int | None]
    quorum: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    sitting: Mapped[Sitting] = relationship(back_populates="items", lazy="raise")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise")


class Attendance(Base):
    """One arrival or departure; the list only grows, a mistake is mended by its opposite."""

    __tablename__ = "attendance"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    movement: Mapped[Movement] = mapped_column(enum_type(Movement, "movement"))
    source: Mapped[Source] = mapped_column(enum_type(Source, "source"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    moved_at: Mapped[datetime]


class Proxy(Base):
    """A written power for one sitting: the holder votes for the grantor (CGCT L2121-20).

    ``sittings_left`` counts this sitting; when the next one is convened, a proxy with more than one left is
    carried over as a row of its own, unless it was revoked. ``document_sha256`` (hex) identifies the paper.
    """

    __tablename__ = "proxy"
    conflicts = {
        "uq_proxy_grantor": (
            "proxy_already_given",
            N_("This member has already given a proxy for this sitting."),
        ),
        "uq_proxy_holder": (
            "proxy_holder_taken",
            N_("This member already holds a proxy for this sitting."),
        ),
    }
    __table_args__ = (
        CheckConstraint("grantor_seat_id <> holder_seat_id", name="not_to_oneself"),
        CheckConstraint("sittings_left >= 1", name="sittings_left"),
        Index(
            "uq_proxy_grantor",
            "sitting_id",
            "grantor_seat_id",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
        Index(
            "uq_proxy_holder",
            "sitting_id",
            "holder_seat_id",
            unique=True,
            sqlite_where=ACTIVE,
            postgresql_where=ACTIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    grantor_seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    holder_seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    source: Mapped[Source] = mapped_column(enum_type(Source, "source"))
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    sittings_left: Mapped[int] = mapped_column(default=1)
    illness: Mapped[bool] = mapped_column(default=False)
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("proxy.id"))
    state: Mapped[ProxyState] = mapped_column(enum_type(ProxyState, "state"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end: Mapped[ProxyEnd | None] = mapped_column("end_cause", enum_type(ProxyEnd, "end_cause"))

    grantor: Mapped[Seat] = relationship(foreign_keys=[grantor_seat_id], lazy="raise")
    holder: Mapped[Seat] = relationship(foreign_keys=[holder_seat_id], lazy="raise")


class Recusal(Base):
    """A member with an interest in the item, in the room or not, who steps back for it."""

    __tablename__ = "recusal"
    conflicts = {"pk_recusal": ("already_recused", N_("This member has already stepped back for this item."))}

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True, index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recused_at: Mapped[datetime]


class ModeRequest(Base):
    """A member present asks for a public or a secret vote on the item (CGCT L2121-21)."""

    __tablename__ = "mode_request"
    __table_args__ = (CheckConstraint("mode <> 'ordinary'", name="not_ordinary"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True, index=True)
    mode: Mapped[Mode] = mapped_column(enum_type(Mode, "mode"), primary_key=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime]
