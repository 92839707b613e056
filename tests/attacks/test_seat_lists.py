"""Hostile lists of seats: one clear report, quickly, and nothing written."""

import io
import time

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.assemblies import Seat, SeatFile
from consult.services import seat_lists
from tests.factories import councils, people
from tests.support.browser import Browser
from tests.support.seat_files import HEADER, line, listed


def nothing_written() -> bool:
    return not any(
        db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Seat, SeatFile)
    )


@pytest.mark.parametrize(
    "body",
    [
        "\n".join(["1"] * 100_000),
        "\n".join([";;;;;;;"] * 100_000),
        "\n" * 1_000_000,
        ";" * 1_900_000,
        '"' * 1_900_000,
        '"' + "x\n" * 900_000,
        "\n".join([line("57463", "N" * 200, start="hier")] * 6_000),
    ],
    ids=["100,000 rows", "blank cells", "blank rows", "one row of cells", "quotes", "open quote", "too many"],
)
def test_a_huge_list_gets_one_report_fast(app: Flask, body: str) -> None:
    councils.council()
    desk = Browser(app).sign_in(people.with_role(Role.CLERK))
    page = desk.get("/fr/clerk/seats/import")
    began = time.perf_counter()
    file = (io.BytesIO(f"{HEADER}\n{body}".encode()), "seats.csv")
    refused = desk.post(page, "/clerk/seats/import", {"file": file}, status=422)
    assert time.perf_counter() - began < 10
    assert len(refused.text) < 60_000
    assert nothing_written()


def test_five_thousand_bad_rows_show_fifty(app: Flask) -> None:
    councils.council()
    began = time.perf_counter()
    with pytest.raises(seat_lists.BadList) as refused:
        seat_lists.upload(
            councils.clerk(), listed(*(line("x", f"N{number}", email="x") for number in range(5000)))
        )
    assert len(refused.value.problems) == 10_000
    assert time.perf_counter() - began < 15


@pytest.mark.parametrize("tie", ["email", "person"])
def test_one_person_with_thousands_of_seats_is_refused_fast(app: Flask, tie: str) -> None:
    councils.council()
    header = HEADER + ";person"
    values = {"email": "a@example.org"} if tie == "email" else {}
    rows = [
        line(start=f"{1990 + number % 30}-0{1 + number % 9}-{10 + number // 270:02}", **values) + ";p"
        for number in range(4000)
    ]
    began = time.perf_counter()
    with pytest.raises(Invalid):
        seat_lists.upload(councils.clerk(), listed(*rows, header=header))
    assert time.perf_counter() - began < 15


@pytest.mark.parametrize(
    "name",
    ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "\u202e=1", "N\u202eoyer", "<script>alert(1)</script>"],
)
def test_hostile_names_are_refused_or_shown_as_text(app: Flask, name: str) -> None:
    councils.council()
    desk = Browser(app).sign_in(people.with_role(Role.CLERK))
    page = desk.get("/fr/clerk/seats/import")
    file = (io.BytesIO(listed(line(family=name))), "../../x.csv")
    harmless = name.startswith(("N", "<"))
    answer = desk.post(page, "/clerk/seats/import", {"file": file}, status=302 if harmless else 422)
    text = desk.follow(answer.location).text if harmless else answer.text
    assert "<script>alert" not in text
    assert "\u202e" not in text
