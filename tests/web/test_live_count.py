"""The live count: cheap, the same for everybody, and silent about choices."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.assemblies import Seat
from consult.models.ballots import Ballot
from consult.rules.voting import Choice
from consult.services import ballots
from tests.factories import councils, proposals
from tests.support.browser import Browser, new_request
from tests.support.statements import counted


def ask(client: FlaskClient, path: str, tag: str | None = None, method: str = "GET"):  # type: ignore[no-untyped-def]
    new_request()
    headers = {"If-None-Match": tag} if tag else {}
    return client.open(path, method=method, headers=headers)


def opened_with(votes: dict[Choice, int]) -> Ballot:
    councils.electorate(6)
    ballot = councils.opened()
    councils.cast_all(ballot, votes)
    return ballot


@pytest.mark.parametrize(("language", "words"), [("fr", "2"), ("de", "2")])
def test_while_open_only_the_number_is_told(app: Flask, language: str, words: str) -> None:
    ballot = opened_with({Choice.for_: 1, Choice.against: 1})
    answer = ask(app.test_client(), f"/{language}/ballots/{ballot.id}/count")
    body = json.loads(answer.text)
    assert body.keys() == {"ballots", "over"}
    (count,) = body["ballots"]
    assert count.keys() == {"id", "state", "cast", "seats", "text"}
    assert (count["state"], count["cast"], count["seats"], body["over"]) == ("open", 2, 6, False)
    assert words in count["text"]
    for choice in ("for", "against", "abstain", "blank"):
        assert f'"{choice}"' not in answer.text


def test_the_same_count_of_other_choices_is_the_same_answer(app: Flask) -> None:
    ballot = opened_with({Choice.for_: 2})
    client = app.test_client()
    before = ask(client, f"/fr/ballots/{ballot.id}/count")
    seat = councils.roll_of(ballot)
    voter = db.session.scalars(seat).first()
    ballots.cast(SYSTEM, ballot.id, councils.vote(seat_of(voter), Choice.against, version=1))
    after = ask(client, f"/fr/ballots/{ballot.id}/count", before.headers["ETag"])
    assert (after.status_code, after.data) == (304, b"")


def test_a_tag_that_a_proxy_made_weak_is_known_again(app: Flask) -> None:
    path = f"/fr/ballots/{opened_with({Choice.for_: 2}).id}/count"
    tag = ask(app.test_client(), path).headers["ETag"]
    assert ask(app.test_client(), path, f"W/{tag}").status_code == 304
    assert ask(app.test_client(), path, 'W/"another"').status_code == 200


def seat_of(number: int | None):  # type: ignore[no-untyped-def]
    return db.session.get(Seat, number)


def test_an_unchanged_count_costs_one_statement_and_no_body(app: Flask) -> None:
    ballot = opened_with({Choice.for_: 1})
    client = app.test_client()
    path = f"/de/ballots/{ballot.id}/count"
    first = ask(client, path)
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    with counted() as statements:
        again = ask(client, path, tag)
    assert (again.status_code, again.data, len(statements)) == (304, b"", 1)
    for answer in (first, again):
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in answer.headers
    head = ask(client, path, method="HEAD")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert ask(client, path, tag, "HEAD").status_code == 304
    assert ask(client, f"/fr/ballots/{ballot.id}/count", tag).status_code == 200
    councils.cast_all(ballot, {})
    voter = db.session.scalars(councils.roll_of(ballot)).all()[-1]
    ballots.cast(SYSTEM, ballot.id, councils.vote(seat_of(voter)))
    assert ask(client, path, tag).status_code == 200


def test_even_a_signed_in_reader_gets_the_public_answer(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    path = f"/fr/ballots/{ballot.id}/count"
    browser = Browser(app).sign_in(member.account)
    with counted() as statements:
        answer = ask(browser.client, path)
    assert len(statements) == 1
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers
    assert answer.text == ask(app.test_client(), path).text


def test_a_paper_tells_all_its_counts_at_once_and_says_when_it_is_over(app: Flask) -> None:
    councils.electorate(3)
    paper = councils.scheduled(
        proposals.published(), proposals.published(), opens=timedelta(hours=-1), closes=timedelta(hours=1)
    )
    for ballot in paper:
        ballots.bring_up_to_date(SYSTEM, ballot.id)
    councils.cast_all(paper[1], {Choice.for_: 3})
    path = f"/fr/ballots/papers/{paper[0].paper_id}/count"
    client = app.test_client()
    with counted() as statements:
        first = ask(client, path)
    assert len(statements) == 1
    assert [one["cast"] for one in json.loads(first.text)["ballots"]] == [0, 3]
    with time_machine.travel(councils.after_the_end(paper[0]), tick=False):
        ended = json.loads(ask(client, path, first.headers["ETag"]).text)
    assert ended["over"] is True
    assert {one["state"] for one in ended["ballots"]} == {"closed"}


def test_what_is_not_public_has_no_count(app: Flask) -> None:
    draft = councils.draft(opens=timedelta(hours=1), closes=timedelta(days=1))
    paper = ballots.prepare(SYSTEM, draft)
    ballot = db.session.scalars(db.select(Ballot).filter_by(paper_id=paper.id)).one()
    client = app.test_client()
    for path in (f"{ballot.id}/count", f"papers/{paper.id}/count", "999999/count", "papers/999999/count"):
        assert ask(client, f"/fr/ballots/{path}").status_code == 404


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_number_of_the_page_stands_without_a_script(app: Flask, language: str) -> None:
    ballot = opened_with({Choice.for_: 4})
    browser = Browser(app)
    for path, url in (
        (f"ballots/{ballot.id}", f"/{language}/ballots/{ballot.id}/count"),
        (f"ballots/papers/{ballot.paper_id}", f"/{language}/ballots/papers/{ballot.paper_id}/count"),
        (f"ballots/{ballot.id}/results", f"/{language}/ballots/{ballot.id}/count"),
    ):
        page = browser.get(f"/{language}/{path}")
        (place,) = [node for node in page.all("p") if node.get("data-live-count")]
        assert (place.get("data-live-count"), place.get("data-ballot")) == (url, str(ballot.id))
        assert "4" in "".join(place.itertext())
        (spoken,) = [node for node in place.iter() if node.get("aria-live")]
        assert spoken.get("aria-live") == "polite"
        assert not spoken.text
