"""The results page: all figures, by commune, and one commune's names and choices at a time."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.ballots import Ballot, Checkpoint, RollEntry, Vote
from consult.models.programme import Ambition
from consult.models.territory import Commune
from consult.queries.ballots.beside import Beside, beside
from consult.queries.ballots.cards import COUNTED, BallotCard, card
from consult.queries.ballots.checkpoints import newest_checkpoints
from consult.queries.ballots.figures import Figures, figures_of
from consult.queries.ballots.names import NamedVote, named_votes
from consult.queries.ballots.pages import public_ballot
from consult.rules.permissions import Facts
from consult.rules.voting import (
    BallotKind,
    Choice,
    Leaning,
    Mode,
    PopulationReading,
    Tally,
    by_commune,
    by_population,
    count_leanings,
    leaning,
)


@dataclass(frozen=True, slots=True)
class CommuneResult:
    """One commune's councillors on the roll; ``lat`` and ``lon`` are its town hall's, in degrees."""

    insee: str
    name: str
    population: int
    lat: float
    lon: float
    tally: Tally
    leaning: Leaning


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """``figures`` is None until the ballot is counted; everything below it is then empty.

    ``communes`` and the readings belong to opinion ballots across several communes. ``names`` are those of
    the commune ``chosen``, or the whole roll where there is nothing to choose; empty unless the vote was
    public. ``facts`` is what the permission to withhold a reason asks about.
    """

    ballot: BallotCard
    mode: Mode
    figures: Figures | None
    communes: list[CommuneResult]
    leanings: dict[Leaning, int]
    inhabitants: PopulationReading | None
    ambition: Localised | None
    chosen: CommuneResult | None
    names: list[NamedVote]
    supports: int
    neighbours: int
    others: list[Beside]
    checkpoints: list[Checkpoint]
    closed_at: datetime | None
    proclaimed_at: datetime | None
    facts: Facts


def results(ballot_id: int, commune: str | None) -> ResultsPage:
    """The figures of a counted ballot; while it is open, only how many votes were cast.

    ``commune`` is an INSEE code; ``NotFound`` for one without a councillor on the roll. At most seven
    statements.
    """
    ballot = public_ballot(ballot_id)
    figures = figures_of(ballot)
    public = figures is not None and ballot.mode is Mode.public
    communes = _communes(ballot.id) if public and ballot.kind is BallotKind.opinion else []
    chosen = next((row for row in communes if row.insee == commune), None)
    if commune and chosen is None:
        raise NotFound()
    tallies = {row.insee: row.tally for row in communes}
    populations = {row.insee: row.population for row in communes}
    proposal = ballot.proposal
    one_page = not communes or chosen is not None
    return ResultsPage(
        ballot=card(ballot, now()),
        mode=ballot.mode,
        figures=figures,
        communes=communes,
        leanings=count_leanings(by_commune(tallies)),
        inhabitants=by_population(tallies, populations) if communes else None,
        ambition=_ambition(ballot) if figures else None,
        chosen=chosen,
        names=named_votes(ballot.id, commune) if public and one_page else [],
        supports=proposal.support_count if proposal else 0,
        neighbours=proposal.neighbour_support_count if proposal else 0,
        others=beside([proposal.id], [ballot.id]) if proposal else [],
        checkpoints=newest_checkpoints(ballot.id),
        closed_at=ballot.closed_at if ballot.state in COUNTED else None,
        proclaimed_at=ballot.proclaimed_at,
        facts=Facts(chantier=proposal.chantier_number if proposal else None),
    )


def _ambition(ballot: Ballot) -> Localised | None:
    if ballot.kind is not BallotKind.opinion or ballot.proposal is None:
        return None
    found = db.session.get(Ambition, ballot.proposal.chantier.ambition_number)
    return found.name if found else None


def _communes(ballot_id: int) -> list[CommuneResult]:
    def chose(choice: Choice) -> sa.ColumnElement[int]:
        return sa.func.count().filter(Vote.choice == choice)

    place = (Commune.insee, Commune.name, Commune.population, Commune.lat, Commune.lon)
    rows = db.session.execute(
        sa.select(
            *place,
            chose(Choice.for_).label("for_"),
            chose(Choice.against).label("against"),
            chose(Choice.abstain).label("abstain"),
            chose(Choice.blank).label("blank"),
            sa.func.count().label("roll"),
        )
        .select_from(RollEntry)
        .join(Commune, Commune.insee == RollEntry.commune_insee)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id))
        .where(RollEntry.ballot_id == ballot_id)
        .group_by(*place)
    )
    communes = []
    for row in rows:
        tally = Tally(row.for_, row.against, row.abstain, row.blank, row.roll)
        where = (row.insee, row.name, row.population, row.lat, row.lon)
        communes.append(CommuneResult(*where, tally, leaning(tally)))
    return sorted(communes, key=lambda commune: fold(commune.name))
