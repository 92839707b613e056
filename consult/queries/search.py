"""The search table: rows for the deeds that keep it, conditions for the lists that ask it."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.kernel.text.analysis import terms
from consult.models.search import SearchDocument

MOST_WORDS = 8
MOST_SIGNS = 200


def document(kind: str, object_id: int, language: str) -> SearchDocument | None:
    """The row of one text in one language."""
    return db.session.scalar(
        sa.select(SearchDocument).where(
            SearchDocument.kind == kind,
            SearchDocument.object_id == object_id,
            SearchDocument.language == language,
        )
    )


def forget(kind: str, object_id: int) -> None:
    """Delete the rows of one thing in every language."""
    db.session.execute(
        sa.delete(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.object_id == object_id)
    )


def mentions(kind: str, object_id: sa.SQLColumnExpression[int], text: str) -> sa.ColumnElement[bool]:
    """True where the thing's document holds every word of ``text`` as a whole stem, in its own language.

    At most eight words count; a text without any word finds nothing.
    """
    branches = []
    for language in territory().text_languages:
        stems = list(dict.fromkeys(terms(text[:MOST_SIGNS], language).split()))[:MOST_WORDS]
        if stems:
            branches.append(sa.and_(SearchDocument.language == language, *map(_holds, stems)))
    if not branches:
        return sa.false()
    return sa.exists().where(
        SearchDocument.kind == kind, SearchDocument.object_id == object_id, sa.or_(*branches)
    )


def _holds(stem: str) -> sa.ColumnElement[bool]:
    padded = sa.literal(" ") + SearchDocument.terms + sa.literal(" ")
    return padded.contains(f" {stem} ", autoescape=True)


def newest(kind: str, chantier: int | None, count: int) -> sa.Subquery:
    """``object_id``, ``language``, ``terms`` of the ``count`` newest documents, maybe of one chantier.

    It costs the same at any size: each order is that of an index, read from its end.
    """
    statement = sa.select(SearchDocument.object_id, SearchDocument.language, SearchDocument.terms).where(
        SearchDocument.kind == kind
    )
    if chantier is None:
        statement = statement.order_by(SearchDocument.object_id.desc())
    else:
        statement = statement.where(SearchDocument.chantier_number == chantier)
        statement = statement.order_by(SearchDocument.id.desc())
    return statement.limit(count).subquery()
