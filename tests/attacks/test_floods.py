"""Whoever tries very often: slowed down with a sentence, and nobody else with them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.kernel.db import db
from consult.models.ballots import Vote
from consult.models.comments import Comment
from consult.models.forms import KeptForm
from consult.web.kit.limits import limiter
from tests.factories import councils, people, proposals
from tests.factories.comments import BODY
from tests.support.browser import Browser, Page, check, new_request
from tests.support.databases import Databases, settings

Start = Callable[..., Flask]


@pytest.fixture
def start(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Makes an application whose limits are on; one limiter serves all, so it is given back as it was."""
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    contexts = []

    def make(**values: object) -> Flask:
        app = create_app(settings(databases.copy("sqlite"), tmp_path, limits_enabled=True, **values))
        contexts.append(app.app_context())
        contexts[-1].push()
        return app

    yield make
    for context in contexts:
        db.session.remove()
        db.engine.dispose()
        context.pop()


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def slowed(answer) -> Page:  # type: ignore[no-untyped-def]  # Werkzeug's own answer
    """A 429 that says in its language how long to wait."""
    page = Page(answer)
    assert page.status == 429
    check(page, page.path)
    assert 1 <= int(page.response.headers["Retry-After"]) <= 3600
    assert ("Trop d’essais" if "/fr/" in page.path else "Zu viele Versuche") in page.words()
    return page


def entering(browser: Browser, language: str = "fr") -> Callable[[str, str], object]:
    fields = browser.get(f"/{language}/sign-in").form("/sign-in")

    def send(email: str, place: str) -> object:
        new_request()
        sent = fields | {"email": [email], "password": ["a wrong guess"]}
        said = {"X-Forwarded-For": f"203.0.113.{len(email)}", "X-Real-IP": email.encode().hex()[:15]}
        return browser.client.post(
            f"/{language}/sign-in", data=sent, headers=said, environ_base={"REMOTE_ADDR": place}
        )

    return send


def test_one_account_is_counted_once_however_its_address_is_spelled(start: Start) -> None:
    send = entering(Browser(start()))
    spellings = ["ada@example.org", " ADA@Example.ORG ", "ada@ｅxample.org", "ada@example。org"] * 2
    for number, email in enumerate(spellings):
        assert send(email, f"192.0.2.{number}").status_code == 422, email  # type: ignore[attr-defined]
    slowed(send("ada@example．org", "192.0.2.99"))
    assert send("ben@example.org", "192.0.2.99").status_code == 422  # type: ignore[attr-defined]


def test_one_address_tries_few_accounts(start: Start) -> None:
    send = entering(Browser(start()), "de")
    for number in range(20):
        assert send(f"person{number}@example.org", "192.0.2.1").status_code == 422  # type: ignore[attr-defined]
    slowed(send("person99@example.org", "192.0.2.1"))
    assert send("person98@example.org", "192.0.2.2").status_code == 422  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["sign-in", "sign-up", "reset"])
@pytest.mark.parametrize(
    "email", ["a\0@example.org", "\ud800", "x" * 60_000, "", "é" * 300, "a@" + "b." * 200]
)
def test_no_address_breaks_the_counting_on_postgresql(
    start: Start, databases: Databases, path: str, email: str
) -> None:
    app = start(limits_url=f"rate+{databases.copy('postgresql')}")
    browser = Browser(app)
    fields = browser.get(f"/fr/{path}").form(f"/{path}")
    new_request()
    sent = {
        name: value[0].encode("utf-8", "surrogatepass")
        for name, value in (fields | {"email": [email]}).items()
    }
    assert browser.client.post(f"/fr/{path}", data=sent).status_code == 422


def test_signed_in_people_are_limited_by_account_not_by_address(start: Start) -> None:
    app = start()
    proposal = proposals.published()
    path = f"/fr/proposals/{proposal.id}"
    busy, calm = (Browser(app).sign_in(people.participant()) for _ in range(2))
    fields = busy.get(path).form("/comments")
    statuses = []
    for number in range(61):
        sent = fields | {"body": [f"{BODY} {number}"], "form_token": [f"{number:030}"]}
        new_request()
        statuses.append(answer := busy.client.post(f"{path}/comments", data=sent))
    assert {answer.status_code for answer in statuses[:60]} == {302}
    slowed(answer)
    assert count(Comment) == 60
    calm.post(calm.get(path), "/comments", {"body": BODY})


def test_sixty_councillors_vote_from_the_one_address_of_their_chamber(start: Start) -> None:
    app = start()
    members = [councils.member() for _ in range(60)]
    ballot = councils.opened()
    db.session.commit()
    for member in members:
        browser = Browser(app).sign_in(member.account)
        prefix = f"b{ballot.id}-s{member.seat.id}-"
        new_request()
        page = Page(browser.client.get(f"/fr/ballots/{ballot.id}"))
        browser.post(page, f"/ballots/{ballot.id}/vote", {f"{prefix}choice": "for"})
    assert count(Vote) == 60


def test_refused_forms_do_not_fill_the_database(start: Start) -> None:
    """They never reach the limits of the views, since the guard comes first."""
    app = start()
    path = f"/fr/proposals/{proposals.published().id}/comments"
    db.session.commit()
    for _ in range(25):
        new_request()
        answer = app.test_client().post(path, data={"body": BODY}, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code in {400, 401}
    assert count(KeptForm) == 20


def test_visitors_do_not_fill_the_database_with_supports_to_be(start: Start) -> None:
    visitor = Browser(start())
    path = f"/fr/proposals/{proposals.published().id}/support"
    fields = visitor.get(path).form("/support")
    answers = []
    for number in range(61):
        new_request()
        answers.append(visitor.client.post(path, data=fields | {"form_token": [f"{number:030}"]}))
    slowed(answers[-1])
    assert count(KeptForm) <= 60
