"""What people wrote and what became of it, counted by the worker: public lists only, never people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.proposals import Answer, Proposal, Support
from consult.queries.conditions import listed, public_comment
from consult.rules.lifecycle import ProposalState

#: What moves: proposals published, comments published, supports given.
MOVES = ("proposals", "comments", "supports")


@dataclass(frozen=True, slots=True)
class Matter:
    """Listed proposals of one chantier, state and language, with the supports that they hold."""

    chantier: int
    state: ProposalState
    language: str
    proposals: int
    supports: int
    neighbours: int


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer owed: by when, and when the first full one was given."""

    chantier: int
    due: datetime
    answered: datetime | None


def matters() -> list[Matter]:
    """Every listed proposal, counted once. One statement."""
    groups = (Proposal.chantier_number, Proposal.state, Proposal.language)
    rows = db.session.execute(
        sa.select(
            *groups,
            sa.func.count(),
            sa.func.sum(Proposal.support_count),
            sa.func.sum(Proposal.neighbour_support_count),
        )
        .where(listed())
        .group_by(*groups)
    )
    return [
        Matter(chantier, state, language, count, int(supports), int(neighbours))
        for chantier, state, language, count, supports, neighbours in rows
    ]


def moves(starts: Sequence[datetime], until: datetime) -> Iterator[tuple[str, int, int, int]]:
    """(One of ``MOVES``, chantier, month as a place in ``starts``, how many) up to ``until``. One statement.

    The months are the territory's, so they are compared and not cut out of the database's clock.
    """
    comments = sa.select(Proposal).join(Comment, Comment.proposal_id == Proposal.id).where(public_comment())
    supports = sa.select(Proposal).join(Support, Support.proposal_id == Proposal.id)
    counted = (
        _by_month(sa.select(Proposal), MOVES[0], Proposal.published_at, starts, until),
        _by_month(comments, MOVES[1], Comment.published_at, starts, until),
        _by_month(supports, MOVES[2], Support.created_at, starts, until),
    )
    return (
        (name, chantier, month, count)
        for name, chantier, month, count in db.session.execute(sa.union_all(*counted))
    )


def _by_month(
    source: sa.Select[Any], name: str, at: Any, starts: Sequence[datetime], until: datetime
) -> sa.Select[Any]:
    ends = enumerate(starts[1:])
    month = sa.case(*((at < end, number) for number, end in ends), else_=len(starts) - 1)
    dated = source.with_only_columns(Proposal.chantier_number.label("chantier"), month.label("month")).where(
        listed(), at >= starts[0], at < until
    )
    found = dated.subquery()
    return sa.select(sa.literal(name), found.c.chantier, found.c.month, sa.func.count()).group_by(
        found.c.chantier, found.c.month
    )


def owed() -> list[Owed]:
    """A row for each listed proposal that an answer is or was owed to. One statement."""
    first = (
        sa.select(Answer.proposal_id, sa.func.min(Answer.answered_at).label("at"))
        .where(Answer.outcome.is_not(None))
        .group_by(Answer.proposal_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(Proposal.chantier_number, Proposal.answer_due_at, first.c.at)
        .outerjoin(first, first.c.proposal_id == Proposal.id)
        .where(listed(), Proposal.answer_due_at.is_not(None))
    )
    return [Owed(chantier, due, answered) for chantier, due, answered in rows]
