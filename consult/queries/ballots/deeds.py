"""What the deeds on ballots lock and read."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.assemblies import Assembly, Councillor, Seat
from consult.models.ballots import Ballot, BallotLogEntry, Paper, RollEntry, Vote, VoteReason
from consult.queries.seats import in_electorate, in_office
from consult.rules.ballot_log import Event, RollRow
from consult.rules.voting import BallotState, Choice

RUNNING = (BallotState.scheduled, BallotState.open, BallotState.suspended, BallotState.closed)
ENDED = (BallotState.proclaimed, BallotState.published, BallotState.annulled)


@dataclass(frozen=True, slots=True)
class Voter:
    """A seat before one ballot: who has claimed it, whether it may vote, and what it has voted."""

    account_id: int | None
    language: str
    in_office: bool
    on_roll: bool
    vote: Vote | None
    reason: VoteReason | None


def locked(ballot_id: int) -> Ballot:
    """The ballot, locked and read afresh; every vote and every change of state passes through this lock.

    PostgreSQL: FOR NO KEY UPDATE, which lets votes keep their foreign keys' locks. SQLite: the
    transaction that ``kernel.db.writing`` began IMMEDIATE is the lock. ``NotFound`` when there is none.
    """
    found = db.session.scalar(
        sa.select(Ballot)
        .where(Ballot.id == ballot_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def locked_paper(paper_id: int) -> tuple[Paper, list[Ballot]]:
    """The paper and its ballots by position; the ballots are locked in the order of their ids."""
    paper = db.session.scalar(
        sa.select(Paper)
        .where(Paper.id == paper_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if paper is None:
        raise NotFound()
    ballots = db.session.scalars(
        sa.select(Ballot)
        .where(Ballot.paper_id == paper_id)
        .order_by(Ballot.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    return paper, sorted(ballots, key=lambda ballot: (ballot.position, ballot.id))


def everybody(assembly_id: int | None, day: date) -> sa.ColumnElement[bool]:
    """Condition on the seat: in office on ``day`` in the electorate, all councillors when it is None."""
    return sa.and_(in_electorate(assembly_id, day), in_office(day))


def these(seats: Iterable[int]) -> sa.ColumnElement[bool]:
    """Condition on the seat: one of ``seats``."""
    return Seat.id.in_(list(seats))


def take_roll(ballot_id: int, entitled: sa.ColumnElement[bool]) -> list[RollRow]:
    """Write the ``entitled`` seats on the roll in one statement; those written, by seat.

    ``entitled``: see ``everybody`` and ``these``; a seat that is on the roll already breaks its key.
    """
    rows = (
        sa.select(
            sa.literal(ballot_id),
            Seat.id,
            Councillor.family_name,
            Councillor.given_name,
            Assembly.commune_insee,
        )
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .join(Assembly, Assembly.id == Seat.assembly_id)
        .where(entitled)
        .order_by(Seat.id)
    )
    columns = ["ballot_id", "seat_id", "family_name", "given_name", "commune_insee"]
    db.session.execute(sa.insert(RollEntry).from_select(columns, rows))
    written = db.session.execute(
        sa.select(RollEntry.seat_id, RollEntry.family_name, RollEntry.given_name, RollEntry.commune_insee)
        .join(Seat, Seat.id == RollEntry.seat_id)
        .where(RollEntry.ballot_id == ballot_id, entitled)
        .order_by(RollEntry.seat_id)
    )
    return [(seat, family, given, commune) for seat, family, given, commune in written]


def on_roll(ballot_id: int) -> set[int]:
    """The seats on the roll."""
    return set(db.session.scalars(sa.select(RollEntry.seat_id).where(RollEntry.ballot_id == ballot_id)))


def proxies_told(ballot_id: int) -> set[tuple[int, int]]:
    """Who may vote for whom as the log has said: (grantor, holder)."""
    written = db.session.scalars(
        sa.select(BallotLogEntry.body).where(
            BallotLogEntry.ballot_id == ballot_id, BallotLogEntry.kind == Event.proxy.value
        )
    )
    bodies = [json.loads(body) for body in written]
    return {(body["grantor"], body["holder"]) for body in bodies}


def times_voted(ballot_id: int, seat_id: int) -> int:
    """How many votes of the seat the log holds, those made void included."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                BallotLogEntry.ballot_id == ballot_id,
                BallotLogEntry.seat_id == seat_id,
                BallotLogEntry.kind == Event.vote.value,
            )
        )
        or 0
    )


