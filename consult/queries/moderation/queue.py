"""The moderation queue page by page, and the entries before and after one of its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.actor import Actor
from consult.kernel.db import UTCDateTime, db
from consult.kernel.territory import territory
from consult.queries.moderation import marks
from consult.queries.moderation.marks import Holder
from consult.queries.moderation.waiting import Filters, waiting
from consult.queries.moderation.waiting_columns import shortened
from consult.rules.moderation import QueueKind, Subject, SubjectKind
from consult.rules.moderation.reports import RAID_REPORTS
from consult.rules.permissions import Facts, impartial

PAGE_SIZE = 40
NEARBY = 10
PLACE = ("due_at", "kind", "subject_kind", "id")
#: What leads to a page of its own, or leaves nothing to decide: no way from text to text goes there.
APART = frozenset({QueueKind.APPEAL, QueueKind.SUSPENSION, QueueKind.STALE_ANSWER})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that waits. ``text``: a title, a name, or how a text begins; ``id`` that of the row waiting,
    an appeal's for an appeal; ``own``: it concerns the moderator, so somebody else decides; ``proposed``: a
    suspension that the moderator asked for.

    ``version`` and ``seen`` (the newest decision or 0) say what a decision from the list is based on;
    ``holder`` is None while nobody has it.
    """

    kind: QueueKind
    id: int
    subject: Subject
    due_at: datetime
    since: datetime
    text: str
    language: str
    chantier: int | None
    reports: int
    version: int
    own: bool
    can_hide: bool
    raid: bool = False
    seen: int = 0
    holder: Holder | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, how many wait in all by kind and how many of them are late."""

    entries: tuple[Entry, ...]
    counts: dict[QueueKind, int]
    late: int
    next: str | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Beside:
    """The entries around an item, leaving out what the moderator may not decide on."""

    previous: Entry | None
    next: Entry | None


def queue(actor: Actor, filters: Filters, now: datetime, after: str | None = None) -> Queue:
    """The 40 entries after the cursor, by due time; at most six statements, however long it is."""
    every = _waiting(actor, filters, now).subquery()
    late = sa.func.sum(sa.case((every.c.due_at < now, 1), else_=0))
    counts = db.session.execute(
        sa.select(every.c.kind, sa.func.count(), late).select_from(every).group_by(every.c.kind)
    ).all()
    statement = _rows(actor, every)
    if after:
        statement = statement.where(_place(every) > _decoded(after))
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1)).all()
    numbers = {QueueKind(kind): number for kind, number, _ in counts}
    return Queue(
        entries=_entries(actor, rows[:PAGE_SIZE], now),
        counts={kind: numbers[kind] for kind in QueueKind if kind in numbers},
        late=sum(number for _, _, number in counts),
        next=_encoded(rows[PAGE_SIZE - 1]) if len(rows) > PAGE_SIZE else None,
    )


def next_entry(actor: Actor, filters: Filters, now: datetime) -> Entry | None:
    """The item that is due first, of those that the moderator can decide on and nobody else has taken."""
    every = _waiting(actor, filters, now).subquery()
    held = marks.held_by_others(actor, every, taken_after(now))
    rows = db.session.execute(_rows(actor, every).where(_open(every), ~held).limit(PAGE_SIZE)).all()
    return _first(actor, rows)


def beside(actor: Actor, filters: Filters, subject: Subject, now: datetime) -> Beside:
    """The items around ``subject`` in the moderator's order; the first ones when it does not wait itself."""
    every = _waiting(actor, filters, now).cte()
    here = sa.and_(every.c.subject_kind == subject.kind.value, every.c.subject_id == subject.id)
    place = (
        sa.select(*(every.c[name] for name in PLACE))
        .where(here, _open(every))
        .order_by(*(every.c[name] for name in PLACE))
        .limit(1)
        .subquery()
    )
    there = sa.tuple_(*(place.c[name] for name in PLACE))
    others = _rows(actor, every).outerjoin(place, sa.true()).where(_open(every), sa.not_(here))
    after = others.where(sa.or_(place.c.id.is_(None), _place(every) > there)).limit(NEARBY)
    before = others.where(_place(every) < there).order_by(None).limit(NEARBY)
    before = before.order_by(*(every.c[name].desc() for name in PLACE))
    sides = [
        sa.select(sa.literal(side).label("side"), statement.subquery())
        for side, statement in enumerate((before, after))
    ]
    rows = db.session.execute(sa.union_all(*sides)).all()
    previous, following = ([row for row in rows if row.side == side] for side in (0, 1))
    previous.sort(key=lambda row: tuple(getattr(row, name) for name in PLACE), reverse=True)
    following.sort(key=lambda row: tuple(getattr(row, name) for name in PLACE))
    return Beside(_first(actor, previous), _first(actor, following))


