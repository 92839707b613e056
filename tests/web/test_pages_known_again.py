"""A reader without a session gets a page once; while it stays the same, only the word that it did."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.web.kit.pages import EXTENSION, Shelf
from tests.factories import councils, people, proposals
from tests.support import world
from tests.support.browser import Browser, new_request
from tests.support.statements import counted
from tests.support.walking import addresses

#: Forms with a guard of the reader's own, entrances, one's own reports; and two pages that few people open.
WRITTEN_ANEW = {
    "ballots/checking",
    "calls",
    "calls/<int:call_id>/offers/new",
    "check-mail",
    "comments/<int:comment_id>/report",
    "comments/<int:comment_id>/report-name",
    "components",
    "events/<int:event_id>/register",
    "organisations/<int:organisation_id>/report",
    "positions/<int:position_id>/report",
    "proposals/<int:proposal_id>/report",
    "proposals/<int:proposal_id>/report-name",
    "proposals/<int:proposal_id>/support",
    "proposals/new",
    "register",
    "reports/<string:code>",
    "reports/<string:code>/appeal",
    "reset",
    "sign-in",
    "sign-up",
    "translations/<int:translation_id>",
}


def ask(client: FlaskClient, path: str, tag: str | None = None) -> TestResponse:
    db.session.expunge_all()  # as a request begins, knowing nothing that this test holds
    new_request()
    return client.get(path, headers={"If-None-Match": tag} if tag else {})


@contextmanager
def written(app: Flask) -> Iterator[list[str | None]]:
    """The templates that are rendered meanwhile."""
    names: list[str | None] = []

    def note(_app, template, **_more) -> None:  # type: ignore[no-untyped-def]
        names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


def test_an_unchanged_page_is_not_written_again(app: Flask) -> None:
    proposal = proposals.published()
    path = f"/fr/proposals/{proposal.id}"
    app.extensions[EXTENSION] = Shelf()
    first = ask(app.test_client(), path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    with written(app) as templates:
        known = ask(app.test_client(), path, tag)
        weakened = ask(app.test_client(), path, f"W/{tag}")
        other_reader = ask(app.test_client(), path)
    assert (known.status_code, known.data, weakened.status_code) == (304, b"", 304)
    assert (other_reader.data, other_reader.headers["ETag"]) == (first.data, tag)
    assert templates == []
    assert other_reader.mimetype == first.mimetype == "text/html"


def test_what_it_shows_changes_its_tag(app: Flask) -> None:
    proposal = proposals.published()
    path = f"/de/proposals/{proposal.id}"
    before = ask(app.test_client(), path)
    db.session.execute(sa.update(Proposal).values(support_count=4141))
    after = ask(app.test_client(), path, before.headers["ETag"])
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert re.search(r"4\D?141\b", after.text)
    assert not re.search(r"4\D?141\b", before.text)
    assert ask(app.test_client(), f"{path}?x=1").headers["ETag"] != after.headers["ETag"]


def test_a_personal_page_is_never_known_again(app: Flask, browser: Browser) -> None:
    path = f"/fr/proposals/{proposals.published().id}"
    tag = ask(app.test_client(), path).headers["ETag"]
    browser.sign_in(people.participant())
    new_request()
    own = browser.client.get(path, headers={"If-None-Match": tag})
    assert own.status_code == 200
    assert "ETag" not in own.headers
    assert own.headers["Cache-Control"] == "private, no-store"


def test_where_time_runs_the_page_stands_for_a_minute(app: Flask) -> None:
    councils.electorate(3)
    path = f"/fr/ballots/{councils.opened().id}"
    start = now().replace(second=10, microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        tag = ask(app.test_client(), path).headers["ETag"]
        clock.shift(timedelta(seconds=40))
        assert ask(app.test_client(), path, tag).status_code == 304
        clock.shift(timedelta(seconds=20))
        assert ask(app.test_client(), path, tag).status_code == 200


def test_the_shelf_forgets_what_nobody_asks_for() -> None:
    shelf = Shelf(room=10)
    for tag in ("a", "b"):
        shelf.put(tag, b"12345")
    assert shelf.take("a") == b"12345"
    shelf.put("c", b"123")
    assert (shelf.take("a"), shelf.take("b"), shelf.take("c")) == (b"12345", None, b"123")
    shelf.put("c", b"12345")
    assert (shelf.take("a"), shelf.take("c")) == (b"12345", b"12345")
    shelf.put("large", b"x" * 11)
    assert shelf.take("large") is None


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_public_page_is_the_same_from_the_shelf(app: Flask, language: str) -> None:
    """The facts tell all that a page shows: written anew it is the same, and writing asks no database."""
    untagged = set()
    for address in addresses(app, world.build(), "GET", language):
        app.extensions[EXTENSION] = Shelf()
        first = ask(app.test_client(), address.path)
        if first.mimetype != "text/html" or first.status_code != 200:
            continue
        if "ETag" not in first.headers:
            untagged.add(address.rule)
            continue
        with counted() as kept:
            again = ask(app.test_client(), address.path)
        app.extensions[EXTENSION] = Shelf()
        with counted() as anew:
            fresh = ask(app.test_client(), address.path)
        assert again.data == fresh.data == first.data, address.path
        assert len(kept) == len(anew), address.path
        assert again.headers["ETag"] == fresh.headers["ETag"] == first.headers["ETag"], address.path
    assert {rule.removeprefix("/<language:lang>/") for rule in untagged} == WRITTEN_ANEW
