"""What stands beside an entry of the queue: who has it, the newest decision, signs of a raid."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Decision, Report, Taken
from consult.models.proposals import CoAuthor
from consult.queries.moderation.rows import unanswered
from consult.rules.moderation import Subject, SubjectKind, looks_like_raid
from consult.rules.moderation.reports import RAID_REPORTS


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an item before them, and since when."""

    account_id: int
    name: str
    since: datetime


def holders(subjects: Collection[Subject], after: datetime) -> dict[Subject, Holder]:
    """Who took each of ``subjects`` later than ``after``; one statement."""
    if not subjects:
        return {}
    rows = db.session.execute(
        sa.select(Taken, Account.display_name)
        .join(Account, Account.id == Taken.account_id)
        .where(
            Taken.taken_at > after,
            sa.or_(
                *(
                    sa.and_(Taken.subject_kind == kind, Taken.subject_id.in_(numbers))
                    for kind, numbers in _by_kind(subjects).items()
                )
            ),
        )
    )
    return {
        Subject(taken.subject_kind, taken.subject_id): Holder(taken.account_id, name, taken.taken_at)
        for taken, name in rows
    }


def held_by_others(actor: Actor, rows: sa.FromClause, after: datetime) -> sa.ColumnElement[bool]:
    """Whether somebody else than ``actor`` took a row's thing later than ``after``."""
    return sa.exists().where(
        sa.cast(Taken.subject_kind, sa.String) == rows.c.subject_kind,
        Taken.subject_id == rows.c.subject_id,
        Taken.account_id != actor.account_id,
        Taken.taken_at > after,
    )


def newest_decisions(subjects: Collection[Subject]) -> dict[Subject, int]:
    """The id of the last decision on each, where there is one; one statement."""
    if not subjects:
        return {}
    named = [getattr(Decision, f"{kind.value}_id") for kind in SubjectKind]
    rows = db.session.execute(
        sa.select(*named, sa.func.max(Decision.id)).where(_about_any(Decision, subjects)).group_by(*named)
    )
    return {_subject(row): row[-1] for row in rows}


def raids(subjects: Collection[Subject] | None = None) -> frozenset[Subject]:
    """Of ``subjects`` (None: of everything), those whose open reports look like a raid; one statement."""
    if subjects is not None and not subjects:
        return frozenset()
    named = [getattr(Report, f"{kind.value}_id") for kind in SubjectKind]
    wanted = _about_any(Report, subjects) if subjects is not None else _often_reported(named)
    rows = db.session.execute(
        sa.select(*named, Report.created_at, Account.created_at)
        .outerjoin(Account, Account.id == Report.reporter_id)
        .where(unanswered(), wanted)
    )
    times: dict[Subject, list[tuple[datetime, datetime | None]]] = {}
    for row in rows:
        times.setdefault(_subject(row), []).append((row[-2], row[-1]))
    return frozenset(subject for subject, moments in times.items() if looks_like_raid(moments))


def _often_reported(named: list[Any]) -> sa.ColumnElement[bool]:
    often = [
        column.in_(
            sa.select(column)
            .where(unanswered(), column.is_not(None))
            .group_by(column)
            .having(sa.func.count() >= RAID_REPORTS)
        )
        for column in named
    ]
    return sa.or_(*often)


def co_authored(actor: Actor, rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether ``actor``, or somebody tied to them, is named beside the author of a row's proposal."""
    close = [*actor.tied_people, *([actor.account_id] if actor.account_id is not None else [])]
    return sa.exists().where(
        rows.c.subject_kind == SubjectKind.PROPOSAL.value,
        CoAuthor.proposal_id == rows.c.subject_id,
        CoAuthor.account_id.in_(close),
        CoAuthor.refused_at.is_(None),
    )


def _subject(row: Any) -> Subject:
    return next(Subject(kind, row[at]) for at, kind in enumerate(SubjectKind) if row[at] is not None)


def _by_kind(subjects: Collection[Subject]) -> dict[SubjectKind, list[int]]:
    found: dict[SubjectKind, list[int]] = {}
    for subject in subjects:
        found.setdefault(subject.kind, []).append(subject.id)
    return found


def _about_any(table: type[Decision | Report], subjects: Collection[Subject]) -> sa.ColumnElement[bool]:
    return sa.or_(
        *(getattr(table, f"{kind.value}_id").in_(numbers) for kind, numbers in _by_kind(subjects).items())
    )
