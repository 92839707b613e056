"""Whoever lies about the host, smuggles line ends, or looks for a page that is not hardened."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.cli.work import Worker
from consult.gateways.mail import NullMailer, message_of
from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.proposals import Proposal
from tests.factories import councils, mail, people, proposals
from tests.support.browser import Browser, Page, new_request
from tests.support.databases import Databases, settings

LIES = [
    {"Host": "evil.example"},
    {"Host": "localhost.evil.example"},
    {"Host": "localhost@evil.example"},
    {"Host": "evil.example:80"},
    {"Host": "[::1"},
    {"Host": ""},
    {"Host": "localhost", "X-Forwarded-Host": "evil.example"},
    {"Host": "localhost", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    {"Host": "localhost", "Forwarded": "host=evil.example;proto=https"},
    {"Host": "localhost", "X-Original-URL": "/fr/admin", "X-Rewrite-URL": "/fr/admin"},
    {"Host": "localhost", "X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil"},
]
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}
SAFETY = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
}


@pytest.mark.parametrize("headers", LIES, ids=str)
@pytest.mark.parametrize("path", ["/", "/fr/", "/fr/sign-in", "/fr/nowhere"])
def test_no_page_repeats_a_lie_about_the_host(app: Flask, headers: dict[str, str], path: str) -> None:
    new_request()
    answer = app.test_client().get(path, headers=headers)
    assert answer.status_code in {200, 302, 400, 404}
    if headers["Host"] != "localhost":
        assert answer.status_code == 400
    assert "evil" not in answer.text + str(answer.headers)


@pytest.mark.parametrize("lie", [{"Host": "127.0.0.1:6666"}, {"X-Forwarded-Host": "evil.example"}], ids=str)
def test_links_in_mails_come_from_the_public_address_whatever_the_request_said(
    app: Flask, lie: dict[str, str]
) -> None:
    account = people.participant()
    visitor, host = Browser(app), f"http://{lie.get('Host', 'localhost')}"
    new_request()
    page = Page(visitor.client.get("/fr/reset", headers=lie, base_url=host))
    fields = page.form("/reset") | {"email": [account.email or ""]}
    new_request()
    answer = visitor.client.post("/fr/reset", data=fields, headers=lie, base_url=host)
    assert answer.status_code == 302
    mailer = NullMailer()
    Worker(mailer).once()
    (letter,) = mailer.letters
    assert "evil" not in letter.text + letter.html
    assert "6666" not in letter.text + letter.html
    assert f"{app.config['SETTINGS'].public_url}/fr/reset/" in letter.text


def test_printed_letters_name_the_public_address(app: Flask) -> None:
    assembly = councils.councillor().assembly_id
    clerk = Browser(app).sign_in(people.with_role(Role.CLERK))
    clerk.client.environ_base["HTTP_HOST"] = "localhost:6666"  # a port is no part of the list of hosts
    page = clerk.get(f"/fr/clerk/assemblies/{assembly}/letters")
    letters = clerk.post(page, "/letters", status=200)
    assert "localhost:6666" not in letters.text
    assert f"{app.config['SETTINGS'].public_url}/fr/claim" in letters.text


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/fr/\r\nLocation: https://evil.example",
        "/fr/\x7f",
        "/\u2028/evil.example",
        " //evil.example",
        "/fr/\0",
        "evil.example",
        "@evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/fr/..//evil.example",
    ],
)
def test_next_never_leads_away(app: Flask, target: str) -> None:
    browser = Browser(app).sign_in(people.participant())
    new_request()
    answer = browser.client.get("/fr/sign-in", query_string={"next": target})
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location == "/fr/account" or (location.startswith("/") and "//" not in location), location
    assert "\r" not in location
    assert "\n" not in location


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/fr/", 200),
        ("GET", "/", 302),
        ("GET", "/fr/nowhere", 404),
        ("GET", "/fr/account", 401),
        ("GET", "/fr/admin", 401),
        ("POST", "/fr/sign-in", 400),
        ("POST", "/fr/charter", 405),
        ("TRACE", "/fr/", 405),
        ("OPTIONS", "/fr/", 200),
        ("HEAD", "/fr/", 200),
        ("GET", "/healthz", 200),
        ("GET", "/robots.txt", 200),
        ("GET", "/fr/proposals?after=x", 422),
        ("GET", "/static/img/nowhere.svg", 404),
    ],
)
def test_every_status_is_hardened(app: Flask, method: str, path: str, status: int) -> None:
    new_request()
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == status
    assert set(answer.headers.keys()) >= SAFETY
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy


def test_files_are_hardened_too(app: Flask) -> None:
    page = app.test_client().get("/fr/")
    addresses = [part.split('"')[0] for part in page.text.split('"/static')[1:]]
    assert addresses
    for address in addresses:
        answer = app.test_client().get(f"/static{address}".split("#")[0])
        assert answer.status_code == 200, address
        assert set(answer.headers.keys()) >= SAFETY, address


def test_a_body_of_300_kb_is_refused_wherever_it_goes(browser: Browser) -> None:
    browser.sign_in(people.participant())
    for path in ("/fr/proposals/new", f"/de/proposals/{proposals.published().id}/comments", "/fr/nowhere"):
        new_request()
        answer = browser.client.post(path, data={"body": "x" * 300_000})
        assert answer.status_code == (404 if path.endswith("nowhere") else 413), path
        assert set(answer.headers.keys()) >= SAFETY


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_cookies_over_tls_are_bound_to_the_host_and_hsts_is_said(
    databases: Databases, tmp_path: Path, dialect: str
) -> None:
    plain = settings(databases.copy(dialect), tmp_path)
    for url, name, secure in (
        ("http://localhost", "consult", False),
        ("https://localhost", "__Host-consult", True),
    ):
        app = create_app(replace(plain, public_url=url))
        with app.app_context():
            answer = app.test_client().get("/fr/sign-in", base_url=url)
            (cookie,) = answer.headers.getlist("Set-Cookie")
            parts = [part.strip() for part in cookie.split(";")]
            assert parts[0].startswith(f"{name}=")
            assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts)
            assert ("Secure" in parts) is secure
            assert not [part for part in parts if part.startswith("Domain")]
            assert ("Strict-Transport-Security" in answer.headers) is secure
            assert "no-store" in answer.headers["Cache-Control"]
            db.session.remove()
            db.engine.dispose()


@pytest.mark.parametrize(
    "words", ["Un verger\r\nBcc: b@evil.example", "Un verger\nX: y", "Un\u2028verger\x0bX: y"]
)
@pytest.mark.parametrize("event", ["decision-published", "comment-new", "answer-given"])
def test_no_name_or_title_adds_a_header_to_a_mail(app: Flask, event: str, words: str) -> None:
    mail.owe(event, "fr")
    db.session.execute(sa.update(Proposal).values(title=words))
    db.session.execute(sa.update(Account).values(display_name=words))
    db.session.commit()
    mailer = NullMailer()
    Worker(mailer).once()
    (letter,) = mailer.letters
    sent = message_from_bytes(message_of(letter, "noreply@example.org").as_bytes(), policy=default)
    assert set(sent.keys()) <= HEADERS
    assert sent["To"].addresses[0].addr_spec == letter.address
    assert len(sent["To"].addresses) == 1


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/fr/",
        "//fr//proposals",
        "/fr//evil.example",
        "/fr/account//",
        "/\\evil.example",
    ],
)
def test_odd_slashes_in_the_path_never_lead_away(app: Flask, path: str) -> None:
    new_request()
    answer = app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in {301, 302, 308, 401, 404}
    location = urljoin("http://localhost/", answer.headers.get("Location", "/"))
    assert urlsplit(location).netloc == "localhost"
    links = [node.get("href", "") for node in Page(answer).all("a")]
    assert not [link for link in links if "evil" in urlsplit(urljoin("http://localhost/", link)).netloc]
