"""Ballots in lists: the index, the home page, a proposal's page."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from consult.kernel import cursor
from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.models.ballots import Ballot
from consult.models.proposals import Proposal
from consult.rules.voting import BallotKind, BallotState, Outcome, effective_state

PAGE_SIZE = 20
#: States in which votes are or were cast; a ballot in preparation is nobody's business but the clerk's.
COMING = (BallotState.scheduled, BallotState.open, BallotState.suspended)
PAST = (BallotState.closed, BallotState.proclaimed, BallotState.published, BallotState.annulled)
#: States in which the count stands and may be read.
COUNTED = (BallotState.closed, BallotState.proclaimed, BallotState.published)


@dataclass(frozen=True, slots=True)
class BallotCard:
    """A ballot in a list. ``state`` is the one that holds now, ``stored`` the one a deed has written.

    In a sitting ``closes_at`` is when the clerk closed it, None before.
    """

    id: int
    kind: BallotKind
    sitting_id: int | None
    paper_id: int | None
    paper_title: Localised
    state: BallotState
    stored: BallotState
    question: Localised
    title: Localised
    proposal_id: int | None
    chantier_number: int | None
    ambition_number: int | None
    assembly: Localised
    opens_at: datetime
    closes_at: datetime | None
    cast_count: int
    roll_size: int
    outcome: Outcome | None

    @property
    def counted(self) -> bool:
        return self.stored in COUNTED


@dataclass(frozen=True, slots=True)
class BallotList:
    """The index: what is open, what comes, and a keyset page of what is over; ``next`` is its cursor."""

    open: list[BallotCard]
    coming: list[BallotCard]
    ended: list[BallotCard]
    next: str | None


def with_surroundings() -> tuple[ORMOption, ...]:
    """What a card needs besides its row, in the same statement."""
    return (
        joinedload(Ballot.paper),
        joinedload(Ballot.assembly),
        joinedload(Ballot.agenda_item),
        joinedload(Ballot.proposal).joinedload(Proposal.chantier),
    )


def card(ballot: Ballot, moment: datetime) -> BallotCard:
    """The card of a ballot loaded ``with_surroundings``."""
    chantier = ballot.proposal.chantier if ballot.proposal else None
    return BallotCard(
        id=ballot.id,
        kind=ballot.kind,
        sitting_id=ballot.agenda_item.sitting_id if ballot.agenda_item else None,
        paper_id=ballot.paper_id,
        paper_title=ballot.paper.title if ballot.paper else {},
        state=effective_state(ballot.state, ballot.opens_at, ballot.closes_at, moment),
        stored=ballot.state,
        question=ballot.question,
        title=ballot.proposal_title,
        proposal_id=ballot.proposal_id,
        chantier_number=chantier.number if chantier else None,
        ambition_number=chantier.ambition_number if chantier else None,
        assembly=ballot.assembly.name if ballot.assembly else {},
        opens_at=ballot.opens_at,
        closes_at=ballot.closes_at or ballot.closed_at,
        cast_count=ballot.cast_count,
        roll_size=ballot.roll_size,
        outcome=ballot.outcome if ballot.state in COUNTED else None,
    )


def ballot_list(after: str | None) -> BallotList:
    """The public index; ``Invalid`` for a cursor that is none."""
    moment = now()
    coming = _cards(
        sa.select(Ballot).where(Ballot.state.in_(COMING)).order_by(Ballot.closes_at, Ballot.id), moment
    )
    past = sa.select(Ballot).where(Ballot.state.in_(PAST)).order_by(Ballot.id.desc()).limit(PAGE_SIZE + 1)
    if after:
        (before,) = cursor.decode(after, (int,))
        past = past.where(Ballot.id < before)
    ended = _cards(past, moment)
    more = len(ended) > PAGE_SIZE
    ended = ended[:PAGE_SIZE]
    return BallotList(
        open=[one for one in coming if one.state in (BallotState.open, BallotState.suspended)],
        coming=[one for one in coming if one.state is BallotState.scheduled],
        ended=[one for one in coming if one.state is BallotState.closed and not after] + ended,
        next=cursor.encode(ended[-1].id) if more else None,
    )


def open_cards(limit: int = 3) -> list[BallotCard]:
    """The ballots that councillors can vote in now, the one that ends first at the head."""
    moment = now()
    query = (
        sa.select(Ballot)
        .where(
            Ballot.state.in_([BallotState.scheduled, BallotState.open]),
            Ballot.opens_at <= moment,
            Ballot.closes_at >= moment,
        )
        .order_by(Ballot.closes_at, Ballot.id)
        .limit(limit)
    )
    return _cards(query, moment)


def of_proposal(proposal_id: int, *, besides: int | None = None) -> list[BallotCard]:
    """Every public ballot on a proposal, newest first: the councillors', partners' and superseded ones."""
    query = (
        sa.select(Ballot)
        .where(
            Ballot.proposal_id == proposal_id, Ballot.state.in_(COMING + PAST), Ballot.id != (besides or 0)
        )
        .order_by(Ballot.id.desc())
    )
    return _cards(query, now())


def _cards(query: sa.Select[Ballot], moment: datetime) -> list[BallotCard]:
    found = db.session.scalars(query.options(*with_surroundings())).unique()
    return [card(ballot, moment) for ballot in found]
