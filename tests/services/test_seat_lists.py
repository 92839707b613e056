"""Whole lists of seats: all or nothing, looked at first, applied once."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import Base, db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.assemblies import AssemblyKind, Councillor, Seat, SeatFile
from consult.models.journal import JournalEntry
from consult.rules.rule_sets import Profile
from consult.rules.seat_columns import Column
from consult.services import retention, seat_lists, seats
from tests.factories import councils, people
from tests.factories.ground import words
from tests.support.seat_files import HEADER, line, listed
from tests.support.statements import counted

BY_HAND = {
    Column.FAMILY_NAME: " Noyer ",
    Column.GIVEN_NAME: "Claude",
    Column.EMAIL: "Claude@Example.org",
    Column.LANGUAGE: "de",
    Column.STARTS_ON: "2020-07-01",
}


def count(model: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def metropolitan() -> int:
    return seats.found_assembly(
        SYSTEM,
        key="metropolitan-council",
        kind=AssemblyKind.METROPOLITAN,
        name=words("Conseil métropolitain"),
        profile=Profile.general,
        seats_total=85,
    ).id


def sent(*rows: str) -> tuple[int, str]:
    """The id of the kept list and the digest of its plan."""
    kept = seat_lists.upload(SYSTEM, listed(*rows))
    return kept.id, seat_lists.preview(SYSTEM, kept.id).study.plan.digest


def test_a_list_is_looked_at_applied_once_and_the_same_list_changes_nothing(app: Flask) -> None:
    councils.council(), metropolitan()
    rows = (
        line(email="claude@example.org", function="Maire"),
        line("metropolitan-council", email="claude@example.org"),
        line(family="Orme", given="Ada", language="de"),
    )
    clerk = councils.clerk()
    file_id, digest = sent(*rows)
    assert count(Seat) == 0
    applied = seat_lists.apply(clerk, file_id, digest)
    assert (count(Seat), count(Councillor), len(applied.newcomers)) == (3, 2, 2)
    entry = db.session.scalars(sa.select(JournalEntry).filter_by(event="seats.imported")).one()
    assert (entry.facts["added"], entry.facts["changed"], len(entry.facts["seats"])) == (3, 0, 3)
    with pytest.raises(Conflict, match="already_applied"):
        seat_lists.apply(clerk, file_id, digest)
    again, digest = sent(*rows)
    page = seat_lists.preview(clerk, again)
    assert (page.study.plan.empty, page.study.plan.unchanged) == (True, 3)
    seat_lists.apply(clerk, again, digest)
    assert (count(Seat), count(Councillor)) == (3, 2)
    assert db.session.scalar(sa.select(sa.func.count()).where(JournalEntry.event == "seats.imported")) == 1


def test_changes_reach_seat_and_councillor(app: Flask) -> None:
    councils.council()
    file_id, digest = sent(line(), line(family="Orme"))
    seat_lists.apply(SYSTEM, file_id, digest)
    header = HEADER + ";fin du mandat;présidence de groupe"
    changed = line(function="Maire", group="", email="c@example.org", language="de") + ";2027-01-31;oui"
    kept = seat_lists.upload(SYSTEM, listed(changed, header=header))
    plan = seat_lists.preview(SYSTEM, kept.id).study.plan
    assert [seat.full_name for seat in plan.missing] == ["Claude Orme"]
    seat_lists.apply(SYSTEM, kept.id, plan.digest)
    seat, person = db.session.execute(
        sa.select(Seat, Councillor).join(Seat.councillor).where(Councillor.family_name == "Noyer")
    ).one()
    assert (seat.function, seat.political_group, seat.leads_group) == ("Maire", None, True)
    assert (seat.ends_on, person.email, person.language) == (date(2027, 1, 31), "c@example.org", "de")
    assert count(Seat) == 2
    orme = db.session.scalars(sa.select(Seat).join(Seat.councillor).filter_by(family_name="Orme")).one()
    assert orme.ends_on is None


def test_one_mistake_refuses_the_whole_list(app: Flask) -> None:
    councils.council()
    with pytest.raises(seat_lists.BadList) as refused:
        seat_lists.upload(SYSTEM, listed(line(), line("99999", "Orme"), line(family="Frêne", start="hier")))
    assert [(one.row, one.column) for one in refused.value.problems] == [
        (3, "commune"),
        (4, "début du mandat"),
    ]
    assert count(SeatFile) == count(Seat) == 0
    with pytest.raises(Invalid, match="file_encoding"):
        seat_lists.upload(SYSTEM, listed(line(family="Frêne")).decode().encode("latin-1"))


def test_what_was_not_seen_is_not_applied(app: Flask) -> None:
    assembly = councils.council()
    file_id, digest = sent(line())
    seat_lists.add_one(SYSTEM, assembly.id, BY_HAND | {Column.FAMILY_NAME: "Orme"})
    with pytest.raises(Conflict, match="plan_changed"):
        seat_lists.apply(SYSTEM, file_id, digest)
    seat_lists.apply(SYSTEM, file_id, seat_lists.preview(SYSTEM, file_id).study.plan.digest)
    assert count(Seat) == 2


def test_only_clerks_touch_lists(app: Flask) -> None:
    assembly = councils.council()
    file_id, digest = sent(line())
    for actor in (people.actor(people.participant()), councils.member(assembly).actor):
        for deed in (
            lambda who: seat_lists.upload(who, listed(line())),
            lambda who: seat_lists.preview(who, file_id),
            lambda who: seat_lists.apply(who, file_id, digest),
            lambda who: seat_lists.apply_text(who, listed(line()).decode()),
            lambda who: seat_lists.add_one(who, assembly.id, BY_HAND),
            lambda who: seats.invite(who),
            lambda who: seats.lead_group(who, 1, leads=True),
        ):
            with pytest.raises(NotAllowed):
                deed(actor)


def test_a_list_is_forgotten_after_a_day(app: Flask) -> None:
    councils.council()
    file_id, digest = sent(line())
    with time_machine.travel(now() + timedelta(hours=23), tick=False):
        retention.clear()
        seat_lists.preview(SYSTEM, file_id)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        assert retention.clear()["seat_files"] == 1
    with pytest.raises(NotFound):
        seat_lists.apply(SYSTEM, file_id, digest)


def test_a_seat_by_hand_follows_the_rules_of_lists(app: Flask) -> None:
    assembly = councils.council()
    seat = seat_lists.add_one(SYSTEM, assembly.id, BY_HAND)
    person = db.session.get(Councillor, seat.councillor_id)
    assert person is not None
    assert (person.family_name, person.email, person.language) == ("Noyer", "claude@example.org", "de")
    with pytest.raises(Conflict, match="seat_known"):
        seat_lists.add_one(SYSTEM, assembly.id, BY_HAND)
    with pytest.raises(Invalid) as refused:
        seat_lists.add_one(SYSTEM, assembly.id, BY_HAND | {Column.STARTS_ON: "2021-01-01"})
    assert refused.value.field == "starts_on"
    elsewhere = seat_lists.add_one(SYSTEM, metropolitan(), BY_HAND)
    assert elsewhere.councillor_id == seat.councillor_id
    for column, cell, field in (
        (Column.LANGUAGE, "en", "language"),
        (Column.FAMILY_NAME, "=1", "family_name"),
        (Column.EMAIL, "nobody", "email"),
    ):
        with pytest.raises(Invalid) as refused:
            seat_lists.add_one(SYSTEM, assembly.id, BY_HAND | {column: cell})
        assert refused.value.field == field
    with pytest.raises(NotFound):
        seat_lists.add_one(SYSTEM, 999_999, BY_HAND)


def test_those_with_an_address_and_no_account_are_invited(app: Flask) -> None:
    assembly = councils.council()
    councils.member(assembly), councils.councillor(assembly)
    silent, former = councils.councillor(assembly), councils.councillor(assembly)
    db.session.get(Councillor, silent.councillor_id).email = None  # type: ignore[union-attr]
    seats.end_seat(SYSTEM, former.id, councils.today() - timedelta(days=1))
    other = councils.councillor(councils.council("57480"))
    assert seats.invite(SYSTEM, assembly.id) == 1
    assert seats.invite(SYSTEM) == 2
    db.session.get(Councillor, other.councillor_id).email = None  # type: ignore[union-attr]
    assert seats.invite(SYSTEM, other.assembly_id) == 0


def test_a_group_leader_is_made_and_unmade_once(app: Flask) -> None:
    seat = councils.councillor()
    for leads in (True, True, False):
        assert seats.lead_group(SYSTEM, seat.id, leads=leads).leads_group is leads
    told = sa.select(sa.func.count()).where(JournalEntry.event == "seat.group_leader")
    assert db.session.scalar(told) == 2


@pytest.mark.parametrize("key", ["", "Rat", "1rat", "a b", "rat_", "x" * 61])
def test_an_assemblys_short_name_is_short_and_its_own(app: Flask, key: str) -> None:
    facts = {"kind": AssemblyKind.PARTNER, "name": words("Rat"), "profile": Profile.partner, "seats_total": 3}
    with pytest.raises(Invalid, match="key_shape"):
        seats.found_assembly(SYSTEM, key=key, **facts)  # type: ignore[arg-type]
    seats.found_assembly(SYSTEM, key="rat", **facts)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="key_taken"):
        seats.found_assembly(SYSTEM, key="rat", **facts)  # type: ignore[arg-type]


def test_a_long_list_takes_few_statements(app: Flask) -> None:
    councils.council()
    rows = [line(family=f"Noyer{number}", email="mairie@example.org") for number in range(900)]
    file_id, digest = sent(*rows)
    with counted() as statements:
        seat_lists.apply(SYSTEM, file_id, digest)
        db.session.flush()
    inserts = [one for one in statements if one.startswith("INSERT")]  # SQLite takes one row each
    assert len(statements) - len(inserts) <= 12
    assert count(Seat) == 900
