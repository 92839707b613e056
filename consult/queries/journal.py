"""The journal as auditors read it: newest first, narrowed by event, person, subject, day and number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.moderation import Report

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
    """``event`` is a whole name (``proposal.published``) or its beginning (``proposal``).

    ``actor_name`` is any part of a display name; ``since`` and ``until`` are days of the territory, both
    included; ``decision_id`` and ``report_id`` are numbers among an entry's facts.
    """

    event: str = ""
    actor_id: int | None = None
    actor_name: str = ""
    subject_kind: str = ""
    subject_id: int | None = None
    chantier: int | None = None
    since: date | None = None
    until: date | None = None
    decision_id: int | None = None
    report_id: int | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of events and of kinds of subjects that occur, in alphabetical order."""

    events: list[str]
    subjects: list[str]


def vocabulary() -> Vocabulary:
    """Two statements that jump from name to name in an index, however long the journal is."""
    return Vocabulary(_distinct(JournalEntry.event), _distinct(JournalEntry.subject_kind))


def _distinct(column: sa.orm.InstrumentedAttribute[str]) -> list[str]:
    """The values of an indexed column, each found as the smallest beyond the one before."""
    value = sa.select(sa.func.min(column).label("value")).cte("names", recursive=True)
    beyond = sa.select(sa.func.min(column)).where(column > value.c.value).scalar_subquery()
    names = value.union_all(sa.select(beyond).where(value.c.value.is_not(None)))
    return list(db.session.scalars(sa.select(names.c.value).where(names.c.value.is_not(None))))


def page(filters: Filters, after: str | None = None) -> tuple[list[Line], str | None]:
    """Fifty entries and the cursor of the next, older ones. One statement."""
    statement = _lines(filters).limit(PAGE + 1)
    if after:
        statement = statement.where(JournalEntry.id < cursor.decode(after, (int,), largest=2**63 - 1)[0])
    lines = [Line(*row) for row in db.session.execute(statement)]
    return lines[:PAGE], cursor.encode(lines[PAGE - 1].id) if len(lines) > PAGE else None


def newest(filters: Filters, most: int) -> list[Line]:
    """The newest entries that the filters leave, at most ``most``. One statement."""
    return [Line(*row) for row in db.session.execute(_lines(filters).limit(most))]


def _lines(filters: Filters) -> sa.Select[Any]:
    columns: list[Any] = [
        JournalEntry.id,
        JournalEntry.at,
        JournalEntry.actor_id,
        Account.display_name,
        JournalEntry.event,
        JournalEntry.subject_kind,
        JournalEntry.subject_id,
        JournalEntry.chantier_number,
        JournalEntry.facts,
    ]
    return (
        sa.select(*columns)
        .outerjoin(Account, sa.and_(Account.id == JournalEntry.actor_id, Account.erased_at.is_(None)))
        .where(*_conditions(filters))
        .order_by(JournalEntry.id.desc())
    )


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.event:
        yield sa.or_(
            JournalEntry.event == filters.event,
            JournalEntry.event.startswith(f"{filters.event}.", autoescape=True),
        )
    equal = {
        JournalEntry.actor_id: filters.actor_id,
        JournalEntry.subject_kind: filters.subject_kind or None,
        JournalEntry.subject_id: filters.subject_id,
        JournalEntry.chantier_number: filters.chantier,
    }
    yield from (column == value for column, value in equal.items() if value is not None)
    if filters.actor_name:
        yield sa.func.lower(Account.display_name).contains(filters.actor_name.lower(), autoescape=True)
    if filters.since:
        yield JournalEntry.at >= _midnight(filters.since)
    if filters.until:
        yield JournalEntry.at < _midnight(filters.until + timedelta(days=1))
    if filters.decision_id is not None:
        yield _fact("decision_id") == filters.decision_id
    if filters.report_id is not None:
        settled_by = sa.select(Report.decision_id).where(Report.id == filters.report_id).scalar_subquery()
        yield sa.or_(_fact("report_id") == filters.report_id, _fact("decision_id") == settled_by)


def _fact(name: str) -> sa.ColumnElement[int]:
    number: sa.ColumnElement[int] = JournalEntry.facts[name].as_integer()
    return number


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), territory().zone)
