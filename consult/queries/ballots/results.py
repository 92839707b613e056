"""The results page: all figures, by commune, and one commune's names and choices at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.ballots import RollEntry, Vote, VoteReason
from consult.models.territory import Commune
from consult.queries.ballots.cards import COUNTED, BallotCard, card, of_proposal
from consult.queries.ballots.pages import public_ballot
from consult.rules.lifecycle import Visibility
from consult.rules.voting import (
    Choice,
    Flag,
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
    """One commune's councillors on the roll; ``population`` only for the reading by inhabitants."""

    insee: str
    name: str
    population: int
    tally: Tally
    leaning: Leaning


@dataclass(frozen=True, slots=True)
class NamedVote:
    """A councillor's public vote; no ``choice`` means none was cast. A withheld reason is empty."""

    full_name: str
    choice: Choice | None
    reason: str
    reason_language: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """``tally`` is None until the ballot is counted; everything below it is then empty.

    ``names`` are those of the commune ``chosen``, or the whole roll of an assembly without communes.
    """

    ballot: BallotCard
    tally: Tally | None
    flags: tuple[Flag, ...]
    communes: list[CommuneResult]
    leanings: dict[Leaning, int]
    inhabitants: PopulationReading | None
    chosen: CommuneResult | None
    names: list[NamedVote]
    supports: int
    neighbours: int
    others: list[BallotCard]
    closed_at: datetime | None
    proclaimed_at: datetime | None


def results(ballot_id: int, commune: str | None) -> ResultsPage:
    """The figures of a counted ballot; while it is open, only how many votes were cast.

    ``commune`` is an INSEE code; ``NotFound`` for one without a councillor on the roll.
    """
    ballot = public_ballot(ballot_id)
    counted = ballot.state in COUNTED
    communes = _communes(ballot.id) if counted else []
    chosen = next((row for row in communes if row.insee == commune), None)
    if commune and chosen is None:
        raise NotFound()
    tallies = {row.insee: row.tally for row in communes}
    populations = {row.insee: row.population for row in communes}
    public = counted and ballot.mode is Mode.public and (chosen is not None or not communes)
    proposal = ballot.proposal
    return ResultsPage(
        ballot=card(ballot, now()),
        tally=_tally(ballot.figures) if counted else None,
        flags=tuple(Flag(flag) for flag in ballot.figures.get("flags", ())) if counted else (),
        communes=communes,
        leanings=count_leanings(by_commune(tallies)),
        inhabitants=by_population(tallies, populations) if communes else None,
        chosen=chosen,
        names=_names(ballot.id, commune) if public else [],
        supports=proposal.support_count if proposal else 0,
        neighbours=proposal.neighbour_support_count if proposal else 0,
        others=[one for one in of_proposal(proposal.id, besides=ballot.id) if one.counted]
        if proposal
        else [],
        closed_at=ballot.closed_at if counted else None,
        proclaimed_at=ballot.proclaimed_at,
    )


def _tally(figures: dict[str, Any]) -> Tally:
    return Tally(
        for_=figures["for"],
        against=figures["against"],
        abstain=figures["abstain"],
        blank=figures["blank"],
        in_roll=figures["in_office"],
    )


def _communes(ballot_id: int) -> list[CommuneResult]:
    def chose(choice: Choice) -> sa.ColumnElement[int]:
        return sa.func.count().filter(Vote.choice == choice)

    rows = db.session.execute(
        sa.select(
            Commune.insee,
            Commune.name,
            Commune.population,
            chose(Choice.for_),
            chose(Choice.against),
            chose(Choice.abstain),
            chose(Choice.blank),
            sa.func.count(),
        )
        .select_from(RollEntry)
        .join(Commune, Commune.insee == RollEntry.commune_insee)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id))
        .where(RollEntry.ballot_id == ballot_id)
        .group_by(Commune.insee, Commune.name, Commune.population)
    )
    communes = []
    for insee, name, population, for_, against, abstain, blank, roll in rows:
        tally = Tally(for_=for_, against=against, abstain=abstain, blank=blank, in_roll=roll)
        communes.append(CommuneResult(insee, name, population, tally, leaning(tally)))
    return sorted(communes, key=lambda commune: fold(commune.name))


def _names(ballot_id: int, commune: str | None) -> list[NamedVote]:
    rows = db.session.execute(
        sa.select(RollEntry, Vote.choice, VoteReason)
        .outerjoin(Vote, sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id))
        .outerjoin(
            VoteReason,
            sa.and_(VoteReason.ballot_id == RollEntry.ballot_id, VoteReason.seat_id == RollEntry.seat_id),
        )
        .where(
            RollEntry.ballot_id == ballot_id,
            RollEntry.commune_insee.is_not_distinct_from(commune),
        )
        .order_by(RollEntry.family_name, RollEntry.given_name, RollEntry.seat_id)
    )
    return [
        _named(f"{entry.given_name} {entry.family_name}", choice, reason) for entry, choice, reason in rows
    ]


def _named(full_name: str, choice: Choice | None, reason: VoteReason | None) -> NamedVote:
    withheld = reason is not None and reason.visibility is not Visibility.VISIBLE
    shown = reason is not None and not withheld
    return NamedVote(
        full_name=full_name,
        choice=choice,
        reason=reason.body if reason and shown else "",
        reason_language=reason.language if reason and shown else "",
        withheld=withheld,
    )
