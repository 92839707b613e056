"""The outbox: what must leave the house after a deed's commit."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, Json, enum_type


class OutboxStatus(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class OutboxItem(Base):
    """One event for one person; ids only, the text is rendered at sending after checking visibility.

    Exactly one of ``account_id``, ``councillor_id`` and ``report_id`` (a reporter who gave an address)
    receives it. ``deduplication`` makes an event
    reach a person once.
    """

    __tablename__ = "outbox_item"
    __table_args__ = (
        UniqueConstraint("deduplication"),
        Index("ix_outbox_item_due", "status", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    councillor_id: Mapped[int | None] = mapped_column(
        ForeignKey("councillor.id", ondelete="CASCADE"), index=True
    )
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), index=True)
    ids: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    deduplication: Mapped[str] = mapped_column(String(160))
    status: Mapped[OutboxStatus] = mapped_column(
        enum_type(OutboxStatus, "status"), default=OutboxStatus.WAITING
    )
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(200))
