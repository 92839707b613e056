"""The search tables: rows for the deeds that keep them, conditions for the lists that ask them."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.kernel.text.analysis import terms
from consult.models.search import SearchEntry, SearchText, SearchTrigram, SearchWord
from consult.rules.search import SearchKind

MOST_WORDS = 8
MOST_SIGNS = 200


def entry(kind: SearchKind, key: str) -> SearchEntry | None:
    """The row of one thing, with its texts."""
    return db.session.scalar(
        sa.select(SearchEntry)
        .where(SearchEntry.kind == kind, SearchEntry.key == key)
        .options(selectinload(SearchEntry.texts))
    )


def forget(kind: SearchKind, key: str) -> None:
    """Delete the row of one thing; its texts go with it."""
    db.session.execute(sa.delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.key == key))


def mentions(kind: SearchKind, object_id: sa.SQLColumnExpression[int], text: str) -> sa.ColumnElement[bool]:
    """True where the thing's text holds every word of ``text`` as a whole stem, in one of its languages.

    At most eight words count; a text without any word finds nothing.
    """
    branches = []
    for language in territory().text_languages:
        stems = list(dict.fromkeys(terms(text[:MOST_SIGNS], language).split()))[:MOST_WORDS]
        if stems:
            branches.append(sa.and_(SearchText.language == language, *map(_holds, stems)))
    if not branches:
        return sa.false()
    return sa.exists().where(
        SearchEntry.kind == kind,
        SearchEntry.object_id == object_id,
        SearchText.entry_id == SearchEntry.id,
        sa.or_(*branches),
    )


def _holds(stem: str) -> sa.ColumnElement[bool]:
    padded = sa.literal(" ") + SearchText.terms + sa.literal(" ")
    return padded.contains(f" {stem} ", autoescape=True)


def newest(kind: SearchKind, chantier: int | None, count: int) -> sa.Subquery:
    """``object_id``, ``language``, ``terms`` of the ``count`` newest texts as written, maybe of a chantier.

    It costs the same at any size: each order is that of an index, read from its end.
    """
    statement = (
        sa.select(SearchEntry.object_id, SearchText.language, SearchText.terms)
        .join(
            SearchText,
            sa.and_(SearchText.entry_id == SearchEntry.id, SearchText.language == SearchEntry.language),
        )
        .where(SearchEntry.kind == kind)
    )
    if chantier is not None:
        statement = statement.where(SearchEntry.chantier_number == chantier)
    return statement.order_by(SearchEntry.object_id.desc()).limit(count).subquery()


def empty() -> None:
    """Forget everything that can be found, and every word."""
    for model in (SearchTrigram, SearchWord, SearchText, SearchEntry):
        db.session.execute(sa.delete(model))


def count() -> int:
    """How many things can be found."""
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) or 0)
