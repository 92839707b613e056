"""Answers, for everybody and the editors: what is owed, the most overdue first, what came in time or late."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.clock import ReadAt
from consult.kernel.db import Localised, db
from consult.kernel.i18n import current_language
from consult.models.programme import Chantier
from consult.models.proposals import Answer, Proposal
from consult.queries import choices
from consult.queries.conditions import listed
from consult.queries.translations import joins
from consult.rules.answers import INTERIM_STATES
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Outcome

PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal whose answer is owed or was given; ``title`` in ``language``.

    ``outcome`` and ``answered_at`` are of its first full answer, ``interim_on`` the day that an interim
    one promises.
    """

    id: int
    title: str
    language: str
    chantier: int
    ambition: int
    state: ProposalState
    supports: int
    due_at: datetime | None
    interim_on: date | None = None
    outcome: Outcome | None = None
    answered_at: datetime | None = None

    def late_days(self, moment: datetime) -> int:
        """Whole days that the answer came, or has been owed, after its day; 0 when it did not."""
        if self.due_at is None:
            return 0
        return max(0, ((self.answered_at or moment) - self.due_at).days)


@dataclass(frozen=True, slots=True)
class Counts:
    owed: int
    overdue: int
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class OwedPage:
    """One page of what is ``owed`` or was answered; ``after`` opens the next one."""

    counts: Counts
    lines: list[Line]
    after: str | None
    chantiers: list[tuple[int, Localised]]
    chantier: int | None
    read_at: ReadAt


def page(moment: datetime, *, answered: bool, chantier: int | None, after: str | None) -> OwedPage:
    """What is owed at ``moment``, the most overdue first; or what was answered, the newest first.

    ``chantier`` None: of all; one that does not exist counts as None. Three statements.
    """
    offered = choices.chantiers()
    chosen = chantier if chantier in {number for number, _ in offered} else None
    found, following = (_answered if answered else owed)(_of(chosen), after)
    return OwedPage(_counts(moment, chosen), found, following, offered, chosen, moment)


def _of(chantier: int | None) -> sa.ColumnElement[bool]:
    return sa.and_(listed(), Proposal.chantier_number == chantier) if chantier is not None else listed()


def _first_full() -> sa.Subquery:
    """The number of each proposal's first full answer."""
    return (
        sa.select(Answer.proposal_id, sa.func.min(Answer.number).label("number"))
        .where(Answer.outcome.is_not(None))
        .group_by(Answer.proposal_id)
        .subquery()
    )


def is_owed() -> sa.ColumnElement[bool]:
    """Condition: an answer to the proposal is due."""
    return sa.and_(Proposal.state.in_(INTERIM_STATES), Proposal.answer_due_at.is_not(None))


def _counts(moment: datetime, chantier: int | None) -> Counts:
    first = _first_full()
    late = sa.and_(Answer.id.is_not(None), Answer.answered_at > Proposal.answer_due_at)
    statement = (
        sa.select(
            _count(is_owed()),
            _count(sa.and_(is_owed(), Proposal.answer_due_at < moment)),
            _count(Answer.id.is_not(None)),
            _count(late),
        )
        .select_from(Proposal)
        .outerjoin(first, first.c.proposal_id == Proposal.id)
        .outerjoin(Answer, sa.and_(Answer.proposal_id == Proposal.id, Answer.number == first.c.number))
        .where(_of(chantier))
    )
    owed, overdue, answered, after_day = db.session.execute(statement).one()
    return Counts(owed, overdue, answered - after_day, after_day)


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def lines() -> sa.Select[Any]:
    """A statement of each proposal's ``Line`` up to ``interim_on``; the caller adds which, in which order."""
    interim = (
        sa.select(Answer.full_answer_on)
        .where(Answer.proposal_id == Proposal.id)
        .order_by(Answer.number.desc())
        .limit(1)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return _with(interim)


def _with(*more: Any) -> sa.Select[Any]:
    return sa.select(
        Proposal.id,
        *joins.heading(current_language()),
        Proposal.chantier_number,
        Chantier.ambition_number,
        Proposal.state,
        Proposal.support_count,
        Proposal.answer_due_at,
        *more,
    ).join(Chantier, Chantier.number == Proposal.chantier_number)


def owed(among: sa.ColumnElement[bool], after: str | None, size: int = PAGE) -> tuple[list[Line], str | None]:
    """``size`` of the proposals ``among`` which an answer is owed, the most overdue first, and the cursor of
    the next ones. One statement."""
    statement = lines().where(is_owed(), among).order_by(Proposal.answer_due_at, Proposal.id)
    if after:
        statement = statement.where(_key(Proposal.answer_due_at) > _mark(after, Proposal.answer_due_at))
    return _cut([Line(*row) for row in db.session.execute(statement.limit(size + 1))], size)


def _answered(among: sa.ColumnElement[bool], after: str | None) -> tuple[list[Line], str | None]:
    first = _first_full()
    statement = (
        _with(sa.null(), Answer.outcome, Answer.answered_at)
        .join(first, first.c.proposal_id == Proposal.id)
        .join(Answer, sa.and_(Answer.proposal_id == Proposal.id, Answer.number == first.c.number))
        .where(among)
        .order_by(Answer.answered_at.desc(), Proposal.id.desc())
    )
    if after:
        statement = statement.where(_key(Answer.answered_at) < _mark(after, Answer.answered_at))
    return _cut([Line(*row) for row in db.session.execute(statement.limit(PAGE + 1))], PAGE)


def _key(column: Any) -> Any:
    return sa.tuple_(column, Proposal.id)


def _mark(after: str, column: Any) -> Any:
    at, number = cursor.decode(after, (str, int))
    return sa.tuple_(sa.literal(cursor.moment(at), column.type), number)


def _cut(found: list[Line], size: int) -> tuple[list[Line], str | None]:
    shown = found[:size]
    last = (shown[-1].answered_at or shown[-1].due_at) if len(found) > size else None
    return shown, cursor.encode(last.isoformat(), shown[-1].id) if last else None
