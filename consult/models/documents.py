"""Minutes as PDF: made by the worker, kept with the digest of the record that they were made from."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base, enum_type
from consult.rules.documents import DocumentStatus


class Document(Base):
    """The minutes of one ballot or one sitting in one language.

    ``record_sha256`` tells whether the file still says what the record says. At ``due_at`` a worker may take
    the row: at once, after a pause, or when an older claim has run out.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("(ballot_id IS NULL) <> (sitting_id IS NULL)", name="one_subject"),
        UniqueConstraint("ballot_id", "language"),
        UniqueConstraint("sitting_id", "language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"))
    language: Mapped[str] = mapped_column(String(8))
    status: Mapped[DocumentStatus] = mapped_column(enum_type(DocumentStatus, "status"), index=True)
    record_sha256: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(200))
