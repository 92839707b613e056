"""How councillors take part, counted by the worker from mandates and from the rolls of proclaimed ballots."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.models.assemblies import Assembly, AssemblyKind, Councillor, Seat
from consult.models.ballots import Ballot, RollEntry, Vote
from consult.models.proposals import Proposal
from consult.queries.seats import in_office
from consult.rules.voting import BallotKind, BallotState, Mode

PROCLAIMED = (BallotState.proclaimed, BallotState.published)


@dataclass(frozen=True, slots=True)
class Turnout:
    """A proclaimed ballot of all councillors: how many were on its roll and how many voted.

    ``chantier`` is its proposal's, None without one.
    """

    chantier: int | None
    ballot_id: int
    question: Localised
    proclaimed_at: datetime
    roll: int
    cast: int


def seats(day: date) -> tuple[int, int]:
    """Municipal seats in office on ``day``, and those whose councillor has an account here. One statement."""
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(Councillor.account_id))
        .select_from(Seat)
        .join(Assembly, Assembly.id == Seat.assembly_id)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(
            Assembly.kind == AssemblyKind.MUNICIPAL,
            in_office(day),
        )
    ).one()
    return row[0], row[1]


def _of_all_councillors() -> sa.ColumnElement[bool]:
    return sa.and_(
        Ballot.kind == BallotKind.opinion, Ballot.assembly_id.is_(None), Ballot.state.in_(PROCLAIMED)
    )


def turnouts() -> list[Turnout]:
    """The ballots of all councillors, the newest first. One statement."""
    rows = db.session.execute(
        sa.select(
            Proposal.chantier_number,
            Ballot.id,
            Ballot.question,
            Ballot.proclaimed_at,
            Ballot.roll_size,
            Ballot.cast_count,
        )
        .outerjoin(Proposal, Proposal.id == Ballot.proposal_id)
        .where(_of_all_councillors())
        .order_by(Ballot.proclaimed_at.desc(), Ballot.id.desc())
    )
    return [
        Turnout(chantier, number, question, at, roll, cast)
        for chantier, number, question, at, roll, cast in rows
        if at
    ]


def turnouts_by_commune() -> Iterator[tuple[int | None, str, int, int]]:
    """(Chantier, commune, votes that could be cast, votes cast) over the public ones of ``turnouts``.

    As on the pages of results, ballots whose votes are secret are not told by commune. One statement.
    """
    groups = (Proposal.chantier_number, RollEntry.commune_insee)
    rows = db.session.execute(
        sa.select(*groups, sa.func.count(), sa.func.count(Vote.seat_id))
        .select_from(Ballot)
        .join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .outerjoin(Proposal, Proposal.id == Ballot.proposal_id)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id))
        .where(_of_all_councillors(), Ballot.mode == Mode.public, RollEntry.commune_insee.is_not(None))
        .group_by(*groups)
    )
    return ((chantier, commune, roll, cast) for chantier, commune, roll, cast in rows if commune)
