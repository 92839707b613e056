"""Both databases' full text indexes are asked here; see ``models.triggers`` for what they are."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from consult.kernel.db import db, dialect_name
from consult.models.search import SearchEntry
from consult.queries.search.asking import question
from consult.queries.search.nodes import Node, fts5, tsquery
from consult.rules.search import SearchKind

SMALL_ANSWERS = (("enable_seqscan", "off"), ("jit", "off"), ("max_parallel_workers_per_gather", "0"))
#: ``entry_id`` is PostgreSQL's name for what SQLite calls ``rowid``.
INDEX = sa.table(
    "search_index",
    sa.column("rowid", sa.Integer),
    sa.column("entry_id", sa.Integer),
    sa.column("title_terms"),
    sa.column("text_terms"),
)


def entries_with(node: Node, *, title: bool = False) -> sa.Select[int]:
    """The ids of entries whose texts, or titles, hold what the tree says."""
    column = "title_terms" if title else "text_terms"
    if dialect_name() == "sqlite":
        wanted = sa.literal(f"{column} : {fts5(node)}")
        return sa.select(INDEX.c.rowid).where(sa.literal_column("search_index").op("MATCH")(wanted))
    wanted_there = sa.cast(sa.literal(tsquery(node)), TSQUERY)
    return sa.select(INDEX.c.entry_id).where(INDEX.c[column].op("@@")(wanted_there))


def prefer_indexes() -> None:
    """For this transaction PostgreSQL reads by indexes and by itself: it expects far more to be found than
    there is, and would start helpers and compilers for it. One statement there, none on SQLite."""
    if dialect_name() == "postgresql":
        settings = (sa.func.set_config(name, value, True) for name, value in SMALL_ANSWERS)
        db.session.execute(sa.select(*settings))


def mentions(kind: SearchKind, object_id: sa.SQLColumnExpression[int], text: str) -> sa.ColumnElement[bool]:
    """True where the thing is found with ``text``; a text without any word finds nothing."""
    asked = question(text)
    if asked is None:
        return sa.false()
    return object_id.in_(
        sa.select(SearchEntry.object_id).where(
            SearchEntry.kind == kind, SearchEntry.id.in_(entries_with(asked.node))
        )
    )
