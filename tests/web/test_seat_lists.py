"""The clerk's room for seats: lists with a preview, single seats, assemblies, and who may not enter."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import Base, db
from consult.models.assemblies import Assembly, AssemblyKind, Councillor, Seat, SeatFile
from consult.models.notifications import OutboxItem
from consult.rules.seat_columns import COLUMNS, Column, plain
from consult.rules.seat_files import MOST_BYTES
from consult.services import seat_lists, seats
from tests.factories import councils, people
from tests.support.browser import Browser, Page
from tests.support.seat_files import line, listed
from tests.support.statements import counted

IMPORT = "/clerk/seats/import"


def count(model: type[Base]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def clerk(app: Flask) -> Browser:
    return Browser(app).sign_in(people.with_role(Role.CLERK))


def send(desk: Browser, raw: bytes, language: str = "fr", **values: Any) -> Page:
    page = desk.get(f"/{language}{IMPORT}")
    return desk.post(page, IMPORT, {"file": (io.BytesIO(raw), "seats.csv")}, **values)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_list_is_sent_looked_at_and_applied(app: Flask, language: str) -> None:
    councils.council()
    old = councils.councillor(councils.council("57480"))
    desk = clerk(app)
    rows = (line(email="c@example.org"), line(family="Orme", given="Ada"), line("57480", "Frêne"))
    preview = desk.follow(send(desk, listed(*rows), language).location)
    words = preview.words()
    record = db.session.get(Councillor, old.councillor_id)
    assert record is not None
    assert all(name in words for name in ("Claude Noyer", "Ada Orme", "Claude Frêne", record.full_name))
    assert count(Seat) == 1
    desk.post(preview, preview.path, follow=True)
    assert (count(Seat), old.ends_on) == (4, None)
    desk.get(preview.path)
    same = desk.follow(send(desk, listed(*rows), language).location)
    with pytest.raises(AssertionError, match="no form"):
        same.form(same.path)


def test_applying_twice_counts_once(app: Flask) -> None:
    councils.council()
    desk = clerk(app)
    preview = desk.follow(send(desk, listed(line())).location)
    first, second = (desk.post(preview, preview.path) for _ in range(2))
    assert first.location == second.location
    assert count(Seat) == 1
    other = clerk(app)
    fields = other.get(f"/fr{IMPORT}").form(IMPORT) | {"plan": [""]}
    late = other.client.post(preview.path, data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    assert late.status_code == 409


def test_what_changed_meanwhile_is_shown_before_it_is_applied(app: Flask) -> None:
    assembly = councils.council()
    desk = clerk(app)
    preview = desk.follow(send(desk, listed(line())).location)
    councils.councillor(assembly)
    anew = desk.post(preview, preview.path, status=409)
    assert count(Seat) == 1
    desk.post(anew, preview.path, follow=True)
    assert count(Seat) == 2


@pytest.mark.parametrize("language", ["fr", "de"])
def test_mistakes_are_shown_by_row_and_column_and_nothing_is_kept(app: Flask, language: str) -> None:
    councils.council()
    desk = clerk(app)
    rows = [line("99999", f"Orme{number}") for number in range(60)]
    page = send(desk, listed(line(start="hier"), *rows), language, status=422)
    words = page.words()
    assert "début du mandat" in words
    assert "hier" in words
    assert "61" in words
    assert words.count("99999") == 49
    assert count(SeatFile) == count(Seat) == 0


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", "é".encode("latin-1"), b"a\0b", b"a,b\nc,d", b"<html>"])
def test_what_is_no_list_is_refused_on_the_same_page(app: Flask, raw: bytes) -> None:
    send(clerk(app), raw, status=422)
    assert count(SeatFile) == 0


def test_a_list_without_a_file_or_as_text_is_refused(app: Flask) -> None:
    desk = clerk(app)
    page = desk.get(f"/de{IMPORT}")
    desk.post(page, IMPORT, status=422)
    desk.post(page, IMPORT, {"file": "text"}, status=422)


def test_only_lists_may_be_large(app: Flask) -> None:
    desk = clerk(app)
    blank = b"\n" * (MOST_BYTES - 1000)
    assert "422" in str(send(desk, blank, status=422).status)
    assert "2 Mo" in send(desk, blank * 2, status=422).words()
    send(desk, blank * 9, status=413)
    ask = desk.get(f"/fr/clerk/assemblies/{councils.council().id}/seats/new")
    desk.post(ask, "/seats/new", {"family_name": "x" * 300_000}, status=413)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_example_can_be_read_again(app: Flask, language: str) -> None:
    councils.council()
    desk = clerk(app)
    answer = desk.client.get(f"/{language}/clerk/seats/example.csv")
    assert answer.mimetype == "text/csv"
    header = next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [COLUMNS[plain(cell)] for cell in header] == list(Column)
    study = seat_lists.study(answer.data.decode("utf-8-sig"))
    assert (study.problems, len(study.plan.additions)) == ((), 1)


def test_a_mandate_ends_at_once_and_can_be_set_right(app: Flask) -> None:
    member = councils.member()
    desk = clerk(app)
    page = desk.get(f"/fr/clerk/seats/{member.seat.id}")
    desk.post(page, page.path, {"last_day": "1999-01-01"}, status=422)
    desk.post(page, page.path, {"last_day": "hier"}, status=422)
    ended = desk.post(page, f"{page.path}/end-at-once", follow=True)
    assert f"{page.path}/end-at-once" not in ended.text
    assert people.actor(member.account).seats == frozenset()
    assert (
        f"/clerk/seats/{member.seat.id}" in desk.get(f"/de/clerk/assemblies/{member.seat.assembly_id}").text
    )
    page = desk.get(f"/de/clerk/seats/{member.seat.id}")
    desk.post(page, page.path, {"last_day": "2099-12-31"}, follow=True)
    assert people.actor(member.account).seats == {member.seat.id}


def test_a_group_leader_and_an_invitation_in_one_click_each(app: Flask) -> None:
    seat = councils.councillor()
    desk = clerk(app)
    page = desk.get(f"/fr/clerk/seats/{seat.id}")
    page = desk.post(page, "/leader", follow=True)
    assert seat.leads_group
    desk.post(page, "/leader", follow=True)
    assert not seat.leads_group
    page = desk.get(f"/fr/clerk/assemblies/{seat.assembly_id}")
    desk.post(page, "/mail", follow=True)
    assert count(OutboxItem) == 1


def test_a_councillor_is_added_by_hand(app: Flask) -> None:
    assembly = councils.council()
    desk = clerk(app)
    page = desk.get(f"/de/clerk/assemblies/{assembly.id}/seats/new")
    typed = {"family_name": "Linde", "given_name": "Ida", "language": "de", "starts_on": "2026-03-22"}
    desk.post(page, "/seats/new", typed | {"email": "nobody"}, status=422)
    desk.post(page, "/seats/new", typed | {"family_name": "=1+1"}, status=422)
    desk.post(page, "/seats/new", typed | {"starts_on": ""}, status=422)
    desk.post(page, "/seats/new", typed | {"leads_group": "y"}, follow=True)
    assert db.session.scalars(sa.select(Seat)).one().leads_group
    page = desk.get(f"/de/clerk/assemblies/{assembly.id}/seats/new")
    desk.post(page, "/seats/new", typed, status=422)
    assert count(Seat) == 1


def test_a_partner_assembly_is_founded(app: Flask) -> None:
    desk = clerk(app)
    page = desk.get("/fr/clerk/assemblies/new")
    typed = {"key": "voisins", "name_fr": "Conseil voisin", "name_de": "Nachbarrat", "seats_total": "12"}
    for wrong in ({"key": "Les Voisins"}, {"name_de": ""}, {"seats_total": "0"}, {"seats_total": "viele"}):
        desk.post(page, "/assemblies/new", typed | wrong, status=422)
    desk.post(page, "/assemblies/new", typed, follow=True)
    made = db.session.scalars(sa.select(Assembly)).one()
    assert (made.kind, made.profile, made.seats_total) == (AssemblyKind.PARTNER, "partner", 12)
    desk.post(desk.get("/fr/clerk/assemblies/new"), "/assemblies/new", typed, status=422)


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_enters(app: Flask, role: Role | None) -> None:
    seat = councils.councillor()
    file_id = seat_lists.upload(SYSTEM, listed(line())).id
    paths = (
        "/fr/clerk/councillors",
        f"/fr/clerk/assemblies/{seat.assembly_id}",
        f"/fr/clerk/assemblies/{seat.assembly_id}/seats/new",
        "/fr/clerk/assemblies/new",
        f"/fr/clerk/seats/{seat.id}",
        f"/fr{IMPORT}",
        f"/fr{IMPORT}/{file_id}",
        "/fr/clerk/seats/example.csv",
    )
    visitor, person = Browser(app), Browser(app)
    person.sign_in(people.with_role(role) if role else people.participant())
    for path in paths:
        visitor.get(path, status=401)
        person.get(path, status=403)


def test_the_pages_take_few_statements(app: Flask) -> None:
    assembly = councils.council()
    councils.electorate(40)
    seat = councils.councillor(assembly)
    seats.end_seat(SYSTEM, councils.councillor(assembly).id, councils.today() - timedelta(days=1))
    rows = [line(family=f"Noyer{number}", email="mairie@example.org") for number in range(60)]
    file_id = seat_lists.upload(SYSTEM, listed(*rows)).id
    desk = clerk(app)
    for path in (
        "/fr/clerk/councillors",
        f"/fr/clerk/assemblies/{assembly.id}",
        f"/fr/clerk/seats/{seat.id}",
        f"/fr{IMPORT}",
        f"/fr{IMPORT}/{file_id}",
    ):
        desk.get(path)
        with counted() as statements:
            desk.client.get(path)
        assert len(statements) <= 12, (path, statements)