def votes_of(ballot_id: int) -> list[Vote]:
    """Every current vote, read afresh."""
    return list(
        db.session.scalars(
            sa.select(Vote)
            .where(Vote.ballot_id == ballot_id)
            .order_by(Vote.seat_id)
            .execution_options(populate_existing=True)
        )
    )


def voter(ballot_id: int, seat_id: int, day: date) -> Voter | None:
    """The seat as it stands on ``day``, read afresh in the deed's transaction; None when there is none."""
    row = db.session.execute(
        sa.select(
            Councillor.account_id, Councillor.language, in_office(day), RollEntry.seat_id, Vote, VoteReason
        )
        .select_from(Seat)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .outerjoin(RollEntry, sa.and_(RollEntry.seat_id == Seat.id, RollEntry.ballot_id == ballot_id))
        .outerjoin(Vote, sa.and_(Vote.seat_id == Seat.id, Vote.ballot_id == ballot_id))
        .outerjoin(VoteReason, sa.and_(VoteReason.seat_id == Seat.id, VoteReason.ballot_id == ballot_id))
        .where(Seat.id == seat_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    account_id, language, holds, roll_seat, vote, reason = row
    return Voter(account_id, language, bool(holds), roll_seat is not None, vote, reason)


def entry_by_token(ballot_id: int, client_token: str) -> BallotLogEntry | None:
    """The vote that an earlier sending of the same form left in the log."""
    return db.session.scalar(
        sa.select(BallotLogEntry).where(
            BallotLogEntry.ballot_id == ballot_id, BallotLogEntry.client_token == client_token
        )
    )


def count_choices(ballot_id: int) -> Counter[Choice]:
    """How many seats chose what."""
    rows = db.session.execute(
        sa.select(Vote.choice, sa.func.count()).where(Vote.ballot_id == ballot_id).group_by(Vote.choice)
    )
    return Counter({row[0]: row[1] for row in rows})


def accounts_on_roll(ballot_id: int) -> list[int]:
    """The accounts behind the roll's seats, where a councillor has claimed one."""
    return list(
        db.session.scalars(
            sa.select(Councillor.account_id)
            .join(Seat, Seat.councillor_id == Councillor.id)
            .join(RollEntry, RollEntry.seat_id == Seat.id)
            .where(RollEntry.ballot_id == ballot_id, Councillor.account_id.is_not(None))
            .distinct()
        )
    )


def is_first_of_paper(ballot: Ballot) -> bool:
    """Whether no ballot of the same paper and electorate that will take place stands before this one.

    Only that one announces the paper, so that two ballots opened at once never write the same notice.
    """
    if ballot.paper_id is None:
        return True
    earlier = sa.select(sa.literal(1)).where(
        Ballot.paper_id == ballot.paper_id,
        Ballot.assembly_id.is_not_distinct_from(ballot.assembly_id),
        Ballot.position < ballot.position,
        Ballot.state.not_in([BallotState.draft, BallotState.withdrawn]),
    )
    return not db.session.scalar(sa.select(earlier.exists()))


def running(proposal_id: int, assembly_id: int | None) -> Ballot | None:
    """The ballot on a proposal that is scheduled or not yet proclaimed, in one electorate."""
    return db.session.scalar(
        sa.select(Ballot)
        .where(
            Ballot.proposal_id == proposal_id,
            Ballot.assembly_id.is_not_distinct_from(assembly_id),
            Ballot.state.in_(RUNNING),
        )
        .limit(1)
    )


def last_ended(proposal_id: int, assembly_id: int | None) -> int | None:
    """The newest finished ballot on a proposal that none supersedes yet: a new one is its re-vote."""
    newer = sa.orm.aliased(Ballot)
    return db.session.scalar(
        sa.select(sa.func.max(Ballot.id)).where(
            Ballot.proposal_id == proposal_id,
            Ballot.assembly_id.is_not_distinct_from(assembly_id),
            Ballot.state.in_(ENDED),
            ~sa.exists().where(newer.supersedes_id == Ballot.id),
        )
    )


def due(moment: datetime) -> list[int]:
    """Ids of the ballots whose written state lags behind ``moment``: to be opened, or closed."""
    return list(
        db.session.scalars(
            sa.select(Ballot.id)
            .where(
                sa.or_(
                    sa.and_(Ballot.state == BallotState.scheduled, Ballot.opens_at <= moment),
                    sa.and_(Ballot.state == BallotState.open, Ballot.closes_at < moment),
                )
            )
            .order_by(Ballot.id)
        )
    )
