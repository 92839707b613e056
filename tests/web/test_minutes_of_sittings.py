"""The minutes of sittings: convocation, members, proxies, movements, items and their ballots."""

import csv
import io
import json

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.models.assemblies import Councillor
from consult.rules.voting import Choice, Mode
from consult.services import sittings
from tests.factories import minutes, people
from tests.factories import sittings as chambers
from tests.support.browser import Browser
from tests.support.statements import counted

FORMS = ("minutes", "minutes.csv", "minutes.json")


def name(chamber: chambers.Chamber, number: int) -> str:
    person = db.session.get(Councillor, chamber.members[number].seat.councillor_id)
    assert person is not None
    return person.full_name


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_roll_call_sitting_tells_who_was_there_and_who_voted_for_whom(
    browser: Browser, language: str
) -> None:
    chamber = minutes.busy_sitting()
    sitting = minutes.ended(chamber)
    page = browser.get(f"/{language}/sittings/{sitting.id}/minutes")
    words = page.words()
    for number in range(11):
        assert name(chamber, number) in words
    for told in ("Salle des fêtes", chambers.HASH, "CGCT L2121-17", "CGCT L2541-2"):
        assert told in words
    record = json.loads(browser.get(f"/{language}/sittings/{sitting.id}/minutes.json").text)["record"]
    assert (record["in_office"], record["present"], record["represented"], record["absent"]) == (11, 9, 1, 1)
    (item,) = record["items"]
    assert item["quorum"] == {
        "in_office": 11,
        "required": 6,
        "counted": 7,
        "recused": 1,
        "waiver": None,
        "reached": True,
    }
    assert item["recused"] == [name(chamber, 7)]
    assert item["asked"]["public_names"] == [name(chamber, number) for number in (0, 3, 4)]
    (ballot,) = item["ballots"]
    assert ballot["mode"] == "public"
    voices = {voice["name"]: voice for group in ballot["groups"] for voice in group["voices"]}
    assert voices[name(chamber, 9)]["by_proxy"] == name(chamber, 1)
    assert voices[name(chamber, 9)]["choice"] == Choice.abstain
    assert ballot["sitting"]["president"] == record["president"] == name(chamber, 0)
    ends = {proxy["grantor"]: proxy["end"] for proxy in record["proxies"]}
    assert ends == {name(chamber, 9): None, name(chamber, 8): "grantor_arrived"}


@pytest.mark.parametrize("mode", [Mode.ordinary, Mode.secret])
def test_other_ways_of_voting_show_totals_only(browser: Browser, mode: Mode) -> None:
    chamber = minutes.busy_sitting(mode)
    sitting = minutes.ended(chamber)
    record = json.loads(browser.get(f"/fr/sittings/{sitting.id}/minutes.json").text)["record"]
    (ballot,) = record["items"][0]["ballots"]
    assert (ballot["mode"], ballot["groups"]) == (mode, [])
    assert ballot["figures"]["cast"] == 8
    assert record["items"][0]["asked"]["public_names"] == []
    assert record["items"][0]["asked"]["secret"] == (3 if mode is Mode.secret else 0)
    assert (ballot["by_hand"] is not None) is (mode is Mode.secret)
    page = browser.get(f"/de/sittings/{sitting.id}/minutes")
    if mode is Mode.secret:
        assert str(ballot["by_hand"]["clerk"]) in page.words()


def test_only_the_clerk_reads_them_before_the_end_and_they_say_so(app: Flask) -> None:
    chamber = chambers.under_way(5)
    where = f"/fr/sittings/{chamber.sitting.id}"
    visitor, clerk = Browser(app), Browser(app).sign_in(people.with_role(Role.CLERK))
    for form in (*FORMS, "minutes.pdf"):
        visitor.get(f"{where}/{form}", status=404)
    page = clerk.get(f"{where}/minutes")
    record = json.loads(clerk.get(f"{where}/minutes.json").text)["record"]
    assert record["provisional"]
    assert name(chamber, 4) in page.words()
    assert "no-store" in page.response.headers["Cache-Control"]
    clerk.get(f"{where}/minutes.pdf", status=404)
    minutes.ended(chamber)
    assert not json.loads(visitor.get(f"{where}/minutes.json").text)["record"]["provisional"]
    clerk.get(f"{where}/minutes.pdf", status=503)


def test_a_sitting_that_has_not_opened_has_no_minutes(app: Flask) -> None:
    chamber = chambers.convened(3)
    clerk = Browser(app).sign_in(people.with_role(Role.CLERK))
    for form in (*FORMS, "minutes.pdf"):
        clerk.get(f"/fr/sittings/{chamber.sitting.id}/{form}", status=404)
    clerk.get("/fr/sittings/999999/minutes", status=404)


def test_a_failed_quorum_is_told_without_a_vote(browser: Browser) -> None:
    chamber = chambers.under_way(11, present=4)
    sittings.open_item(SYSTEM, chamber.item.id)
    sitting = minutes.ended(chamber)
    record = json.loads(browser.get(f"/de/sittings/{sitting.id}/minutes.json").text)["record"]
    quorum = record["items"][0]["quorum"]
    assert (quorum["required"], quorum["counted"], quorum["reached"]) == (6, 4, False)
    browser.get(f"/de/sittings/{sitting.id}/minutes")


def test_the_table_of_a_sitting_has_its_items_and_ballots(browser: Browser) -> None:
    chamber = minutes.busy_sitting()
    sitting = minutes.ended(chamber)
    person = db.session.get(Councillor, chamber.members[9].seat.councillor_id)
    assert person is not None
    person.given_name = "=Dominique"
    response = browser.client.get(f"/fr/sittings/{sitting.id}/minutes.csv")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";"))
    assert {len(row) for row in rows} == {5}
    assert any(row[2].startswith("'=Dominique") for row in rows)
    assert any(name(chamber, 1) in row[4] for row in rows)


def test_the_page_takes_a_fixed_number_of_statements(browser: Browser) -> None:
    chamber = minutes.busy_sitting()
    sitting = minutes.ended(chamber)
    with counted() as statements:
        browser.get(f"/fr/sittings/{sitting.id}/minutes")
    assert len(statements) <= 12, statements
    assert db.session.scalar(sa.text("SELECT 1")) == 1
