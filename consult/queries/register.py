"""The public register of restricting decisions: what was done and by which rule, never to which text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.clock import local_day, today
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.moderation import Appeal, Decision, Report
from consult.rules.moderation import (
    RESTRICTING,
    AppealOutcome,
    DecisionKind,
    Ground,
    Label,
    Source,
    SubjectKind,
)
from consult.rules.transparency import OUTCOME_WEIGHT, published_law

PAGE = 50
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as everybody may read it.

    ``number`` is the decision's own: its statement of reasons bears it, an auditor finds the decision by it,
    and it leads nobody else to a text or person. ``day``, never the hour, so that nobody can tell which text
    vanished when. ``law`` is empty where it holds words that no law is made of. ``outcome``: of the appeal
    that went furthest, None while none is decided.
    """

    number: int
    day: date
    subject: SubjectKind
    measure: DecisionKind
    ground: Ground | None
    law: str
    label: Label | None
    source: Source
    ends_on: date | None
    contested: bool
    outcome: AppealOutcome | None


@dataclass(frozen=True, slots=True)
class Filters:
    """``contested``: only decisions that somebody contested, or only the others; None for all."""

    year: int | None = None
    subject: SubjectKind | None = None
    ground: Ground | None = None
    measure: DecisionKind | None = None
    contested: bool | None = None


def first_year() -> int:
    """The year of the first decision or report; the present one before there is any. One statement."""
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.min(Decision.decided_at)).scalar_subquery(),
            sa.select(sa.func.min(Report.created_at)).scalar_subquery(),
        )
    ).one()
    found: list[datetime] = [moment for moment in row if moment is not None]
    return min([today(), *map(local_day, found)]).year


def bounds(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year and of the next, by the territory's clock."""
    zone = territory().zone
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def within(column: Any, year: int) -> sa.ColumnElement[bool]:
    """Condition: the moment lies in ``year``."""
    begin, end = bounds(year)
    return sa.and_(column >= begin, column < end)


def subject_column() -> sa.ColumnElement[str]:
    """Which kind of thing a decision is about, as the value of ``SubjectKind``."""
    return sa.case(
        *((getattr(Decision, f"{kind.value}_id").is_not(None), kind.value) for kind in SubjectKind), else_=""
    )


def page(filters: Filters, after: str | None = None) -> tuple[list[Entry], str | None]:
    """Fifty decisions, the newest first, and the cursor of the next, older ones. One statement."""
    statement = _entries(filters)
    if after:
        statement = statement.where(_older_than(int(cursor.decode(after, (int,))[0])))
    rows = db.session.execute(statement.limit(PAGE + 1)).all()
    entries = [_entry(*row) for row in rows[:PAGE]]
    return entries, cursor.encode(entries[-1].number) if len(rows) > PAGE else None


def every(filters: Filters) -> Iterator[Entry]:
    """All that the filters leave, as a stream. One statement."""
    rows = db.session.execute(_entries(filters), execution_options={"yield_per": CHUNK})
    return (_entry(*row) for row in rows)


def _older_than(number: int) -> sa.ColumnElement[bool]:
    """The cursor holds the number alone, since its moment would tell the hour."""
    last = sa.select(Decision.decided_at).where(Decision.id == number).scalar_subquery()
    return sa.and_(Decision.decided_at <= last, sa.or_(Decision.decided_at < last, Decision.id < number))


def _verdict() -> sa.ScalarSelect[int]:
    """None when nobody contested, 0 while all appeals wait, else the weight of the furthest outcome."""
    weights = ((Appeal.outcome == outcome, weight) for outcome, weight in OUTCOME_WEIGHT.items())
    return (
        sa.select(sa.func.max(sa.case(*weights, else_=0)))
        .where(Appeal.decision_id == Decision.id)
        .scalar_subquery()
    )


def _entries(filters: Filters) -> sa.Select[Any]:
    columns: list[Any] = [
        Decision.id,
        Decision.decided_at,
        subject_column(),
        Decision.kind,
        Decision.ground,
        Decision.law,
        Decision.label,
        Decision.source,
        Decision.ends_at,
        _verdict(),
    ]
    return (
        sa.select(*columns)
        .where(Decision.kind.in_(RESTRICTING), *_conditions(filters))
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
    )


def _conditions(filters: Filters) -> Iterator[sa.ColumnElement[bool]]:
    if filters.year is not None:
        yield within(Decision.decided_at, filters.year)
    if filters.subject is not None:
        yield getattr(Decision, f"{filters.subject.value}_id").is_not(None)
    if filters.ground is not None:
        yield Decision.ground == filters.ground
    if filters.measure is not None:
        yield Decision.kind == filters.measure
    if filters.contested is not None:
        contested = sa.exists().where(Appeal.decision_id == Decision.id)
        yield contested if filters.contested else ~contested


def _entry(
    number: int,
    decided_at: datetime,
    subject: str,
    measure: DecisionKind,
    ground: Ground | None,
    law: str | None,
    label: Label | None,
    source: Source,
    ends_at: datetime | None,
    verdict: int | None,
) -> Entry:
    return Entry(
        number=number,
        day=local_day(decided_at),
        subject=SubjectKind(subject),
        measure=measure,
        ground=ground,
        law=published_law(law),
        label=label,
        source=source,
        ends_on=local_day(ends_at) if ends_at else None,
        contested=verdict is not None,
        outcome=next((outcome for outcome, weight in OUTCOME_WEIGHT.items() if weight == verdict), None),
    )
