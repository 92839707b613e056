"""Open pages ask here what is going on in the room: one statement, the same answer for everybody."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, Attendance, Sitting
from consult.queries.sittings.lists import PUBLIC
from consult.rules.sittings import ItemState, Movement, SittingState
from consult.rules.voting import BallotState, Mode


@dataclass(frozen=True, slots=True)
class Now:
    """What is going on: the item under discussion and its vote, if any; ``present`` counts heads.

    ``settled`` counts items dealt with or failed and votes counted, so that a page notices each of them.
    """

    state: SittingState
    present: int
    item_id: int | None
    position: int | None
    title: Localised
    ballot_id: int | None
    vote: BallotState | None
    cast: int
    roll: int
    settled: int
    on_paper: bool

    @property
    def stage(self) -> str:
        """What a page shows other buttons for; presence and turnout apart."""
        vote = self.vote.value if self.vote else "-"
        return f"{self.state.value}.{self.item_id or 0}.{self.ballot_id or 0}.{vote}.{self.settled}"


def now_in(sitting_id: int) -> Now:
    """``NotFound`` for a sitting that is not public."""
    row = db.session.execute(
        sa.select(
            Sitting.state,
            _present(sitting_id),
            AgendaItem.id,
            AgendaItem.position,
            AgendaItem.title,
            Ballot.id,
            Ballot.state,
            Ballot.cast_count,
            Ballot.roll_size,
            _settled(sitting_id),
            Ballot.mode,
        )
        .outerjoin(
            AgendaItem, sa.and_(AgendaItem.sitting_id == Sitting.id, AgendaItem.state == ItemState.OPEN)
        )
        .outerjoin(
            Ballot,
            sa.and_(
                Ballot.agenda_item_id == AgendaItem.id,
                Ballot.state.in_([BallotState.open, BallotState.suspended]),
            ),
        )
        .where(Sitting.id == sitting_id, PUBLIC)
        .limit(1)
    ).first()
    if row is None:
        raise NotFound()
    state, present, item_id, position, title, ballot_id, vote, cast, roll, settled, mode = row
    paper = mode is Mode.secret
    return Now(
        state, present, item_id, position, title or {}, ballot_id, vote, cast or 0, roll or 0, settled, paper
    )


def _present(sitting_id: int) -> sa.ScalarSelect[int]:
    """Seats whose newest movement is an arrival."""
    newer = aliased(Attendance)
    later = sa.exists().where(
        newer.sitting_id == sitting_id,
        newer.seat_id == Attendance.seat_id,
        newer.number > Attendance.number,
    )
    return (
        sa.select(sa.func.count())
        .select_from(Attendance)
        .where(Attendance.sitting_id == sitting_id, Attendance.movement == Movement.ARRIVED, ~later)
        .scalar_subquery()
    )


def _settled(sitting_id: int) -> sa.ColumnElement[int]:
    item, ballot = aliased(AgendaItem), aliased(Ballot)
    items = (
        sa.select(sa.func.count())
        .select_from(item)
        .where(item.sitting_id == sitting_id, item.state.in_([ItemState.DONE, ItemState.FAILED]))
    )
    votes = (
        sa.select(sa.func.count(ballot.closed_at) + sa.func.count(ballot.proclaimed_at))
        .select_from(ballot)
        .join(item, item.id == ballot.agenda_item_id)
        .where(item.sitting_id == sitting_id)
    )
    return items.scalar_subquery() + votes.scalar_subquery()
