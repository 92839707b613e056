"""An action is published in one language: everybody can read and find it, and is told what follows."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.gateways import programme_files
from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.programme import Action
from consult.services import search
from consult.services.programme import import_programme
from tests.factories import programme
from tests.support.browser import Browser, Page
from tests.support.programme_folder import ProgrammeFolder

FRENCH = {"fr": "Rouvrir la source"}
SUMMARY = {"fr": "L’eau coule de nouveau.", "de": "Das Wasser fließt wieder."}
FOLLOWS = {"fr": "Traduction à venir", "de": "Übersetzung folgt"}


@pytest.fixture
def action(app: Flask) -> Action:
    place = programme.place()
    made = programme.action(title=FRENCH, summary=SUMMARY, partners=[FRENCH], places=[place])
    made.updates[0].note = {"fr": "Annoncé en janvier."}
    db.session.flush()
    return made


def in_french(page: Page) -> set[str]:
    """What stands on a German page with the mark that it is French, outside the switch of languages."""
    return {"".join(node.itertext()) for node in page.all("span") if node.get("lang") == "fr"} - {"Français"}


def test_the_page_shows_what_there_is_and_says_what_follows(browser: Browser, action: Action) -> None:
    page = browser.get(f"/de/programme/{action.id}")
    assert {"Rouvrir la source", "Annoncé en janvier."} <= in_french(page)
    assert "Das Wasser fließt wieder." in page.words()
    assert page.words().count(FOLLOWS["de"]) == 1
    assert page.all("title")[0].text.startswith("Rouvrir la source")


def test_the_other_language_lacks_nothing(browser: Browser, action: Action) -> None:
    page = browser.get(f"/fr/programme/{action.id}")
    assert FOLLOWS["fr"] not in page.words()
    assert not in_french(page)


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_lists_show_it_too(browser: Browser, action: Action, lang: str) -> None:
    place = action.places[0].id
    for path in ("programme", "programme?hundred_days=y", "chantiers/4", f"places/{place}", ""):
        page = browser.get(f"/{lang}/{path}")
        if path:
            assert "Rouvrir la source" in page.words()
            assert (FOLLOWS[lang] in page.words()) is (lang == "de"), path


def test_an_action_in_german_alone_works_as_well(browser: Browser, app: Flask) -> None:
    action = programme.action(title={"de": "Die Quelle öffnen"}, summary={"de": "Das Wasser fließt."})
    page = browser.get(f"/fr/programme/{action.id}")
    assert FOLLOWS["fr"] in page.words()
    assert "Die Quelle öffnen" in page.words()
    search.actions([action])


def test_the_translation_made_here_outlives_the_next_import(app: Flask, tmp_path: Path) -> None:
    folder = ProgrammeFolder(tmp_path / "data")
    folder.change(", de: Eine Streuobstwiese pflanzen", "")
    action = _imported(folder)
    assert action.title == {"fr": "Planter un verger"}
    action.title = action.title | {"de": "Bäume pflanzen"}
    assert _imported(folder).title["de"] == "Bäume pflanzen"
    folder.change("Planter un verger", "Planter deux vergers")
    assert _imported(folder).title == {"fr": "Planter deux vergers"}


def _imported(folder: ProgrammeFolder) -> Action:
    import_programme(SYSTEM, programme_files.read(folder.path))
    db.session.flush()
    db.session.expire_all()
    found = sa.select(Action).where(Action.key == "c04-orchard")
    return db.session.scalars(found).one()
