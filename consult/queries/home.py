"""The front door: what is open now, the project at a glance, and what moved in the last days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor
from consult.kernel.db import Localised, db
from consult.kernel.i18n import current_language
from consult.models.accounts import Account
from consult.models.ballots import Ballot
from consult.models.events import Event
from consult.models.programme import Action, ActionUpdate
from consult.models.proposals import Answer, FollowUp, Proposal
from consult.queries.ballots import BallotCard, open_cards
from consult.queries.conditions import listed
from consult.queries.events import coming
from consult.queries.programme.overview import AmbitionGlance, Glance, ambitions
from consult.queries.proposals.cards import Card, columns, read
from consult.queries.translations import joins
from consult.rules.lifecycle import ProposalState
from consult.rules.programme import ActionStatus
from consult.rules.voting import BallotState

OPEN_THINGS = 3
NEWEST_FIRST = (Proposal.published_at.desc(), Proposal.id.desc())
RECENT = timedelta(days=7)
MOVES = 6
EVENTS = 3


class MoveKind(StrEnum):
    PUBLISHED = "published"
    ANSWERED = "answered"
    PROCLAIMED = "proclaimed"
    PROGRESS = "progress"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Move:
    """Something public that happened to the proposal, ballot or action ``id``.

    ``title`` is the proposal's, in ``language``, or else the ballot's question or the action's title.
    """

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
    events: list[Event]


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
        events=coming(EVENTS),
    )


def _open_proposals(actor: Actor) -> list[Card]:
    """Newest first; before them those of one's own commune. Short lists, each read from an index's end."""
    own = sa.select(Account.commune_insee).where(Account.id == actor.account_id).scalar_subquery()
    lists = [_newest_open(1)]
    if actor.account_id is not None:
        lists.append(_newest_open(0, Proposal.commune_insee == own))
    both = sa.union_all(*(sa.select(each.subquery()) for each in lists)).subquery()
    shown = sa.select(both.c.id, sa.func.min(both.c.rank).label("rank")).group_by(both.c.id).subquery()
    return read(
        columns()
        .join(shown, shown.c.id == Proposal.id)
        .order_by(shown.c.rank, *NEWEST_FIRST)
        .limit(OPEN_THINGS)
    )


def _newest_open(rank: int, *conditions: sa.ColumnElement[bool]) -> sa.Select[int, int]:
    return (
        sa.select(Proposal.id, sa.literal(rank).label("rank"))
        .where(listed(), Proposal.state == ProposalState.PUBLISHED, *conditions)
        .order_by(*NEWEST_FIRST)
        .limit(OPEN_THINGS)
    )


def _moves(since: datetime) -> list[Move]:
    """The newest of what happened in public since then; two statements."""
    heading = joins.heading(current_language())
    written = (
        (MoveKind.PUBLISHED, Proposal.published_at, sa.select(Proposal.id)),
        (MoveKind.ANSWERED, Answer.answered_at, _of_proposal(Answer)),
        (MoveKind.PROGRESS, FollowUp.recorded_at, _of_proposal(FollowUp)),
    )
    official = (
        (
            MoveKind.PROCLAIMED,
            Ballot.proclaimed_at,
            sa.select(Ballot.id, Ballot.question).where(
                Ballot.state.in_((BallotState.proclaimed, BallotState.published))
            ),
        ),
        (
            MoveKind.ACTION,
            ActionUpdate.recorded_at,
            sa.select(Action.id, Action.title)
            .select_from(ActionUpdate)
            .join(Action, Action.id == ActionUpdate.action_id)
            .where(ActionUpdate.status != ActionStatus.ANNOUNCED),
        ),
    )
    moves = _newest(
        [(kind, at, row.add_columns(*heading).where(listed())) for kind, at, row in written], since
    )
    moves += _newest([(kind, at, row.add_columns(sa.null())) for kind, at, row in official], since)
    return sorted(moves, key=lambda move: move.at, reverse=True)[:MOVES]


def _of_proposal(thing: type[Answer | FollowUp]) -> sa.Select[Any]:
    return sa.select(Proposal.id).select_from(thing).join(Proposal, Proposal.id == thing.proposal_id)


def _newest(kinds: list[tuple[MoveKind, Any, sa.Select[Any]]], since: datetime) -> list[Move]:
    """The rows (id, title, language) of each kind with its moment; of each kind no more than can be shown."""
    parts = []
    for kind, moment, rows in kinds:
        part = rows.add_columns(moment.label("at"), sa.literal(kind.value).label("kind"))
        newest = part.where(moment >= since).order_by(moment.desc()).limit(MOVES).subquery()
        parts.append(sa.select(newest))
    return [
        Move(MoveKind(kind), at, number, title, language)
        for number, title, language, at, kind in db.session.execute(sa.union_all(*parts))
    ]
