"""Assemblies, seats and the codes by which councillors claim their record."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.models.assemblies import Assembly, AssemblyKind, ClaimCode, Councillor, Seat
from consult.queries import seats as queries
from consult.rules.rule_sets import Profile
from consult.services import seats
from tests.factories import councils, people
from tests.factories.ground import words


def record(seat: Seat) -> Councillor:
    found = db.session.get(Councillor, seat.councillor_id)
    assert found is not None
    return found


def test_a_code_makes_an_account_a_councillor_once(app: Flask) -> None:
    seat = councils.councillor()
    code = seats.issue_code(seat.councillor_id)
    assert len(code.replace("-", "")) == 16
    assert code not in db.session.scalars(sa.select(ClaimCode.code_hash)).one()
    account, other = people.participant(), people.participant()
    seats.claim(people.actor(account), code.lower().replace("-", " "))
    actor = people.actor(account)
    assert (actor.councillor_id, actor.seats) == (seat.councillor_id, frozenset({seat.id}))
    with pytest.raises(Invalid, match="code_refused"):
        seats.claim(people.actor(other), code)
    with pytest.raises(Conflict, match="already_councillor"):
        seats.claim(actor, seats.issue_code(councils.councillor().councillor_id))
    with pytest.raises(Conflict, match="already_claimed"):
        seats.issue_code(seat.councillor_id)


def test_a_reissued_code_replaces_the_earlier_one(app: Flask) -> None:
    seat = councils.councillor()
    old, new = (seats.issue_code(seat.councillor_id) for _ in range(2))
    with pytest.raises(Invalid, match="code_refused"):
        seats.claim(people.actor(people.participant()), old)
    seats.claim(people.actor(people.participant()), new)


@pytest.mark.parametrize(("days", "good"), [(59, True), (60, False)])
def test_a_code_lives_sixty_days(app: Flask, days: int, good: bool) -> None:
    seat = councils.councillor()
    code = seats.issue_code(seat.councillor_id)
    person = people.participant()
    with time_machine.travel(now() + timedelta(days=days, seconds=5)):
        if good:
            seats.claim(people.actor(person), code)
        else:
            with pytest.raises(Invalid, match="code_refused"):
                seats.claim(people.actor(person), code)


def test_only_confirmed_people_claim(app: Flask) -> None:
    code = seats.issue_code(councils.councillor().councillor_id)
    with pytest.raises(NotAllowed):
        seats.claim(people.actor(people.participant(confirmed_at=None)), code)
    with pytest.raises(NotAllowed):
        seats.claim(SYSTEM, code)


def test_letters_go_to_those_who_have_not_claimed_and_only_clerks_print(app: Flask) -> None:
    assembly = councils.council()
    member, waiting = councils.member(assembly), councils.councillor(assembly, language="de")
    ids = [member.seat.councillor_id, waiting.councillor_id]
    letters = seats.print_letters(councils.clerk(), ids)
    assert [(letter.full_name, letter.language) for letter in letters] == [(record(waiting).full_name, "de")]
    for deed in (seats.print_letters, seats.mail_codes):
        with pytest.raises(NotAllowed):
            deed(member.actor, ids)
        with pytest.raises(Conflict, match="already_claimed"):
            deed(SYSTEM, [member.seat.councillor_id])
    record(waiting).email = None
    assert seats.mail_codes(SYSTEM, ids) == 0


def test_a_released_record_can_be_claimed_anew(app: Flask) -> None:
    member = councils.member()
    seats.release(councils.clerk(), member.seat.councillor_id)
    with pytest.raises(Conflict, match="not_claimed"):
        seats.release(SYSTEM, member.seat.councillor_id)
    seats.claim(people.actor(people.participant()), seats.issue_code(member.seat.councillor_id))


def test_a_municipal_council_has_a_commune_and_others_have_none(app: Flask) -> None:
    wrong = {"key": "x", "name": words("X"), "profile": Profile.general, "seats_total": 5}
    with pytest.raises(Invalid, match="assembly_commune"):
        seats.found_assembly(SYSTEM, kind=AssemblyKind.MUNICIPAL, **wrong)
    with pytest.raises(Invalid, match="assembly_commune"):
        seats.found_assembly(SYSTEM, kind=AssemblyKind.PARTNER, commune_insee="57463", **wrong)
    with pytest.raises(Invalid, match="name_missing"):
        seats.found_assembly(SYSTEM, kind=AssemblyKind.PARTNER, **(wrong | {"name": {"fr": "X"}}))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Assembly)) == 0


def test_seats_added_in_bulk_are_in_office(app: Flask) -> None:
    made = councils.electorate(12)
    councils_now = queries.councils(councils.today())
    assert sum(council.in_office for council in councils_now) == 12 == len({seat.id for seat in made})
    with pytest.raises(Invalid, match="name_length"):
        seats.seat_many(SYSTEM, [seats.SeatRow(made[0].assembly_id, " ", "Claude", "fr", councils.today())])
    with pytest.raises(Invalid, match="language_unknown"):
        seats.seat_many(
            SYSTEM, [seats.SeatRow(made[0].assembly_id, "Noyer", "Claude", "xx", councils.today())]
        )


def test_the_same_mandate_twice_is_a_conflict(app: Flask) -> None:
    seat = councils.councillor()
    db.session.commit()
    with pytest.raises(Conflict), writing():
        seats.add_seat(
            SYSTEM,
            assembly_id=seat.assembly_id,
            councillor_id=seat.councillor_id,
            starts_on=seat.starts_on,
        )


def test_a_mandate_ends_with_its_last_day(app: Flask) -> None:
    seat = councils.councillor()
    with pytest.raises(Invalid, match="dates_in_order"):
        seats.end_seat(SYSTEM, seat.id, seat.starts_on - timedelta(days=1))
    today = councils.today()
    seats.end_seat(SYSTEM, seat.id, today)
    assert [found.id for found in queries.seats_of(seat.councillor_id, today)] == [seat.id]
    assert queries.seats_of(seat.councillor_id, today + timedelta(days=1)) == []
