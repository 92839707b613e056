"""The members of the assembly that sits, with their names: for lists, forms and the count of the quorum."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from consult.kernel.db import db
from consult.kernel.text.collation import in_order
from consult.models.assemblies import Councillor, Seat
from consult.queries.seats import in_office


@dataclass(frozen=True, slots=True)
class Member:
    """A seat in office and who holds it; ``account_id`` once the councillor record has been claimed."""

    seat_id: int
    councillor_id: int
    full_name: str
    function: str | None
    political_group: str | None
    account_id: int | None


def council(assembly_id: int, day: date) -> list[Member]:
    """The members in office on ``day``, by family name."""
    return _members(sa.and_(Seat.assembly_id == assembly_id, in_office(day)))


def members(seats: Iterable[int]) -> dict[int, Member]:
    """Seat → its member, whether still in office or not."""
    return {member.seat_id: member for member in _members(Seat.id.in_(list(seats)))}


def seats_in_office(assembly_id: int, day: date) -> set[int]:
    """The seats in office on ``day``: what the quorum is half of."""
    return set(db.session.scalars(sa.select(Seat.id).where(Seat.assembly_id == assembly_id, in_office(day))))


def _members(condition: sa.ColumnElement[bool]) -> list[Member]:
    rows = db.session.execute(
        sa.select(
            Seat.id,
            Councillor.id,
            Councillor.given_name,
            Councillor.family_name,
            Seat.function,
            Seat.political_group,
            Councillor.account_id,
        )
        .join(Councillor, Councillor.id == Seat.councillor_id)
        .where(condition)
    )
    return [
        Member(seat, person, f"{given} {family}", function, group, account)
        for seat, person, given, family, function, group, account in sorted(
            rows, key=lambda row: (*in_order(row.family_name, row.given_name), row[0])
        )
    ]
