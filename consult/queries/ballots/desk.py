"""The councillor's desk: what waits for a vote, what was voted, what came of it."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised, db
from consult.models.assemblies import Seat
from consult.models.ballots import Ballot, RollEntry
from consult.queries.ballots.cards import COMING, PAST, BallotCard, card, with_surroundings
from consult.queries.ballots.mandates import mandates
from consult.queries.ballots.receipts import Mandate
from consult.queries.seats import seats_of
from consult.rules.voting import BallotState

RECENT = 40
OVER = (BallotState.closed, BallotState.proclaimed, BallotState.published, BallotState.annulled)


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One ballot with the seats that the reader votes for in it."""

    ballot: BallotCard
    change_allowed: bool
    mandates: list[Mandate]

    @property
    def waiting(self) -> bool:
        """Whether a seat that may vote has not voted yet."""
        return any(mandate.entitled and mandate.vote is None for mandate in self.mandates)

    @property
    def voted(self) -> bool:
        return any(mandate.vote for mandate in self.mandates)


@dataclass(frozen=True, slots=True)
class Desk:
    """``waiting``, ``suspended``, ``coming`` by deadline, sittings first; ``ended`` newest first."""

    seats: list[tuple[int, Localised]]
    waiting: list[DeskItem]
    suspended: list[DeskItem]
    coming: list[DeskItem]
    voted: list[DeskItem]
    ended: list[DeskItem]

    @property
    def by_chantier(self) -> list[tuple[int | None, list[DeskItem]]]:
        """What waits, under its chantier's number; what belongs to none comes first."""
        ordered = sorted(self.waiting, key=_chantier)
        return [(number or None, list(items)) for number, items in groupby(ordered, key=_chantier)]


def _chantier(item: DeskItem) -> int:
    return item.ballot.chantier_number or 0


def _deadline(item: DeskItem) -> tuple[datetime, int]:
    """A vote in a sitting has no hour at which it ends, so it counts from its opening."""
    return item.ballot.closes_at or item.ballot.opens_at, item.ballot.id


def desk(councillor_id: int) -> Desk:
    """Everything on the desk of one councillor, in five statements."""
    moment = now()
    day = local_day(moment)
    seats = [(seat.id, seat.assembly.name) for seat in seats_of(councillor_id, day)]
    ballots = _ballots(councillor_id)
    own = mandates(ballots, councillor_id, day)
    items = [
        DeskItem(card(ballot, moment), bool(ballot.rules.get("change_allowed")), own[ballot.id])
        for ballot in ballots
        if own[ballot.id]
    ]
    by_end = sorted(items, key=_deadline)
    open_now = [item for item in by_end if item.ballot.state is BallotState.open]
    return Desk(
        seats=seats,
        waiting=[item for item in open_now if item.waiting],
        suspended=[item for item in by_end if item.ballot.state is BallotState.suspended],
        coming=[item for item in by_end if item.ballot.state is BallotState.scheduled],
        voted=[item for item in open_now if item.voted],
        ended=[item for item in reversed(by_end) if item.ballot.state in OVER],
    )


def _ballots(councillor_id: int) -> list[Ballot]:
    """What is coming or open for anybody, and the latest of what the councillor was on the roll of."""
    on_roll = sa.exists(
        sa.select(sa.literal(1))
        .select_from(RollEntry)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .where(RollEntry.ballot_id == Ballot.id, Seat.councillor_id == councillor_id)
    )
    coming = sa.and_(Ballot.state.in_(COMING), sa.or_(Ballot.roll_taken_at.is_(None), on_roll))
    past = sa.and_(Ballot.state.in_(PAST), on_roll)
    query = (
        sa.select(Ballot)
        .where(sa.or_(coming, past))
        .order_by(sa.case((Ballot.state.in_(COMING), 0), else_=1), Ballot.id.desc())
        .limit(RECENT)
        .options(*with_surroundings())
    )
    return list(db.session.scalars(query).unique())
