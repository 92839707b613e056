"""The answer is lost after the commit; the same form sent again leads to the same place, and that is all."""

import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.serving import make_server

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.forms import FormUse
from tests.factories import councils, events, people, proposals
from tests.factories.comments import BODY
from tests.reliability.accounting import count
from tests.reliability.deeds import Deed, Sender, headers_of, post
from tests.reliability.installation import wait_until
from tests.support.browser import Browser
from tests.support.walking import row_counts

#: The page with the form, where the form leads, and what is typed into it.
Story = Callable[[Account], tuple[str, str, dict[str, str]]]


def support(_person: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/proposals/{proposals.published().id}", "/support", {}


def comment(_person: Account) -> tuple[str, str, dict[str, str]]:
    return f"/de/proposals/{proposals.published().id}", "/comments", {"body": BODY}


def draft(_person: Account) -> tuple[str, str, dict[str, str]]:
    typed = {"title": "Un verger près de l’école", "body": proposals.BODY, "chantier": "4", "kind": "idea"}
    return "/fr/proposals/new", "/proposals/new", typed


def submission(person: Account) -> tuple[str, str, dict[str, str]]:
    return f"/fr/proposals/{proposals.draft(person).id}/check", "/check", {}


def vote(person: Account) -> tuple[str, str, dict[str, str]]:
    member = councils.claimed(councils.councillor(), person)
    ballot = councils.opened()
    return f"/fr/ballots/{ballot.id}", "/vote", {f"b{ballot.id}-s{member.seat.id}-choice": "for"}


def registration(_person: Account) -> tuple[str, str, dict[str, str]]:
    event = events.published(venues=(events.room(),))
    return f"/fr/events/{event.id}", "/register", {"venue": str(event.venues[0].id)}


@pytest.fixture
def port(real_app: Flask) -> Iterator[int]:
    """Of a real server around the application."""
    server = make_server("127.0.0.1", 0, real_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()


def leave_before_the_answer(port: int, deed: Deed) -> None:
    body = urlencode(deed.fields, doseq=True)
    lines = [f"POST {deed.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers_of(deed).items()]
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall("\r\n".join([*lines, "", body]).encode())


@pytest.mark.parametrize("story", [support, comment, draft, submission, vote, registration])
def test_sent_again_it_is_as_if_sent_once(real_app: Flask, port: int, story: Story) -> None:
    person = people.participant()
    path, target, typed = story(person)
    browser = Browser(real_app).sign_in(person)
    address, fields = browser.get(path).sending(target)
    cookie = browser.client.get_cookie("consult")
    assert cookie is not None
    sender = Sender(person.id, f"consult={cookie.value}")
    deed = Deed(story.__name__, sender, address, fields | typed)
    db.session.rollback()
    leave_before_the_answer(port, deed)
    wait_until(lambda: _uses() == 1, "the form is used")
    rows = row_counts()
    led_to = db.session.query(FormUse.location).scalar()
    db.session.rollback()
    assert post(port, deed) == (302, led_to)
    db.session.rollback()
    assert row_counts() == rows


def _uses() -> int:
    db.session.rollback()
    return count(FormUse)
