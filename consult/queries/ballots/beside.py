"""What stands beside a result and is never added to it: other electorates' ballots, a paper's ambitions."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import Localised, db
from consult.models.ballots import Ballot
from consult.models.programme import Ambition
from consult.queries.ballots.cards import COMING, PAST, BallotCard, card, with_surroundings
from consult.queries.ballots.figures import Figures, figures_of
from consult.queries.ballots.pages import PaperPage
from consult.rules.voting import AmbitionReading, BallotKind, by_ambition


@dataclass(frozen=True, slots=True)
class Beside:
    """Another ballot with its figures; None until it is counted."""

    ballot: BallotCard
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class PaperReading:
    """A counted paper: figures by ballot id, the reading by ambition, and other electorates' ballots.

    ``ambitions`` names each ambition of the reading.
    """

    figures: dict[int, Figures]
    ambitions: dict[int, Localised]
    readings: dict[int, AmbitionReading]
    others: list[Beside]


def beside(proposal_ids: Iterable[int], own: Iterable[int]) -> list[Beside]:
    """Every public ballot on the proposals but the ``own`` ones, the newest first."""
    wanted = list(proposal_ids)
    if not wanted:
        return []
    moment = now()
    found = db.session.scalars(
        sa.select(Ballot)
        .where(
            Ballot.proposal_id.in_(wanted),
            Ballot.state.in_(COMING + PAST),
            Ballot.id.not_in(list(own)),
        )
        .order_by(Ballot.id.desc())
        .options(*with_surroundings())
    ).unique()
    return [Beside(card(ballot, moment), figures_of(ballot)) for ballot in found]


def paper_reading(page: PaperPage) -> PaperReading:
    """What the page of a paper shows besides its questions, in three statements."""
    cards = [one.ballot for one in page.ballots]
    rows = db.session.scalars(sa.select(Ballot).where(Ballot.id.in_([one.id for one in cards])))
    figures = {ballot.id: found for ballot in rows if (found := figures_of(ballot)) is not None}
    readings = by_ambition(
        (one.ambition_number, one.outcome, figures[one.id].tally)
        for one in cards
        if one.kind is BallotKind.opinion and one.id in figures and one.outcome and one.ambition_number
    )
    names = db.session.execute(
        sa.select(Ambition.number, Ambition.name).where(Ambition.number.in_(list(readings)))
    )
    return PaperReading(
        figures=figures,
        ambitions={row.number: row.name for row in names},
        readings=readings,
        others=beside({one.proposal_id for one in cards if one.proposal_id}, [one.id for one in cards]),
    )
