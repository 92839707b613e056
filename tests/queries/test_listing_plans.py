"""The public lists and the queue read from the indexes that were made for them, on both databases."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now, today
from consult.kernel.db import db, dialect_name
from consult.queries import moderation
from consult.queries.moderation.waiting import Filters as Waiting
from consult.queries.proposals.listing import Filters, listing
from consult.rules.moderation import QueueKind
from consult.rules.ranking import ListOrder
from tests.factories import proposals


def plans(work) -> str:  # type: ignore[no-untyped-def]
    """How the database goes about every SELECT of ``work``; PostgreSQL told not to read whole tables."""
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        asked.append((statement, parameters))

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
    explain = "EXPLAIN" if dialect_name() == "postgresql" else "EXPLAIN QUERY PLAN"
    connection = db.session.connection()
    if dialect_name() == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_sort = off")
    selects = [(text, values) for text, values in asked if text.startswith("SELECT")]
    rows = [
        row for text, values in selects for row in connection.exec_driver_sql(f"{explain} {text}", values)
    ]
    return "\n".join(str(row) for row in rows)


@pytest.mark.parametrize(
    ("order", "index"),
    [
        (ListOrder.RANDOM, "ix_proposal_random"),
        (ListOrder.NEWEST, "ix_proposal_newest"),
        (ListOrder.SUPPORTED, "ix_proposal_supported"),
        (ListOrder.DISCUSSED, "ix_proposal_discussed"),
    ],
)
def test_each_order_has_its_index(app: Flask, order: ListOrder, index: str) -> None:
    proposals.published()
    assert index in plans(lambda: listing(Filters(), order, None, today()))


@pytest.mark.parametrize("kind", [QueueKind.NEW_COMMENT, QueueKind.WATCHED_COMMENT])
def test_the_queue_looks_only_at_what_waits(app: Flask, kind: QueueKind) -> None:
    found = plans(lambda: moderation.queue(SYSTEM, Waiting(kind=kind), now()))
    assert "ix_comment_version_waiting" in found


def test_the_queue_never_begins_with_all_comments(app: Flask) -> None:
    """SQLite did, for the parts whose index is empty: it keeps no statistics of those."""
    found = plans(lambda: moderation.queue(SYSTEM, Waiting(kind=QueueKind.LANGUAGE), now()))
    assert "SCAN comment'" not in found
