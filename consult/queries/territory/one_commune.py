"""A commune's page: its council and how it voted, proposals, actions, events and places."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.assemblies import Assembly, AssemblyKind, Seat
from consult.models.ballots import Ballot, RollEntry, Vote
from consult.models.events import Event
from consult.models.programme import Action
from consult.models.territory import Commune, Place
from consult.queries import events
from consult.queries.programme.listing import in_commune, shown
from consult.queries.proposals.cards import Card, cards
from consult.queries.seats import in_office
from consult.rules.voting import BallotKind, BallotState, Choice, Mode, Tally

PROPOSALS, BALLOTS, EVENTS = 6, 5, 4


@dataclass(frozen=True, slots=True)
class CouncilVote:
    """How the commune's councillors voted in one ballot of all councillors."""

    ballot_id: int
    question: Localised
    tally: Tally


@dataclass(frozen=True, slots=True)
class CommunePage:
    """``seats`` in office today of the ``seats_total`` that the law gives; None while no council is known."""

    commune: Commune
    places: list[Place]
    actions: list[Action]
    proposals: list[Card]
    events: list[Event]
    votes: list[CouncilVote]
    seats: int | None
    seats_total: int | None


def commune(insee: str, today: date) -> CommunePage:
    """The commune's page, or ``NotFound``. Eight statements at most."""
    found, seats, seats_total, places = _ground(insee, today)
    actions = shown(at_once=True).where(in_commune(insee))
    ordered = actions.order_by(Action.chantier_number, Action.starts_on, Action.id)
    return CommunePage(
        commune=found,
        places=places,
        actions=list(db.session.scalars(ordered).unique()),
        proposals=cards(commune=insee, limit=PROPOSALS),
        events=events.of_commune(insee, EVENTS),
        votes=_votes(insee),
        seats=seats,
        seats_total=seats_total,
    )


def _ground(insee: str, today: date) -> tuple[Commune, int | None, int | None, list[Place]]:
    """The commune, its council's seats taken and in all, its places; ``NotFound`` for what no code can be."""
    if not (insee.isascii() and insee.isalnum()):
        raise NotFound
    taken = (
        sa.select(sa.func.count())
        .select_from(Seat)
        .where(Seat.assembly_id == Assembly.id, in_office(today))
        .correlate(Assembly)
        .scalar_subquery()
    )
    council = sa.and_(Assembly.commune_insee == Commune.insee, Assembly.kind == AssemblyKind.MUNICIPAL)
    rows = db.session.execute(
        sa.select(Commune, Assembly.seats_total, taken, Place)
        .outerjoin(Assembly, council)
        .outerjoin(Place, Place.commune_insee == Commune.insee)
        .where(Commune.insee == insee)
        .order_by(Place.key)
    ).all()
    if not rows:
        raise NotFound
    found, seats_total, seats, _place = rows[0]
    known = seats_total is not None
    return found, seats if known else None, seats_total, [row[3] for row in rows if row[3] is not None]


def _votes(insee: str) -> list[CouncilVote]:
    """The newest proclaimed roll-call ballots in which the commune stood on the roll. One statement."""

    def chose(choice: Choice) -> sa.ColumnElement[int]:
        return sa.func.count().filter(Vote.choice == choice)

    rows = db.session.execute(
        sa.select(
            Ballot.id,
            Ballot.question,
            *(chose(each) for each in (Choice.for_, Choice.against, Choice.abstain, Choice.blank)),
            sa.func.count(),
        )
        .join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id))
        .where(
            RollEntry.commune_insee == insee,
            Ballot.kind == BallotKind.opinion,
            Ballot.mode == Mode.public,
            Ballot.state.in_([BallotState.proclaimed, BallotState.published]),
        )
        .group_by(Ballot.id)
        .order_by(Ballot.id.desc())
        .limit(BALLOTS)
    )
    return [CouncilVote(ballot_id, question, Tally(*counts)) for ballot_id, question, *counts in rows]
