"""One row for every text that search may find, kept in the deeds' own transactions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.db import Base


class SearchDocument(Base):
    """Folded and stemmed ``terms`` of one text in one language, with what filters need."""

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "language"),
        Index("ix_search_document_chantier", "chantier_number", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    terms: Mapped[str] = mapped_column(Text)
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"))
    changed_at: Mapped[datetime]
