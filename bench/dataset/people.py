"""Residents and neighbours: numbered, invented, at home where people live."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

import sqlalchemy as sa

from bench.dataset.bulk import Row, load, next_id
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.models.territory import Commune

#: One account in so many lives beyond the border, and one in so many reads German.
NEIGHBOURS, GERMAN = 20, 5
#: They came within so many seconds of each other.
APART = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class People:
    """The accounts ``first`` to ``first + count - 1``, oldest first."""

    first: int
    count: int
    since: datetime

    def neighbour(self, number: int) -> bool:
        """Whether the ``number``th of them (from 0) lives beyond the border."""
        return number % NEIGHBOURS == 0


def settle_people(count: int, since: datetime, password_hash: str) -> People:
    """Write ``count`` accounts, all with the same password."""
    people = People(next_id(Account), count, since)
    rows = db.session.execute(sa.select(Commune.insee, Commune.population).order_by(Commune.insee)).all()
    load(
        Account,
        _rows(people, [row.insee for row in rows], [row.population for row in rows], password_hash),
        count,
    )
    return people


def address(number: int) -> str:
    """The address of the ``number``th of them."""
    return f"resident-{number}@example.org"


def _rows(
    people: People, communes: Sequence[str], populations: Sequence[int], password_hash: str
) -> Iterator[Row]:
    ends = list(accumulate(populations))
    origins = [option.key for option in territory().origins if option.neighbour]
    for number in range(people.count):
        away = people.neighbour(number)
        came = people.since + APART * (number % 100_000)
        home = communes[bisect(ends, number * 7_919 % ends[-1])]
        yield {
            "id": people.first + number,
            "email": address(number),
            "display_name": f"Habitante {number}" if number % GERMAN else f"Anwohner {number}",
            "language": "fr" if number % GERMAN else "de",
            "password_hash": password_hash,
            "commune_insee": None if away else home,
            "origin": origins[number // NEIGHBOURS % len(origins)] if away else None,
            "ties": [],
            "charter_accepted_at": came,
            "age_declared_at": came,
            "created_at": came,
            "confirmed_at": came,
        }
