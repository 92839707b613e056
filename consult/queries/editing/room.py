"""The editors' room: what is owed, what comes near, what is promised, chantier by chantier."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.programme import Chantier
from consult.models.proposals import Answer, Proposal
from consult.queries.owed import Line, lines, owed
from consult.rules.answers import PROMISES
from consult.rules.lifecycle import OPEN_STATES, ProposalState, Visibility
from consult.rules.participation import Outcome

PAGE = 25
SHORT = 10


@dataclass(frozen=True, slots=True)
class ChantierLine:
    number: int
    ambition: int
    name: Localised
    open: int
    owed: int


@dataclass(frozen=True, slots=True)
class Room:
    """``after`` is the cursor of the next page of what is owed."""

    owed: list[Line]
    after: str | None
    near: list[Line]
    promised: list[Line]
    chantiers: list[ChantierLine]


def room(numbers: Collection[int] | None, threshold: int, after: str | None = None) -> Room:
    """The room of an editor of the chantiers ``numbers`` (None: of all). Four statements.

    ``threshold``: supports that make an answer due; what has half of them comes near.
    """
    theirs = Proposal.visibility == Visibility.VISIBLE
    if numbers is not None:
        theirs = sa.and_(theirs, Proposal.chantier_number.in_(numbers))
    near = (
        lines()
        .where(
            theirs,
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.answer_due_at.is_(None),
            Proposal.support_count >= (threshold + 1) // 2,
        )
        .order_by(Proposal.support_count.desc(), Proposal.id.desc())
    )
    promised = (
        lines()
        .where(
            theirs,
            Proposal.state.in_((ProposalState.ANSWERED, ProposalState.IN_PROGRESS)),
            _standing_outcome().in_(PROMISES),
        )
        .order_by(Proposal.id.desc())
    )
    return Room(*owed(theirs, after, PAGE), _short(near), _short(promised), _chantiers(numbers))


def _short(wanted: sa.Select[Any]) -> list[Line]:
    return [Line(*row) for row in db.session.execute(wanted.limit(SHORT))]


def _standing_outcome() -> sa.ScalarSelect[Outcome | None]:
    """The outcome of a proposal's newest full answer: a declined one promises nothing."""
    return (
        sa.select(Answer.outcome)
        .where(Answer.proposal_id == Proposal.id, Answer.outcome.is_not(None))
        .order_by(Answer.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _chantiers(numbers: Collection[int] | None) -> list[ChantierLine]:
    shown = sa.and_(
        Proposal.chantier_number == Chantier.number,
        Proposal.visibility == Visibility.VISIBLE,
        Proposal.state.in_(OPEN_STATES),
    )
    statement = (
        sa.select(
            Chantier.number,
            Chantier.ambition_number,
            Chantier.name,
            sa.func.count(Proposal.id),
            sa.func.count(Proposal.answer_due_at),
        )
        .outerjoin(Proposal, shown)
        .group_by(Chantier.number)
        .order_by(Chantier.number)
    )
    if numbers is not None:
        statement = statement.where(Chantier.number.in_(numbers))
    return [ChantierLine(*row) for row in db.session.execute(statement)]
