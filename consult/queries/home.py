"""The front door: what is open now, the project at a glance, and what moved in the last days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.db import Localised, db
from consult.kernel.i18n import current_language
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.proposals import Answer, Proposal
from consult.queries.ballots import BallotCard, open_cards
from consult.queries.conditions import listed
from consult.queries.programme.overview import AmbitionGlance, Glance, ambitions
from consult.queries.proposals.cards import Card, columns, read
from consult.queries.translations import joins
from consult.rules.lifecycle import ProposalState
from consult.rules.voting import BallotState

OPEN_THINGS = 3
RECENT = timedelta(days=7)
MOVES = 6


class MoveKind(StrEnum):
    PUBLISHED = "published"
    ANSWERED = "answered"
    PROCLAIMED = "proclaimed"


@dataclass(frozen=True, slots=True)
class Move:
    """Something public that happened: ``title`` is a proposal's, in ``language``, or a ballot's question."""

    kind: MoveKind
    at: datetime
    id: int
    title: str | Localised
    language: str | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    """``ballots``, ``proposals`` and ``chantiers`` together are the three things open now."""

    ambitions: list[AmbitionGlance]
    ballots: list[BallotCard]
    proposals: list[Card]
    chantiers: list[Glance]
    moves: list[Move]


def page(actor: Actor, now: datetime, today: date) -> HomePage:
    """The home page for ``actor``: proposals of their own commune come first. Seven statements."""
    overview = ambitions(today)
    ballots = open_cards(OPEN_THINGS)
    proposals = _open_proposals(actor)[: max(1, OPEN_THINGS - len(ballots) - 1)]
    inviting = sorted(
        (glance for ambition in overview for glance in ambition.chantiers if glance.takes_ideas),
        key=lambda glance: (glance.proposals, glance.chantier.number),
    )
    ballots = ballots[: OPEN_THINGS - len(proposals)]
    return HomePage(
        ambitions=overview,
        ballots=ballots,
        proposals=proposals,
        chantiers=inviting[: OPEN_THINGS - len(ballots) - len(proposals)],
        moves=_moves(now - RECENT),
    )


def _open_proposals(actor: Actor) -> list[Card]:
    near = sa.select(Account.commune_insee).where(Account.id == actor.account_id).scalar_subquery()
    return read(
        columns()
        .where(Proposal.state == ProposalState.PUBLISHED, listed())
        .order_by(
            sa.case((Proposal.commune_insee == near, 0), else_=1),
            Proposal.published_at.desc(),
            Proposal.id.desc(),
        )
        .limit(OPEN_THINGS)
    )


def _moves(since: datetime) -> list[Move]:
    told = (Proposal.id, *joins.heading(current_language()))
    published = sa.select(Proposal.published_at, *told).where(listed(), Proposal.published_at >= since)
    answered = (
        sa.select(Answer.answered_at, *told)
        .join(Proposal, Proposal.id == Answer.proposal_id)
        .where(listed(), Answer.answered_at >= since)
    )
    proclaimed = sa.select(Ballot.proclaimed_at, Ballot.id, Ballot.question).where(
        Ballot.state.in_((BallotState.proclaimed, BallotState.published)), Ballot.proclaimed_at >= since
    )
    moves = [
        Move(kind, *row)
        for kind, statement, moment in (
            (MoveKind.PUBLISHED, published, Proposal.published_at),
            (MoveKind.ANSWERED, answered, Answer.answered_at),
            (MoveKind.PROCLAIMED, proclaimed, Ballot.proclaimed_at),
        )
        for row in db.session.execute(statement.order_by(moment.desc()).limit(MOVES))
    ]
    return sorted(moves, key=lambda move: move.at, reverse=True)[:MOVES]
