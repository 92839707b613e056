"""The outbox as the worker claims it."""

from collections.abc import Iterable

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.notifications import OutboxItem


def known_deduplications(names: Iterable[str]) -> set[str]:
    """Those of ``names`` that the outbox already holds, asked in groups of 500."""
    wanted = list(names)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        found.update(
            db.session.scalars(
                sa.select(OutboxItem.deduplication).where(
                    OutboxItem.deduplication.in_(wanted[start : start + 500])
                )
            )
        )
    return found
