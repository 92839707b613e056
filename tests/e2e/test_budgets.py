"""What a page may cost (quality design): bytes, requests and SQL statements, in the demonstration."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from config import Settings
from consult.app import create_app
from consult.kernel.db import db
from consult.queries import accounts
from consult.services.accounts import open_session
from tests.e2e.catalogue import PUBLIC
from tests.e2e.chromium import window
from tests.e2e.site import Site
from tests.support.statements import counted

HTML, PACKED = 60_000, 15_000
STATEMENTS = {"visitor": 8, "participant": 12}
FIRST_VISIT, REQUESTS = 60_000, 6
#: Fuller than their like in the catalogue: a chantier where much goes on, a result with every councillor.
FULL = ("chantiers/6", "ballots/9/results")
#: Minutes are one whole document (quality design leaves them out).
LONG = ("sittings/1/minutes",)


@pytest.fixture(scope="module")
def inside(site: Site) -> Iterator[Flask]:
    """The installation that is being served, asked without a network between."""
    app = create_app(
        Settings(
            secret_key=(site.instance / "secret_key").read_text().strip(),
            database_url=f"sqlite:///{site.instance / 'consult.sqlite'}",
            instance=site.instance,
            limits_enabled=False,
        )
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def reader(app: Flask, site: Site, who: str) -> FlaskClient:
    client = app.test_client()
    if who in site.accounts:
        account = accounts.by_email(site.accounts[who][0])
        assert account is not None
        secret = open_session(account.id, "A test")
        db.session.commit()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = secret, True
    return client


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("who", STATEMENTS)
def test_every_public_page_keeps_its_budget(inside: Flask, site: Site, who: str, language: str) -> None:
    client, over = reader(inside, site, who), []
    for path in (*PUBLIC, *FULL):
        db.session.remove()
        # a context of its own, since the reader is kept in it
        with inside.app_context(), counted() as statements:
            body = client.get(f"/{language}/{path}", follow_redirects=True).data
        sizes = {"bytes": (len(body), HTML), "packed": (len(gzip.compress(body, 6)), PACKED)}
        costs = {} if path in LONG else {"statements": (len(statements), STATEMENTS[who])} | sizes
        over += [
            f"/{language}/{path}: {cost} {name}, at most {most}"
            for name, (cost, most) in costs.items()
            if cost > most
        ]
    assert not over, "\n".join(over)


@pytest.mark.parametrize("path", ["", "chantiers/6", "map"])
def test_a_first_visit_is_light(chromium: Browser, site: Site, path: str) -> None:
    context = window(chromium, site.url, "fr", 320, dark=False)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    received: list[float] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    answer = page.goto(f"/fr/{path}", wait_until="networkidle")
    assert answer is not None
    # The page itself is packed by the server in front, which the tests do without.
    saved = len(answer.body()) - len(gzip.compress(answer.body()))
    context.close()
    assert len(received) <= REQUESTS
    assert 0 < sum(received) - saved <= FIRST_VISIT
