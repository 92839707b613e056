"""The search table: rows for the deeds that keep it, conditions for the lists that ask it."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.kernel.text.analysis import terms
from consult.models.search import SearchDocument
from consult.rules.ranking import overlap_needed

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


def alike(
    kind: str, language: str, stems: list[str], chantier: int | None = None, newest: int | None = None
) -> sa.Subquery | None:
    """Things whose documents share enough of ``stems``: columns ``object_id`` and ``score``.

    None when there are too few stems to tell. ``chantier`` keeps the comparison inside one chantier,
    ``newest`` to so many documents, so that it costs the same at any size.
    """
    needed = overlap_needed(len(stems))
    if len(stems) < needed:
        return None
    score = sum((sa.case((_holds(stem), 1), else_=0) for stem in stems), sa.literal(0))
    conditions = [SearchDocument.kind == kind, SearchDocument.language == language]
    if chantier is not None:
        conditions.append(SearchDocument.chantier_number == chantier)
    if newest is not None:
        last = (
            sa.select(SearchDocument.id).where(*conditions).order_by(SearchDocument.id.desc()).limit(newest)
        )
        conditions = [SearchDocument.id.in_(sa.select(last.limit(newest).subquery().c.id))]
    scored = sa.select(SearchDocument.object_id, score.label("score")).where(*conditions).subquery()
    return sa.select(scored.c.object_id, scored.c.score).where(scored.c.score >= needed).subquery()
