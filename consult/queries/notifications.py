"""The outbox as deeds fill it and the worker empties it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.notifications import OutboxItem, OutboxStatus


def owe(rows: list[dict[str, Any]]) -> None:
    """Add outbox rows in one statement; what is already owed, by its deduplication, stays as it is."""
    if rows:
        db.session.execute(insert_new(OutboxItem), rows)


def _due(now: datetime, claims_before: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(OutboxItem.status == OutboxStatus.WAITING, OutboxItem.due_at <= now),
        sa.and_(OutboxItem.status == OutboxStatus.CLAIMED, OutboxItem.claimed_at <= claims_before),
    )


def anything_due(now: datetime, claims_before: datetime) -> bool:
    """Whether a claim would find something; takes no lock."""
    return db.session.scalar(sa.select(OutboxItem.id).where(_due(now, claims_before)).limit(1)) is not None


def delayed(due_before: datetime) -> bool:
    """Whether a letter waits that was tried in vain, or that nobody has tried since ``due_before``."""
    late = sa.or_(OutboxItem.attempts > 0, OutboxItem.due_at <= due_before)
    waits = sa.select(OutboxItem.id).where(OutboxItem.status == OutboxStatus.WAITING, late)
    return db.session.scalar(waits.limit(1)) is not None


def due_locked(now: datetime, claims_before: datetime, limit: int) -> list[OutboxItem]:
    """At most ``limit`` rows to send, the longest due first, locked; another worker's rows are skipped."""
    return list(
        db.session.scalars(
            sa.select(OutboxItem)
            .where(_due(now, claims_before))
            .order_by(OutboxItem.due_at, OutboxItem.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def claimed(item_ids: Iterable[int], claimed_at: datetime) -> list[OutboxItem]:
    """Those of the rows that are still ours: claimed at exactly that moment."""
    return list(
        db.session.scalars(
            sa.select(OutboxItem)
            .where(
                OutboxItem.id.in_(list(item_ids)),
                OutboxItem.status == OutboxStatus.CLAIMED,
                OutboxItem.claimed_at == claimed_at,
            )
            .order_by(OutboxItem.id)
            .with_for_update()
        )
    )
