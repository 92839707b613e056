"""Names, choices and public reasons of a counted ballot, for the results page and for moderators."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.collation import in_order
from consult.models.assemblies import Councillor, Seat
from consult.models.ballots import Ballot, RollEntry, Vote, VoteReason
from consult.queries.ballots.cards import COUNTED
from consult.rules.lifecycle import Visibility
from consult.rules.voting import Choice, Mode


@dataclass(frozen=True, slots=True)
class NamedVote:
    """A councillor's public vote; no ``choice`` means none was cast. A withheld reason is empty.

    ``cast_by``: who gave it as the member's proxy. ``by_hand``: a clerk entered it.
    """

    seat_id: int
    full_name: str
    choice: Choice | None
    cast_by: str | None
    by_hand: bool
    reason: str
    reason_language: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class PublicReason:
    """A reason as its councillor gave it, and whose it is: ``account_id`` is None where none is claimed."""

    ballot: Ballot
    row: VoteReason
    full_name: str
    account_id: int | None


def named_votes(ballot_id: int, commune: str | None) -> list[NamedVote]:
    """The roll of one commune, or the whole roll when ``commune`` is None, by name."""
    holder = aliased(RollEntry)
    own = sa.and_(Vote.ballot_id == RollEntry.ballot_id, Vote.seat_id == RollEntry.seat_id)
    rows = db.session.execute(
        sa.select(RollEntry, Vote, holder.given_name + " " + holder.family_name, VoteReason)
        .outerjoin(Vote, own)
        .outerjoin(
            holder, sa.and_(holder.ballot_id == Vote.ballot_id, holder.seat_id == Vote.cast_by_seat_id)
        )
        .outerjoin(
            VoteReason,
            sa.and_(VoteReason.ballot_id == RollEntry.ballot_id, VoteReason.seat_id == RollEntry.seat_id),
        )
        .where(RollEntry.ballot_id == ballot_id, *([RollEntry.commune_insee == commune] if commune else []))
    )
    by_name = sorted(rows, key=lambda row: (*in_order(row[0].family_name, row[0].given_name), row[0].seat_id))
    return [_named(*row) for row in by_name]


def _named(entry: RollEntry, vote: Vote | None, cast_by: str | None, reason: VoteReason | None) -> NamedVote:
    shown = reason is not None and reason.visibility is Visibility.VISIBLE
    return NamedVote(
        seat_id=entry.seat_id,
        full_name=f"{entry.given_name} {entry.family_name}",
        choice=vote.choice if vote else None,
        cast_by=cast_by,
        by_hand=vote is not None and vote.entered_by_id is not None,
        reason=reason.body if reason and shown else "",
        reason_language=reason.language if reason and shown else "",
        withheld=reason is not None and not shown,
    )


def public_reason(ballot_id: int, seat_id: int, *, lock: bool = False) -> PublicReason:
    """The reason of a seat once names are public; before that, or without one, ``NotFound``."""
    query = (
        sa.select(Ballot, VoteReason, RollEntry, Councillor.account_id)
        .join(VoteReason, VoteReason.ballot_id == Ballot.id)
        .join(
            RollEntry,
            sa.and_(RollEntry.ballot_id == VoteReason.ballot_id, RollEntry.seat_id == VoteReason.seat_id),
        )
        .join(Seat, Seat.id == VoteReason.seat_id)
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(
            VoteReason.ballot_id == ballot_id,
            VoteReason.seat_id == seat_id,
            Ballot.state.in_(COUNTED),
            Ballot.mode == Mode.public,
        )
        .options(sa.orm.joinedload(Ballot.proposal))
    )
    if lock:
        query = query.with_for_update(of=VoteReason).execution_options(populate_existing=True)
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound()
    ballot, row, entry, account_id = found
    return PublicReason(ballot, row, f"{entry.given_name} {entry.family_name}", account_id)
