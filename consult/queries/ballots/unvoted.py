"""Reminders ask here what is about to end, and who has not voted in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot, RollEntry, Vote
from consult.models.notifications import OutboxItem
from consult.queries.seats import in_office
from consult.rules.voting import BallotKind, BallotState


@dataclass(frozen=True, slots=True)
class Ending:
    """Ballots that a voter answers together: those of one paper, or a single one without a paper."""

    paper_id: int | None
    ballot_ids: tuple[int, ...]
    opens_at: datetime
    closes_at: datetime


def ending(moment: datetime, until: datetime) -> list[Ending]:
    """Open opinion ballots whose end lies between the two instants, by paper; suspended ones are left out."""
    rows = db.session.execute(
        sa.select(Ballot.id, Ballot.paper_id, Ballot.opens_at, Ballot.closes_at)
        .where(
            Ballot.state == BallotState.open,
            Ballot.kind == BallotKind.opinion,
            Ballot.closes_at >= moment,
            Ballot.closes_at <= until,
        )
        .order_by(Ballot.id)
    )
    together: dict[tuple[object, ...], list[int]] = {}
    for number, paper_id, opens_at, closes_at in rows:
        key = (paper_id, None if paper_id else number, opens_at, closes_at)
        together.setdefault(key, []).append(number)
    return [Ending(key[0], tuple(ids), key[2], key[3]) for key, ids in together.items()]  # type: ignore[arg-type]  # as selected


def _waiting(ballot_ids: Iterable[int], day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on roll entries joined with seats and votes: could vote on ``day``, and has not."""
    return RollEntry.ballot_id.in_(list(ballot_ids)), Vote.seat_id.is_(None), in_office(day)


def _roll_with_votes() -> sa.Join:
    joined = sa.join(RollEntry, Seat, Seat.id == RollEntry.seat_id)
    joined = joined.join(Councillor, Councillor.id == Seat.councillor_id)
    own = sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id)
    return joined.outerjoin(Vote, own)


def accounts_unvoted(ballot_ids: Iterable[int], day: date, told: str) -> list[int]:
    """Accounts with a seat that could still vote in one of the ballots and has not, each once.

    Left out are those whose notice stands in the outbox: ``told`` is its key up to the account's number.
    """
    known = sa.exists().where(
        OutboxItem.deduplication == sa.literal(told) + sa.cast(Councillor.account_id, sa.String)
    )
    return list(
        db.session.scalars(
            sa.select(Councillor.account_id)
            .select_from(_roll_with_votes())
            .where(*_waiting(ballot_ids, day), Councillor.account_id.is_not(None), ~known)
            .distinct()
            .order_by(Councillor.account_id)
        )
    )


def unvoted_by(account_id: int, ballot_ids: Iterable[int], moment: datetime, day: date) -> list[Ballot]:
    """Those of the ballots that are open and lack a vote of one of the account's seats, by position."""
    missing = (
        sa.select(RollEntry.ballot_id)
        .select_from(_roll_with_votes())
        .where(*_waiting(ballot_ids, day), Councillor.account_id == account_id)
    )
    return list(
        db.session.scalars(
            sa.select(Ballot)
            .where(
                Ballot.id.in_(missing),
                Ballot.state == BallotState.open,
                Ballot.closes_at >= moment,
            )
            .order_by(Ballot.position, Ballot.id)
            .options(sa.orm.joinedload(Ballot.paper))
        )
    )
