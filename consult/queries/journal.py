"""The journal as auditors read it: newest first, narrowed by event, person and subject."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.journal import JournalEntry

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; ``actor`` is None for the system and for erased accounts, whose number remains."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str | None
    event: str
    subject_kind: str
    subject_id: int | None
    chantier: int | None
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filters:
    """``event`` is a whole name (``proposal.published``) or its beginning (``proposal``)."""

    event: str = ""
    actor_id: int | None = None
    subject_kind: str = ""
    subject_id: int | None = None


def page(filters: Filters, after: str | None = None) -> tuple[list[Line], str | None]:
    """Fifty entries and the cursor of the next, older ones. One statement."""
    statement = (
        sa.select(
            JournalEntry.id,
            JournalEntry.at,
            JournalEntry.actor_id,
            Account.display_name,
            JournalEntry.event,
            JournalEntry.subject_kind,
            JournalEntry.subject_id,
            JournalEntry.chantier_number,
            JournalEntry.facts,
        )
        .outerjoin(Account, sa.and_(Account.id == JournalEntry.actor_id, Account.erased_at.is_(None)))
        .where(*_conditions(filters))
        .order_by(JournalEntry.id.desc())
        .limit(PAGE + 1)
    )
    if after:
        statement = statement.where(JournalEntry.id < cursor.decode(after, (int,), largest=2**63 - 1)[0])
    lines = [Line(*row) for row in db.session.execute(statement)]
    return lines[:PAGE], cursor.encode(lines[PAGE - 1].id) if len(lines) > PAGE else None


def _conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filters.event:
        conditions.append(
            sa.or_(
                JournalEntry.event == filters.event,
                JournalEntry.event.startswith(f"{filters.event}.", autoescape=True),
            )
        )
    if filters.actor_id is not None:
        conditions.append(JournalEntry.actor_id == filters.actor_id)
    if filters.subject_kind:
        conditions.append(JournalEntry.subject_kind == filters.subject_kind)
    if filters.subject_id is not None:
        conditions.append(JournalEntry.subject_id == filters.subject_id)
    return conditions
