"""What became of a chantier: its answered proposals with what followed each, and how its actions stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel import cursor
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language
from consult.models.programme import Action, Chantier
from consult.models.proposals import Answer, Proposal
from consult.queries.conditions import listed
from consult.queries.follow_up import Step, steps_of
from consult.queries.translations import joins
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Outcome
from consult.rules.programme import ActionStatus

PAGE = 12


@dataclass(frozen=True, slots=True)
class Result:
    """An answered proposal, its newest full answer's outcome and day, and what followed."""

    steps: list[Step]
    id: int
    title: str
    language: str
    state: ProposalState
    outcome: Outcome
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """``outcomes`` and ``done`` count proposals, ``statuses`` the chantier's own actions."""

    chantier: Chantier
    outcomes: dict[Outcome, int]
    done: int
    statuses: dict[ActionStatus, int]
    results: list[Result]
    after: str | None

    @property
    def answered(self) -> int:
        return sum(self.outcomes.values())


def page(number: int, after: str | None) -> ResultsPage:
    """The chantier's results, the newest answers first; ``NotFound`` without one. Five statements."""
    chantier = db.session.scalar(
        sa.select(Chantier).where(Chantier.number == number).options(joinedload(Chantier.ambition))
    )
    if chantier is None:
        raise NotFound
    outcomes, done = _outcomes(number)
    rows = list(db.session.execute(_rows(number, after)))
    shown = rows[:PAGE]
    steps = steps_of([row.id for row in shown])
    return ResultsPage(
        chantier=chantier,
        outcomes=outcomes,
        done=done,
        statuses=_statuses(number),
        results=[_result(row, steps.get(row.id, [])) for row in shown],
        after=cursor.encode(shown[-1].answered_at.isoformat(), shown[-1].id) if len(rows) > PAGE else None,
    )


def _result(row: Sequence[Any], steps: list[Step]) -> Result:
    return Result(steps, *row)


def _standing() -> sa.Subquery:
    """The number of each proposal's newest full answer: the one that stands."""
    return (
        sa.select(Answer.proposal_id, sa.func.max(Answer.number).label("number"))
        .where(Answer.outcome.is_not(None))
        .group_by(Answer.proposal_id)
        .subquery()
    )


def _with_answer(*wanted: Any) -> sa.Select[Any]:
    standing = _standing()
    return (
        sa.select(*wanted)
        .select_from(Proposal)
        .join(standing, standing.c.proposal_id == Proposal.id)
        .join(Answer, sa.and_(Answer.proposal_id == Proposal.id, Answer.number == standing.c.number))
        .where(listed())
    )


def _rows(number: int, after: str | None) -> sa.Select[Any]:
    statement = (
        _with_answer(
            Proposal.id,
            *joins.heading(current_language()),
            Proposal.state,
            Answer.outcome,
            Answer.answered_at,
        )
        .where(Proposal.chantier_number == number)
        .order_by(Answer.answered_at.desc(), Proposal.id.desc())
        .limit(PAGE + 1)
    )
    if after:
        at, last = cursor.decode(after, (str, int))
        mark = sa.tuple_(sa.literal(cursor.moment(at), Answer.answered_at.type), last)
        statement = statement.where(sa.tuple_(Answer.answered_at, Proposal.id) < mark)
    return statement


def _outcomes(number: int) -> tuple[dict[Outcome, int], int]:
    rows = db.session.execute(
        _with_answer(Answer.outcome, Proposal.state, sa.func.count())
        .where(Proposal.chantier_number == number)
        .group_by(Answer.outcome, Proposal.state)
    )
    found: dict[Outcome, int] = {}
    done = 0
    for outcome, state, count in rows:
        found[outcome] = found.get(outcome, 0) + count
        done += count if state is ProposalState.DONE else 0
    return {outcome: found[outcome] for outcome in Outcome if outcome in found}, done


def _statuses(number: int) -> dict[ActionStatus, int]:
    rows = db.session.execute(
        sa.select(Action.status, sa.func.count())
        .where(Action.chantier_number == number)
        .group_by(Action.status)
    )
    found = dict(rows.all())
    return {status: found[status] for status in ActionStatus if status in found}
