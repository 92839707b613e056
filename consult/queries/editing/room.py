"""The editors' room: what is owed, what comes near, what is promised, chantier by chantier."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.db import Localised, db
from consult.kernel.i18n import current_language
from consult.models.programme import Chantier
from consult.models.proposals import Answer, Proposal
from consult.queries.translations import joins
from consult.rules.answers import INTERIM_STATES, PROMISES
from consult.rules.lifecycle import OPEN_STATES, ProposalState, Visibility
from consult.rules.participation import Outcome

PAGE = 25
SHORT = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal in the room; ``title`` is in ``language``, ``interim_on`` the day of a promised answer."""

    id: int
    title: str
    language: str
    chantier: int
    ambition: int
    state: ProposalState
    supports: int
    due_at: datetime | None
    interim_on: date | None


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
    owed, following = _owed(numbers, after)
    near = _lines(
        sa.select(Proposal)
        .where(
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.answer_due_at.is_(None),
            Proposal.support_count >= (threshold + 1) // 2,
        )
        .order_by(Proposal.support_count.desc(), Proposal.id.desc())
        .limit(SHORT),
        numbers,
    )
    promised = _lines(
        sa.select(Proposal)
        .where(
            Proposal.state.in_((ProposalState.ANSWERED, ProposalState.IN_PROGRESS)),
            _standing_outcome().in_(PROMISES),
        )
        .order_by(Proposal.id.desc())
        .limit(SHORT),
        numbers,
    )
    return Room(owed, following, near, promised, _chantiers(numbers))


def _standing_outcome() -> sa.ScalarSelect[Outcome | None]:
    """The outcome of a proposal's newest full answer: a declined one promises nothing."""
    return (
        sa.select(Answer.outcome)
        .where(Answer.proposal_id == Proposal.id, Answer.outcome.is_not(None))
        .order_by(Answer.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def _owed(numbers: Collection[int] | None, after: str | None) -> tuple[list[Line], str | None]:
    wanted = sa.select(Proposal).where(
        Proposal.state.in_(INTERIM_STATES), Proposal.answer_due_at.is_not(None)
    )
    if after:
        due, number = cursor.decode(after, (str, int))
        moment = sa.literal(cursor.moment(due), Proposal.answer_due_at.type)
        wanted = wanted.where(sa.tuple_(Proposal.answer_due_at, Proposal.id) > sa.tuple_(moment, number))
    lines = _lines(wanted.order_by(Proposal.answer_due_at, Proposal.id).limit(PAGE + 1), numbers)
    shown = lines[:PAGE]
    if len(lines) <= PAGE or shown[-1].due_at is None:
        return shown, None
    return shown, cursor.encode(shown[-1].due_at.isoformat(), shown[-1].id)


def _lines(wanted: sa.Select[Proposal], numbers: Collection[int] | None) -> list[Line]:
    interim = (
        sa.select(Answer.full_answer_on)
        .where(Answer.proposal_id == Proposal.id)
        .order_by(Answer.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        wanted.with_only_columns(
            Proposal.id,
            *joins.heading(current_language()),
            Proposal.chantier_number,
            Chantier.ambition_number,
            Proposal.state,
            Proposal.support_count,
            Proposal.answer_due_at,
            interim,
        )
        .join(Chantier, Chantier.number == Proposal.chantier_number)
        .where(Proposal.visibility == Visibility.VISIBLE)
    )
    if numbers is not None:
        statement = statement.where(Proposal.chantier_number.in_(numbers))
    return [Line(*row) for row in db.session.execute(statement)]


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
