"""Everything that search may find, kept in the deeds' own transactions, and the words it is made of."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.db import Base, enum_type
from consult.rules.search import AuthorKind, SearchKind


class SearchEntry(Base):
    """One public thing that can be found, with what filters and the order of results need.

    ``key`` is what its address is made of, ``object_id`` its row's number where it has one, ``parent_id`` the
    proposal that a comment or an answer stands under. ``language`` is the one it was written in, null for
    what exists in all of them. ``title_terms`` and ``text_terms`` (the title's among them) hold the terms of
    all its texts; triggers keep ``search_index`` beside them. ``learned``: its words are in ``search_word``.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_search_entry_object", "kind", "object_id"),
        Index("ix_search_entry_chantier", "chantier_number", "kind", "object_id"),
        Index("ix_search_entry_score", "score", "id"),
        Index("ix_search_entry_learned", "learned", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SearchKind] = mapped_column(enum_type(SearchKind, "kind"))
    key: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(index=True)
    language: Mapped[str | None] = mapped_column(String(8))
    chantier_number: Mapped[int | None] = mapped_column(ForeignKey("chantier.number"))
    commune_insee: Mapped[str | None] = mapped_column(ForeignKey("commune.insee"))
    status: Mapped[str | None] = mapped_column(String(32))
    author_kind: Mapped[AuthorKind] = mapped_column(enum_type(AuthorKind, "author_kind"))
    happened_at: Mapped[datetime | None]
    score: Mapped[int]
    title_terms: Mapped[str] = mapped_column(Text)
    text_terms: Mapped[str] = mapped_column(Text)
    learned: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]

    texts: Mapped[list["SearchText"]] = relationship(
        back_populates="entry", cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )


class SearchText(Base):
    """The same thing in one language; ``terms`` are its folded stems in their order, ``translated`` when this
    is not what its author wrote."""

    __tablename__ = "search_text"
    __table_args__ = (UniqueConstraint("entry_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entry.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    terms: Mapped[str] = mapped_column(Text)
    translated: Mapped[bool] = mapped_column(default=False)

    entry: Mapped[SearchEntry] = relationship(back_populates="texts", lazy="raise")


class SearchWord(Base):
    """A folded word that some public text has held; search looks here for what a mistyped one may mean."""

    __tablename__ = "search_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(60), unique=True)


class SearchTrigram(Base):
    """Three letters in a row of a word that is marked off by a blank on either side."""

    __tablename__ = "search_trigram"

    gram: Mapped[str] = mapped_column(String(3), primary_key=True)
    word_id: Mapped[int] = mapped_column(ForeignKey("search_word.id", ondelete="CASCADE"), primary_key=True)
