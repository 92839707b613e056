"""Tests of the demonstration fill it here, and read what it wrote."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Base, db, writing
from consult.models.journal import JournalEntry
from consult.services import demo

TODAY = date(2026, 11, 23)
MIDNIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC)  # of the territory's winter


def fill(seed: int = 1) -> None:
    """Make the tables of the current application's empty database, and fill them."""
    Base.metadata.create_all(db.engine)
    with writing():
        demo.fill(TODAY, seed, {"councillor": "a hash"})


def count(model: type[Base], *conditions: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*conditions)) or 0


def everything(model: type[Any]) -> list[Any]:
    return list(db.session.scalars(sa.select(model)))


def lines(event: str) -> list[JournalEntry]:
    """The journal's lines of one event, in their order."""
    return list(
        db.session.scalars(
            sa.select(JournalEntry).where(JournalEntry.event == event).order_by(JournalEntry.id)
        )
    )
