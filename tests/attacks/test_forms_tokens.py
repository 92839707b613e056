"""Whoever sends a form twice, late, from two windows or with somebody else's token."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.forms import FormUse
from consult.models.moderation import Report
from consult.models.proposals import Proposal, Support
from tests.factories import councils, people, proposals
from tests.factories.comments import BODY
from tests.support.browser import Browser, Page, new_request

WHY = {"ground": "spam", "explanation": "Ce texte vend un produit."}


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def send(browser: Browser, path: str, fields: dict[str, object]) -> Page:
    new_request()
    return Page(browser.client.post(path, data=fields))


@pytest.fixture
def writer(browser: Browser) -> Browser:
    return browser.sign_in(people.participant())


@pytest.mark.parametrize("token", [None, "", "x" * 19, "x" * 65, ["", "x" * 30]])
def test_a_token_that_is_none_is_a_sentence(writer: Browser, token: object) -> None:
    path = f"/de/proposals/{proposals.published().id}"
    fields = writer.get(path).form("/comments") | {"body": [BODY]}
    fields |= {"form_token": token}  # type: ignore[dict-item]  # what a browser would never send
    answer = send(writer, f"{path}/comments", {k: v for k, v in fields.items() if v is not None})
    assert answer.status == 422
    assert "unvollständig" in answer.words()
    assert (count(Comment), count(FormUse)) == (0, 0)


def test_a_double_click_gives_the_first_result(writer: Browser) -> None:
    page = writer.get(f"/fr/proposals/{proposals.published().id}")
    first = writer.post(page, "/comments", {"body": BODY})
    second = writer.post(page, "/comments", {"body": BODY})
    assert first.location == second.location
    assert count(Comment) == 1
    assert (
        "une seule fois"
        in writer.get(f"/fr/comments/{db.session.scalar(sa.select(Comment.id))}/edit").words()
    )


def test_another_text_after_the_back_button_changes_nothing(writer: Browser) -> None:
    page = writer.get(f"/fr/proposals/{proposals.published().id}")
    first = writer.post(page, "/comments", {"body": BODY})
    again = writer.post(page, "/comments", {"body": "Tout autre chose, écrit après le retour en arrière."})
    assert again.location == first.location
    assert db.session.scalars(sa.select(Comment.body)).all() == [BODY]


def test_a_refused_form_can_be_sent_again(writer: Browser) -> None:
    page = writer.get(f"/fr/proposals/{proposals.published().id}")
    writer.post(page, "/comments", {"body": ""}, status=422)
    assert count(FormUse) == 0
    writer.post(page, "/comments", {"body": BODY})
    assert count(Comment) == 1


def test_a_deed_that_was_not_allowed_leaves_the_token(writer: Browser) -> None:
    proposal = proposals.published()
    page = writer.get(f"/fr/proposals/{proposal.id}")
    fields = page.form("/comments") | {"body": [BODY]}
    hidden = proposals.draft().id
    assert send(writer, f"/fr/proposals/{hidden}/comments", fields).status == 404
    assert count(FormUse) == 0


def test_somebody_elses_token_is_a_new_one(app: Flask, writer: Browser) -> None:
    path = f"/fr/proposals/{proposals.published().id}"
    page = writer.get(path)
    first = writer.post(page, "/comments", {"body": BODY})
    thief = Browser(app).sign_in(people.participant())
    stolen = {"form_token": page.form("/comments")["form_token"], "body": "Un autre avis sur ces arbres."}
    second = thief.post(thief.get(path), "/comments", stolen)
    assert second.location != first.location
    assert count(Comment) == 2


def test_a_token_counts_for_one_address_only(writer: Browser) -> None:
    first, second = proposals.published().id, proposals.published().id
    fields = writer.get(f"/fr/proposals/{first}").form("/support")
    for number in (first, second, second):
        assert send(writer, f"/fr/proposals/{number}/support", fields).status == 302
    assert (count(Support), count(FormUse)) == (2, 2)


def test_visitors_too_send_once_each(app: Flask, browser: Browser) -> None:
    path = f"/fr/proposals/{proposals.published().id}/report"
    page = browser.get(path)
    assert browser.post(page, "/report", WHY).location == browser.post(page, "/report", WHY).location
    assert count(Report) == 1
    other = Browser(app)
    other.client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    other.post(other.get(path), "/report", WHY | {"form_token": page.form("/report")["form_token"]})
    assert count(Report) == 2


def test_a_result_that_was_a_page_is_not_made_twice(app: Flask, browser: Browser) -> None:
    """Letters with codes are shown once; sent again, the form leads back to where it stood."""

    assembly = councils.councillor().assembly_id
    browser.sign_in(people.with_role(Role.CLERK))
    path = f"/fr/clerk/assemblies/{assembly}/letters"
    page = browser.get(path)
    browser.post(page, "/letters", status=200)
    assert browser.post(page, "/letters").location == path


def test_the_same_form_from_many_windows_at_once_counts_once(real_app: Flask) -> None:
    proposal = proposals.published()
    browser = Browser(real_app).sign_in(people.participant())
    path = f"/fr/proposals/{proposal.id}"
    fields = browser.get(path).form("/comments") | {"body": [BODY]}
    cookie = browser.client.get_cookie("consult")
    assert cookie is not None
    db.session.remove()

    def press(_number: int) -> tuple[int, str]:
        client = real_app.test_client()
        client.set_cookie("consult", cookie.value)
        answer = client.post(f"{path}/comments", data=fields)
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(press, range(6)))
    assert len(answers) == 1, answers
    assert answers.pop()[0] == 302
    assert (count(Comment), count(FormUse)) == (1, 1)
    assert db.session.scalar(sa.select(Proposal.comment_count).where(Proposal.id == proposal.id)) == 1
