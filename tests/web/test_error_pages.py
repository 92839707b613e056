"""Pages of refusal: what happened, that nothing was lost where that is so, and one clear way on."""

import flask
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from consult.kernel.errors import Conflict
from tests.factories import people
from tests.support.browser import Browser, Page, new_request

LOAD_AGAIN = {"fr": "Recharger la page", "de": "Seite neu laden"}


@pytest.fixture(params=["fr", "de"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def links(page: Page) -> dict[str, str]:
    main = page.all("main")[0]
    name = "{http://www.w3.org/1999/xhtml}a"
    return {" ".join("".join(link.itertext()).split()): link.get("href", "") for link in main.iter(name)}


def failing(app: Flask, patch: pytest.MonkeyPatch, endpoint: str, refusal: Exception, only: str) -> None:
    """Requests of the method ``only`` end in ``refusal``."""
    whole = app.view_functions[endpoint]

    def view(**values: object) -> object:
        if flask.request.method == only:
            raise refusal
        return whole(**values)

    patch.setitem(app.view_functions, endpoint, view)


def test_a_conflict_leads_back_to_the_page_of_the_form(
    app: Flask, browser: Browser, sqlite_only: None, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = Conflict("stale", "This has changed in the meantime")
    failing(app, monkeypatch, "accounts.sign_in", stale, "POST")
    page = browser.post(browser.get(f"/{lang}/sign-in"), "/sign-in", {"email": "a"}, status=409)
    assert links(page)[LOAD_AGAIN[lang]] == f"/{lang}/sign-in"
    assert ("n’est perdu" if lang == "fr" else "nicht verloren") in page.words()


def test_an_error_while_reading_promises_nothing_about_a_form(
    app: Flask, browser: Browser, sqlite_only: None, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(app, monkeypatch, "home.glossary", ZeroDivisionError(), "GET")
    page = browser.get(f"/{lang}/glossary?q=a", status=500)
    assert links(page)[LOAD_AGAIN[lang]] == f"/{lang}/glossary?q=a"
    assert ("formulaire" if lang == "fr" else "Formular") not in page.words()


def test_an_error_while_sending_offers_no_link_that_would_lose_the_text(
    app: Flask, browser: Browser, sqlite_only: None, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(app, monkeypatch, "accounts.sign_in", ZeroDivisionError(), "POST")
    page = browser.post(browser.get(f"/{lang}/sign-in"), "/sign-in", {"email": "a"}, status=500)
    assert LOAD_AGAIN[lang] not in links(page)
    assert ("formulaire" if lang == "fr" else "Formular") in page.words()


def test_the_page_of_our_own_error_needs_no_database(
    app: Flask, browser: Browser, sqlite_only: None, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(people.participant())

    def gone(*_given: object, **_named: object) -> None:
        raise sa.exc.OperationalError("SELECT", {}, Exception("the disk is gone"))

    new_request()
    monkeypatch.setattr(Session, "execute", gone)
    monkeypatch.setattr(Session, "scalar", gone)
    monkeypatch.setattr(Session, "scalars", gone)
    answer = browser.client.get(f"/{lang}/programme")
    assert answer.status_code == 503
    assert Page(answer).all("h1")


def test_a_body_beyond_the_limit_is_refused_in_words(browser: Browser, sqlite_only: None, lang: str) -> None:
    new_request()
    answer = browser.client.post(f"/{lang}/sign-up", data={"display_name": "x" * 300_000})
    assert answer.status_code == 413
    assert ("Raccourcissez" if lang == "fr" else "Kürzen") in Page(answer).words()
