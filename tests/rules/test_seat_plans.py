"""What a list would change: who is whom, what is kept, and what stands in the way."""

from datetime import date
from typing import Any

import pytest

from consult.rules.seat_columns import Column
from consult.rules.seat_files import Problem, Reading, SeatRow
from consult.rules.seat_plans import Person, Plan, Standing, State, plan

START, TODAY = date(2020, 7, 1), date(2026, 1, 15)


def row(number: int = 2, **values: Any) -> SeatRow:
    return SeatRow(
        **(
            {
                "row": number,
                "assembly": "a",
                "family_name": "Noyer",
                "given_name": "Claude",
                "starts_on": START,
                "language": "fr",
            }
            | values
        )
    )


def seat(seat_id: int = 1, *, person: Person | None = None, **values: Any) -> Standing:
    held = person or Person(seat_id, "Noyer", "Claude", None, "fr")
    facts = {"ends_on": None, "function": None, "political_group": None, "leads_group": False}
    return Standing(
        **({"seat_id": seat_id, "assembly": "a", "person": held, "starts_on": START} | facts | values)
    )


def planned(
    *rows: SeatRow, seats: tuple[Standing, ...] = (), people: tuple[Person, ...] = (), **totals: int
) -> Plan:
    found, problems = outcome(*rows, seats=seats, people=people, **totals)
    assert problems == ()
    return found


def outcome(
    *rows: SeatRow, seats: tuple[Standing, ...] = (), people: tuple[Person, ...] = (), **totals: int
) -> tuple[Plan, tuple[Problem, ...]]:
    return plan(Reading(rows), State(seats, people or tuple(one.person for one in seats), totals, TODAY))


def test_a_known_seat_changes_nothing() -> None:
    found = planned(row(), seats=(seat(),))
    assert (found.empty, found.unchanged, found.missing, found.notes) == (True, 1, (), ())


def test_changes_are_of_the_seat_or_of_its_councillor() -> None:
    typed = row(function="Maire", political_group="A", email="a@example.org", language="de", leads_group=True)
    found = planned(typed, seats=(seat(political_group="B"),))
    assert {(one.column, one.before, one.after) for one in found.changes} == {
        (Column.FUNCTION, None, "Maire"),
        (Column.GROUP, "B", "A"),
        (Column.EMAIL, None, "a@example.org"),
        (Column.LANGUAGE, "fr", "de"),
        (Column.LEADS_GROUP, False, True),
    }
    assert found.unchanged == 0


def test_empty_cells_keep_address_and_end_but_not_function() -> None:
    known = seat(
        person=Person(1, "Noyer", "Claude", "a@example.org", "fr"),
        ends_on=date(2025, 6, 30),
        function="Maire",
        leads_group=True,
    )
    found = planned(row(), seats=(known,))
    assert [(one.column, one.after) for one in found.changes] == [(Column.FUNCTION, None)]
    (note,) = found.notes
    assert note.message.values["day"] == date(2025, 6, 30)


def test_a_seat_left_out_is_told_and_former_ones_and_other_assemblies_are_not() -> None:
    others = Person(2, "Orme", "Ada", None, "fr")
    kept = seat(2, person=others)
    former = seat(3, person=others, starts_on=date(2014, 4, 1), ends_on=date(2020, 6, 30))
    elsewhere = seat(4, person=others, assembly="b")
    found = planned(row(), seats=(seat(), kept, former, elsewhere))
    assert (found.missing, found.empty) == ((kept,), True)


@pytest.mark.parametrize(
    ("ties", "one_person"),
    [
        ({"email": "a@example.org"}, True),
        ({"person": "p1"}, True),
        ({}, False),
    ],
)
def test_two_seats_are_one_councillor_only_when_something_ties_them(
    ties: dict[str, str], one_person: bool
) -> None:
    found = planned(row(2, **ties), row(3, assembly="b", **ties))
    assert (len({one.who for one in found.additions}) == 1) is one_person
    assert len(found.notes) == (0 if one_person else 1)


def test_a_shared_mailbox_ties_nobody_with_another_name() -> None:
    found = planned(row(2, email="m@example.org"), row(3, given_name="Ada", email="m@example.org"))
    assert len({one.who for one in found.additions}) == 2


def test_a_councillor_known_elsewhere_is_met_by_names_and_address() -> None:
    known = Person(9, "Noyer", "Claude", "a@example.org", "fr")
    assert [one.who for one in planned(row(email="a@example.org"), people=(known,)).additions] == [9]
    apart = planned(row(email="b@example.org"), people=(known,))
    assert (apart.additions[0].who < 0, len(apart.notes)) == (True, 1)


def test_a_row_tied_to_a_known_seat_joins_its_councillor() -> None:
    found = planned(row(2, person="p"), row(3, assembly="b", person="p"), seats=(seat(7),))
    assert [(one.row.row, one.who) for one in found.additions] == [(3, 7)]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ((row(2, person="p"), row(3, given_name="Ada", person="p")), (3, "person")),
        ((row(2, person="p"), row(3, assembly="b", person="p", language="de")), (3, "language")),
        (
            (
                row(2, person="p", email="a@example.org"),
                row(3, assembly="b", person="p", email="b@example.org"),
            ),
            (3, "e-mail"),
        ),
        ((row(2), row(3, starts_on=date(2021, 1, 1))), (3, "mandate start")),
        (
            (row(2, starts_on=date(2021, 1, 1)), row(3, ends_on=date(2021, 1, 1))),
            (2, "mandate start"),
        ),
    ],
)
def test_rows_that_contradict_each_other(rows: tuple[SeatRow, ...], where: tuple[int, str]) -> None:
    found, problems = outcome(*rows)
    assert found == Plan()
    assert [(one.row, one.column) for one in problems] == [where]


def test_a_new_mandate_waits_for_the_end_of_the_old_one() -> None:
    again = row(3, starts_on=date(2026, 3, 22))
    _, problems = outcome(again, seats=(seat(),))
    assert [one.row for one in problems] == [3]
    ended = planned(row(2, ends_on=date(2026, 3, 21)), again, seats=(seat(),))
    assert (len(ended.additions), [one.column for one in ended.changes]) == (1, [Column.ENDS_ON])


def test_two_known_people_are_never_made_one() -> None:
    people = (
        Person(1, "Noyer", "Claude", "a@example.org", "fr"),
        Person(2, "Noyer", "Claude", "a@example.org", "fr"),
    )
    _, problems = outcome(row(email="a@example.org"), people=people)
    assert [one.column for one in problems] == ["person"]


def test_more_councillors_than_seats_are_told_for_the_fullest_day() -> None:
    soon = date(2026, 3, 22)
    rows = (row(2), row(3, given_name="Ada", starts_on=soon), row(4, given_name="Eva", ends_on=TODAY))
    (note,) = planned(*rows, a=1).notes
    assert note.message.values == {"day": TODAY, "count": 2, "total": 1}
    assert planned(*rows, a=2).notes == ()


def test_the_digest_changes_with_anything_shown() -> None:
    one = planned(row(), seats=(seat(),))
    other = planned(row(), seats=(seat(), seat(2, person=Person(2, "Orme", "Ada", None, "fr"))))
    assert one.digest != other.digest
    assert one.digest == planned(row(), seats=(seat(),)).digest
