"""The programme as it is shipped: its weight, the line of the hundred days, and every filter."""

import gzip
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.gateways import programme_files
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.territory import DATA
from consult.models.programme import Action
from consult.queries.programme import listing
from consult.queries.programme.facets import partner_key
from consult.queries.programme.listing import Filters, Grouping
from consult.rules.programme import ActionStatus
from consult.services.programme import import_programme
from tests.factories import programme
from tests.factories.ground import words
from tests.support.browser import SVG, Browser
from tests.support.statements import counted

MOST, MOST_PACKED = 60_000, 15_000


@pytest.fixture
def whole(app: Flask) -> None:
    """The real programme."""
    import_programme(SYSTEM, programme_files.read(Path(DATA)))
    db.session.flush()


@pytest.mark.parametrize("grouping", list(Grouping))
@pytest.mark.parametrize("lang", ["fr", "de"])
def test_the_whole_programme_stays_light(
    sqlite_only: None, whole: None, browser: Browser, lang: str, grouping: Grouping
) -> None:
    db.session.expire_all()
    with counted() as statements:
        html = browser.get(f"/{lang}/programme?group={grouping.value}").text.encode()
    assert len(html) <= MOST
    assert len(gzip.compress(html, 6)) <= MOST_PACKED
    assert len(statements) <= 8, statements


def test_every_action_of_the_hundred_days_stands_on_its_line_and_no_other(
    sqlite_only: None, whole: None, browser: Browser
) -> None:
    page = browser.get("/fr/programme")
    drawn = _set("; ".join(title.text or "" for svg in page.all_svg() for title in svg.iter(f"{SVG}title")))
    for action in db.session.scalars(sa.select(Action)):
        assert (_set(action.title["fr"]) in drawn) == action.hundred_days, action.key


def _set(text: str) -> str:
    """Without what typesetting does to spaces."""
    return "".join(text.split()).replace("\u00ad", "").replace("\u2060", "")


def test_times_are_said_no_more_exactly_than_they_are_known(
    sqlite_only: None, whole: None, browser: Browser
) -> None:
    figure = browser.get("/de/programme").all("figure")[0]
    drawn = {(text.text or "").split(" (")[0] for text in figure.iter(f"{SVG}text")}
    exact = {"Frühjahr 2019", "1. Quartal 2019", "25. Februar 2019", "März 2019"}
    assert exact | {"Während der hundert Tage", "Während der Strategie 2019–2020"} <= drawn


def test_equal_partners_are_one_and_filters_combine(app: Flask) -> None:
    programme.action(lead=words("BLIIDA", "BLIIDA"), title=words("Un", "Eins"))
    second = programme.action(
        6,
        lead=words("Autre", "Andere"),
        partners=[words("bliida", "BLIIDA (Dritter Ort)")],
        status=ActionStatus.DONE,
    )
    key = partner_key(words("BLIIDA", "BLIIDA"))
    page = listing.page(Filters(partner=key))
    assert page.total == 2
    assert [choice.count for choice in page.facets.partners if choice.key == key] == [2]
    narrowed = listing.page(Filters(partner=key, status=ActionStatus.DONE, orientation=second.orientation_id))
    assert [action.id for group in narrowed.groups for action in group] == [second.id]


def test_what_does_not_exist_is_not_asked_for(app: Flask) -> None:
    programme.action()
    asked = Filters(chantier=11, orientation=999_999, commune="%00", partner="nobody")
    page = listing.page(asked)
    assert (page.total, page.chosen.count) == (1, 0)


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_an_action_leads_to_everything_its_partners_do(app: Flask, browser: Browser, lang: str) -> None:
    action = programme.action()
    other = programme.action(6, lead=words("Une association", "Ein Verein"), title=words("Autre", "Anderes"))
    address = f"/{lang}/programme?partner={partner_key(words('Une association', 'Ein Verein'))}"
    page = browser.get(f"/{lang}/programme/{action.id}")
    assert address in [link.get("href") for link in page.all("a")]
    found = browser.get(address).words()
    assert other.title[lang] in found
    assert action.title[lang] in found


@pytest.mark.parametrize("grouping", list(Grouping))
def test_groups_hold_every_action_once(app: Flask, grouping: Grouping) -> None:
    made = {programme.action().id, programme.action(6, status=ActionStatus.STARTED).id}
    page = listing.page(Filters(), grouping)
    assert sorted(action.id for group in page.groups for action in group) == sorted(made)
    assert len(page.groups) == (1 if grouping is Grouping.TIME else 2)
