"""Papers, ballots, rolls, votes and the log: what is needed so that a count can be checked."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, Json, Localised, enum_type
from consult.kernel.messages import N_
from consult.models.assemblies import Assembly
from consult.models.proposals import Proposal
from consult.models.sittings import AgendaItem
from consult.rules.lifecycle import Visibility
from consult.rules.voting import BallotKind, BallotState, Choice, Mode, Outcome


class Paper(Base):
    """Ballots that open and close together, so that a councillor answers them on one page."""

    __tablename__ = "paper"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="times_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[Localised]
    introduction: Mapped[Localised]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]

    ballots: Mapped[list["Ballot"]] = relationship(
        back_populates="paper", order_by="Ballot.position", lazy="raise"
    )


class Ballot(Base):
    """One question. Its rules and text are frozen and hashed when it is scheduled.

    ``proposal_title`` is the proposal's title in each language, frozen and hashed with the question.
    ``assembly_id`` is null when all councillors vote; ``agenda_item_id`` is set exactly in a sitting, where
    the clerk closes by hand and ``closes_at`` is null. ``log_head`` is the chain's newest SHA-256 (hex),
    ``cast_count`` the number of seats that have voted, ``figures`` the result once closed.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="times_in_order"),
        CheckConstraint("(kind = 'sitting') = (agenda_item_id IS NOT NULL)", name="sitting_has_item"),
        CheckConstraint("kind = 'sitting' OR closes_at IS NOT NULL", name="opinion_has_end"),
        Index(
            "uq_ballot_running",
            "proposal_id",
            unique=True,
            sqlite_where=text(
                "state IN ('scheduled', 'open', 'suspended', 'closed') AND assembly_id IS NULL"
            ),
            postgresql_where=text(
                "state IN ('scheduled', 'open', 'suspended', 'closed') AND assembly_id IS NULL"
            ),
        ),
        Index(
            "uq_ballot_running_item",
            "agenda_item_id",
            unique=True,
            sqlite_where=text("state IN ('scheduled', 'open', 'suspended', 'closed')"),
            postgresql_where=text("state IN ('scheduled', 'open', 'suspended', 'closed')"),
        ),
        Index("ix_ballot_due", "state", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    kind: Mapped[BallotKind] = mapped_column(enum_type(BallotKind, "kind"))
    mode: Mapped[Mode] = mapped_column(enum_type(Mode, "mode"))
    assembly_id: Mapped[int | None] = mapped_column(ForeignKey("assembly.id"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    question: Mapped[Localised]
    proposal_title: Mapped[Localised]
    question_sha256: Mapped[str | None] = mapped_column(String(64))
    rules: Mapped[dict[str, Any]] = mapped_column(Json)
    rules_sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[BallotState] = mapped_column(enum_type(BallotState, "state"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), unique=True)
    roll_taken_at: Mapped[datetime | None]
    roll_size: Mapped[int] = mapped_column(default=0)
    cast_count: Mapped[int] = mapped_column(default=0)
    log_size: Mapped[int] = mapped_column(default=0)
    log_head: Mapped[str] = mapped_column(String(64), default="0" * 64)
    closed_at: Mapped[datetime | None]
    proclaimed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome, "outcome"))
    figures: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    annulment_reason: Mapped[str | None] = mapped_column(Text)
    annulment_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    paper: Mapped[Paper | None] = relationship(back_populates="ballots", lazy="raise")
    proposal: Mapped[Proposal | None] = relationship(lazy="raise")
    assembly: Mapped[Assembly | None] = relationship(lazy="raise")
    agenda_item: Mapped[AgendaItem | None] = relationship(lazy="raise")


class RollEntry(Base):
    """A seat entitled to vote, with name and commune as they stood when the roll was taken."""

    __tablename__ = "roll_entry"
    __table_args__ = (Index("ix_roll_entry_commune", "ballot_id", "commune_insee"),)

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True, index=True)
    family_name: Mapped[str] = mapped_column(String(60))
    given_name: Mapped[str] = mapped_column(String(60))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"))


class Vote(Base):
    """A seat's current vote; the key admits one, triggers refuse any write while the ballot is not open.

    ``nonce`` (hex, 256 bits) hides the choice in the log until the ballot is closed and opened.
    ``cast_by_seat_id`` is the proxy's holder, null for one's own voice; ``entered_by_id`` the clerk who
    entered the vote by hand.
    """

    __tablename__ = "vote"
    conflicts = {"pk_vote": ("already_voted", N_("A vote for this seat has already been counted."))}
    __table_args__ = (
        ForeignKeyConstraint(["ballot_id", "seat_id"], ["roll_entry.ballot_id", "roll_entry.seat_id"]),
        CheckConstraint("version >= 1", name="version"),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(primary_key=True)
    choice: Mapped[Choice] = mapped_column(enum_type(Choice, "choice"))
    nonce: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    cast_by_seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    log_index: Mapped[int]
    cast_at: Mapped[datetime]


class VoteReason(Base):
    """A councillor's public reason; apart from the vote, so that moderation can withhold its words."""

    __tablename__ = "vote_reason"
    __table_args__ = (
        ForeignKeyConstraint(["ballot_id", "seat_id"], ["roll_entry.ballot_id", "roll_entry.seat_id"]),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    salt: Mapped[str] = mapped_column(String(64))
    visibility: Mapped[Visibility] = mapped_column(
        enum_type(Visibility, "visibility"), default=Visibility.VISIBLE
    )


class BallotLogEntry(Base):
    """One event of a ballot: a canonical JSON body and the chain's head after it; never changed.

    ``client_token`` makes the same submission give the same receipt; ``nonce`` belongs to that receipt.
    Neither is part of the public body.
    """

    __tablename__ = "ballot_log_entry"
    __table_args__ = (UniqueConstraint("ballot_id", "client_token"),)

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(Text)
    head: Mapped[str] = mapped_column(String(64))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    client_token: Mapped[str | None] = mapped_column(String(64))
    nonce: Mapped[str | None] = mapped_column(String(64))
    logged_at: Mapped[datetime]


class Checkpoint(Base):
    """The head of a ballot's log at one size, signed (Ed25519, hex); older ones expose a rewritten log."""

    __tablename__ = "checkpoint"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    head: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(128))
