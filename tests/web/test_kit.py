"""What holds for every page, whatever its area: languages, headers, errors, cookies."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from consult.web.kit import errors
from consult.web.kit.kept import safe_path
from tests.factories import people
from tests.support.browser import Browser

PUBLIC = ("", "chantiers", "programme", "proposals", "ballots", "communes", "charter", "glossary")


@pytest.mark.parametrize(
    ("cookie", "accepted", "target"),
    [
        (None, "de-DE,de;q=0.9", "/de/"),
        (None, "fr", "/fr/"),
        (None, "it", "/fr/"),
        ("de", "fr", "/de/"),
        ("xx", "fr", "/fr/"),
    ],
)
def test_the_root_leads_to_the_reader_s_language(
    app: Flask, cookie: str | None, accepted: str, target: str
) -> None:
    client = app.test_client()
    if cookie:
        client.set_cookie("language", cookie)
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, target)
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_public_pages_speak_their_language_and_set_no_cookie(
    browser: Browser, language: str, path: str
) -> None:
    page = browser.get(f"/{language}/{path}")
    assert page.response.headers["Content-Language"] == language
    assert "Set-Cookie" not in page.response.headers
    other = "de" if language == "fr" else "fr"
    switches = [link for link in page.all("a") if link.get("hreflang") == other]
    assert switches
    assert switches[0].get("href") == f"/{other}/{path}"
    assert 'name="csrf_token"' not in page.text


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_never_vary(app: Flask, path: str) -> None:
    client = app.test_client()
    client.set_cookie("language", "de")
    answer = client.get(f"/fr/{path}", headers={"Accept-Language": "de"})
    assert "Vary" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"


def test_what_depends_on_the_reader_says_so(browser: Browser) -> None:
    assert "Cookie" in browser.get("/fr/account", status=401).response.vary
    form = browser.get("/fr/sign-in").response
    assert ("Cookie" in form.vary, form.headers["Cache-Control"]) == (True, "private, no-store")
    answer = browser.sign_in(people.participant()).get("/fr/").response
    assert ("Cookie" in answer.vary, answer.headers["Cache-Control"]) == (True, "private, no-store")


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_page_without_a_language_in_its_address_names_its_own(browser: Browser, language: str) -> None:
    answer = browser.get("/nowhere", status=404, headers={"Accept-Language": language}).response
    assert answer.headers["Content-Language"] == language
    assert {"Cookie", "Accept-Language"} <= set(answer.vary)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_home_page_names_the_address_that_chooses_for_the_reader(browser: Browser, language: str) -> None:
    links = browser.get(f"/{language}/").all("link")
    offered = {link.get("hreflang"): link.get("href") for link in links if link.get("hreflang")}
    assert offered == {"fr": "/fr/", "de": "/de/", "x-default": "/"}


def test_every_answer_is_hardened(browser: Browser) -> None:
    for path, status in (("/fr/", 200), ("/fr/nowhere", 404), ("/fr/account", 401)):
        headers = browser.get(path, status=status).response.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_a_foreign_host_is_refused(app: Flask) -> None:
    assert app.test_client().get("/fr/", headers={"Host": "evil.example"}).status_code == 400
    forwarded = app.test_client().get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert forwarded.headers["Location"] == "/fr/"


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Cette page n’existe pas"), ("de", "Diese Seite gibt es nicht")]
)
def test_an_unknown_page_says_so_in_its_language(browser: Browser, language: str, sentence: str) -> None:
    assert sentence in browser.get(f"/{language}/nowhere", status=404).words()


def test_a_body_that_is_too_large_is_refused_with_a_sentence(app: Flask) -> None:
    answer = app.test_client().post("/fr/sign-in", data={"email": "x" * 400_000})
    assert answer.status_code == 413
    assert "<h1" in answer.text


def test_a_post_without_csrf_changes_nothing(app: Flask) -> None:
    answer = app.test_client().post("/de/sign-in", data={"email": "a@example.org"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_text_sent_after_the_session_ended_waits_behind_signing_in(app: Flask, lang: str) -> None:
    answer = app.test_client().post(
        f"/{lang}/proposals/new", data={"title": "Un banc"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 401
    assert {"fr": "est conservé", "de": "bleibt erhalten"}[lang] in answer.text
    assert f"/{lang}/sign-in" in answer.text


def test_a_wrong_method_says_which_are_right(app: Flask) -> None:
    answer = app.test_client().post("/fr/charter")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_unexpected_error_shows_no_trace(app: Flask) -> None:
    with app.test_request_context("/fr/"):
        answer = errors.unexpected(ZeroDivisionError("a secret of the house"))
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)


def test_a_busy_database_asks_for_patience(app: Flask) -> None:
    with app.test_request_context("/fr/proposals"):
        answer = errors.database_busy(OperationalError("x", {}, Exception("locked")))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"


def test_personal_pages_are_never_cached(browser: Browser) -> None:
    page = browser.sign_in(people.participant()).get("/fr/account")
    assert "no-store" in page.response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "target",
    [
        "//evil",
        "/\\evil",
        "https://evil",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "",
        None,
        "/" + "a" * 600,
    ],
)
def test_a_return_address_is_a_path_of_ours(target: str | None) -> None:
    assert safe_path(target) is None


def test_a_path_of_ours_is_kept() -> None:
    assert safe_path("/fr/proposals/4?after=x#comment-2") == "/fr/proposals/4?after=x#comment-2"
