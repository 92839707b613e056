"""The journal: one append-only table that is audit log and public timeline."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, BigId, Json


class JournalEntry(Base):
    """Who did what to which thing: ids and facts, never texts, names or addresses."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        Index("ix_journal_entry_subject", "subject_kind", "subject_id", "id"),
        Index("ix_journal_entry_event", "event", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    event: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(BigId)
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