def _waiting(actor: Actor, filters: Filters, now: datetime) -> sa.Select[Any]:
    return waiting(actor, filters, now, marks.raids() if filters.raid else None)


def _rows(actor: Actor, every: sa.FromClause) -> sa.Select[Any]:
    co_authored = marks.co_authored(actor, every).label("co_authored")
    return sa.select(every, co_authored).order_by(*(every.c[name] for name in PLACE))


def _open(every: sa.FromClause) -> sa.ColumnElement[bool]:
    return every.c.kind.not_in([kind.value for kind in APART])


def _place(every: sa.FromClause) -> Any:
    return sa.tuple_(*(every.c[name] for name in PLACE))


def _encoded(row: sa.Row[Any]) -> str:
    return cursor.encode(row.due_at.isoformat(), row.kind, row.subject_kind, row.id)


def _decoded(after: str) -> Any:
    due_at, *rest = cursor.decode(after, (str, str, str, int))
    return sa.tuple_(sa.literal(cursor.moment(due_at), UTCDateTime), *map(sa.literal, rest))


def _first(actor: Actor, rows: Sequence[sa.Row[Any]]) -> Entry | None:
    return next((_entry(actor, row) for row in rows if not _own(actor, row)), None)


def _entries(actor: Actor, rows: Sequence[sa.Row[Any]], now: datetime) -> tuple[Entry, ...]:
    """The rows with what is known of each thing besides: three statements for all of them."""
    subjects = {_subject(row) for row in rows}
    seen = marks.newest_decisions(subjects)
    held = marks.holders(subjects, taken_after(now))
    raids = marks.raids({_subject(row) for row in rows if row.reports >= RAID_REPORTS})
    return tuple(
        _entry(
            actor,
            row,
            raid=bool(row.reports) and _subject(row) in raids,
            seen=seen.get(_subject(row), 0),
            holder=held.get(_subject(row)),
        )
        for row in rows
    )


def taken_after(now: datetime) -> datetime:
    """What was taken before has been given back by the clock."""
    return now - timedelta(minutes=territory().settings["taken_minutes"])


def _subject(row: sa.Row[Any]) -> Subject:
    return Subject(SubjectKind(row.subject_kind), row.subject_id)


def _own(actor: Actor, row: sa.Row[Any]) -> bool:
    whose = Facts(row.author_id, row.organisation_id, row.entered_by_id)
    acted = actor.account_id is not None and actor.account_id in {row.party_id, row.also_id}
    return acted or row.co_authored or row.also_id in actor.tied_people or not impartial(actor, whose)


def _entry(actor: Actor, row: sa.Row[Any], **more: Any) -> Entry:
    return Entry(
        kind=QueueKind(row.kind),
        id=row.id,
        subject=_subject(row),
        due_at=row.due_at,
        since=row.since,
        text=shortened(row.text),
        language=row.language,
        chantier=row.chantier,
        reports=row.reports,
        version=row.version,
        own=_own(actor, row),
        can_hide=bool(row.can_hide),
        proposed=row.kind == QueueKind.SUSPENSION.value and row.party_id == actor.account_id,
        **more,
    )
