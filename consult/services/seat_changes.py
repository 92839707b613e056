"""A plan of seats becomes rows here, in a few statements however long the list is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from consult.kernel.db import db
from consult.models.assemblies import Councillor, Seat
from consult.queries import seat_lists as queries
from consult.rules.seat_files import FIELDS, SeatRow
from consult.rules.seat_plans import PERSONAL, Addition, Change


def write(additions: Iterable[Addition], assembly_ids: Mapping[str, int]) -> list[Seat]:
    """The new seats, in the order given, with the councillors not known yet."""
    additions = list(additions)
    told: dict[int, SeatRow] = {}
    for addition in additions:
        if addition.who < 0 and (addition.who not in told or addition.row.email):
            told[addition.who] = addition.row
    people = {
        who: Councillor(
            family_name=row.family_name, given_name=row.given_name, email=row.email, language=row.language
        )
        for who, row in told.items()
    }
    db.session.add_all(people.values())
    db.session.flush()
    seats = [
        Seat(
            assembly_id=assembly_ids[addition.row.assembly],
            councillor_id=people[addition.who].id if addition.who < 0 else addition.who,
            starts_on=addition.row.starts_on,
            ends_on=addition.row.ends_on,
            function=addition.row.function,
            political_group=addition.row.political_group,
            leads_group=bool(addition.row.leads_group),
        )
        for addition in additions
    ]
    db.session.add_all(seats)
    db.session.flush()
    return seats


def change(changes: Iterable[Change]) -> None:
    """Give seats and councillors their new values."""
    seats: dict[int, dict[str, object]] = defaultdict(dict)
    people: dict[int, dict[str, object]] = defaultdict(dict)
    for one in changes:
        if one.column in PERSONAL:
            people[one.councillor_id][FIELDS[one.column]] = one.after
        elif one.seat_id is not None:
            seats[one.seat_id][FIELDS[one.column]] = one.after
    queries.change_seats(seats)
    queries.change_councillors(people)
