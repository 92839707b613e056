"""How long the queues of the worker are, as operators watch them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.documents import Document
from consult.models.notifications import OutboxItem
from consult.models.translations import TranslationJob

#: Counted no further: who watches needs to know that it is too many, not how many.
MOST = 10_000
QUEUES: dict[str, type[OutboxItem] | type[Document] | type[TranslationJob]] = {
    "mail": OutboxItem,
    "document": Document,
    "translation": TranslationJob,
}


@dataclass(frozen=True, slots=True)
class Queue:
    """``waiting`` and ``failed``: rows, at most ``MOST``; ``late``: seconds since the first was due, or 0."""

    waiting: int
    failed: int
    late: float


def lengths(moment: datetime) -> dict[str, Queue]:
    """Each queue by its name; three statements each, whose reading is bounded."""
    return {name: _queue(name, moment) for name in QUEUES}


def _queue(name: str, moment: datetime) -> Queue:
    model = QUEUES[name]
    first = db.session.scalar(sa.select(sa.func.min(model.due_at)).where(model.status == "waiting"))
    late = max(0.0, (moment - first).total_seconds()) if first else 0.0
    return Queue(_count(name, "waiting"), _count(name, "failed"), late)


def _count(name: str, status: str) -> int:
    model = QUEUES[name]
    some = sa.select(model.id).where(model.status == status).limit(MOST)
    return db.session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
