"""The map of the communes: what it shows, that no small group shows, and that the file says the same."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from flask import Flask

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.figures import ALL, FigureSheet
from consult.models.proposals import Support
from consult.models.territory import Commune
from consult.queries import territory
from consult.services import figures
from tests.factories import people, proposals
from tests.support.browser import Browser, Page
from tests.support.statements import counted

SHOWS = ("proposals", "supports", "votes")
LONG_AGO = timedelta(days=70)


def cells(page: Page) -> dict[str, str]:
    """Each cell's title and look."""
    links = [node for svg in page.all_svg() for node in svg.iter() if str(node.tag).endswith("}a")]
    return {str(link[0].text): str(link[1].get("class")) for link in links}


def table(browser: Browser, address: str) -> dict[str, list[str]]:
    """The file's rows by commune."""
    text = browser.client.get(address).get_data().decode("utf-8-sig")
    return {row[1]: row for row in csv.reader(StringIO(text), delimiter=";")}


def supported(**supporters: int) -> None:
    """A proposal with so many supporters from each commune (``c57463=9``), given long ago."""
    proposal = proposals.published()
    for key, count in supporters.items():
        for _number in range(count):
            person = people.participant(commune_insee=key.removeprefix("c"))
            db.session.add(
                Support(
                    proposal_id=proposal.id,
                    account_id=person.id,
                    neighbour=False,
                    created_at=now() - LONG_AGO,
                )
            )
    db.session.flush()
    figures.count(now())
    db.session.flush()


@pytest.mark.parametrize("lang", ["fr", "de"])
@pytest.mark.parametrize("show", SHOWS)
def test_every_view_is_light_and_takes_the_same_statements(browser: Browser, lang: str, show: str) -> None:
    supported(c57463=7, c57480=6)
    with counted() as few:
        page = browser.get(f"/{lang}/map?show={show}")
    for _number in range(5):
        proposals.published(commune_insee="57039")
    with counted() as many:
        browser.get(f"/{lang}/map?show={show}&sort=value")
    assert len(few) == len(many) <= 4, many
    assert len(page.text.encode()) <= 60_000
    assert len(cells(page)) == 5


def test_proposals_are_counted_where_they_are_public(browser: Browser) -> None:
    proposals.published(commune_insee="57039")
    proposals.published(commune_insee="57039", chantier_number=7)
    proposals.draft(commune_insee="57039")
    proposals.published(commune_insee=None)
    shown = cells(browser.get("/fr/map"))
    assert {name.split("\xa0")[0].split(" :")[0] for name in shown} >= {"Petitpré", "Hameau"}
    petit = next(name for name in shown if name.startswith("Petitpré"))
    assert "2" in petit
    assert "cell-1" in shown[petit]
    assert "cell-none" in shown[next(name for name in shown if name.startswith("Hameau"))]
    assert table(browser, "/fr/map.csv?chantier=7")["Petitpré"][3] == "1"
    page = browser.get("/fr/map?chantier=999&show=nothing&sort=%00")
    assert "1 " in page.words(), "what cannot be is left out"


def test_a_proposal_of_the_whole_territory_is_counted_in_words(browser: Browser) -> None:
    proposals.published(commune_insee=None)
    proposals.published(commune_insee=None)
    page = browser.get("/fr/map")
    assert any(text in page.words() for text in ("2 autres ne nomment", "2 more name no"))


def test_a_small_group_is_withheld_and_so_is_what_would_give_it_away(browser: Browser) -> None:
    supported(c57463=9, c57480=6, c57751=7, c57467=2)
    rows = table(browser, "/fr/map.csv?show=supports")
    assert rows["Grandville"][3] == "9"
    assert rows["Hameau"][3] == "", "two people"
    assert rows["Valmont-lès-Bois"][3] == "", "the smallest of the others hides them from the sum"
    assert rows["Petitpré"][3] == "", "nobody looks like a few"
    looks = cells(browser.get("/fr/map?show=supports"))
    assert looks[next(name for name in looks if name.startswith("Hameau"))] == "cell cell-withheld"


def test_order_and_chantier_tell_nothing_about_withheld_numbers(browser: Browser) -> None:
    supported(c57463=9, c57480=6, c57467=3, c57039=1)
    everything = table(browser, "/fr/map.csv?show=supports")
    assert table(browser, "/fr/map.csv?show=supports&chantier=4") == everything
    page = browser.get("/fr/map?show=supports&sort=value")
    names = ["".join(row.itertext()).strip() for row in page.all("th") if row.get("scope") == "row"]
    withheld = [name for name in names if not everything[name][3]]
    assert names[-len(withheld) :] == withheld == sorted(withheld)


def test_supports_are_counted_once_a_month(app: Flask) -> None:
    supported(c57463=9)
    sheet = db.session.get(FigureSheet, ALL)
    assert sheet is not None
    before = sheet.tables["supports_by_commune"]
    supported(c57463=5)
    db.session.refresh(sheet)
    assert sheet.tables["supports_by_commune"] == before, "two days would tell what one person did"


def test_without_a_count_the_page_says_when_there_will_be_one(browser: Browser) -> None:
    page = browser.get("/de/map?show=supports")
    assert cells(page) == {}


def test_who_left_is_not_drawn_and_who_joined_since_is_named(browser: Browser) -> None:
    gone = db.session.get_one(Commune, "57039")
    gone.member_to = date(2020, 1, 1)
    db.session.add(
        Commune(
            insee="57999",
            name="Neuville",
            siren="215799999",
            population=100,
            postal_codes=["57000"],
            member_from=date(2026, 1, 1),
            lat=49.0,
            lon=6.0,
        )
    )
    db.session.flush()
    page = browser.get("/fr/map")
    names = " ".join(cells(page))
    assert "Petitpré" not in names
    assert "Neuville" not in names
    assert "Neuville" in page.words()


def test_a_chantier_page_may_draw_its_own_proposals(app: Flask) -> None:
    proposals.published(commune_insee="57039", chantier_number=7)
    with counted() as statements:
        rows, elsewhere = territory.by_chantier(7, date(2026, 11, 1))
    assert {row.commune.insee: row.count for row in rows}["57039"] == 1
    assert elsewhere == 0
    assert len(statements) == 1


def test_the_file_is_no_formula_and_keeps_its_name(browser: Browser) -> None:
    db.session.get_one(Commune, "57039").name = "=1+1"
    db.session.flush()
    answer = browser.client.get("/fr/map.csv")
    assert "'=1+1" in answer.get_data().decode("utf-8-sig")
    assert answer.headers["Content-Disposition"].startswith("attachment")
