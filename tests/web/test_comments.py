"""The debate as people meet it: reading, writing, answering, judging, in both languages."""

import pytest
from flask import Flask

from consult.kernel.db import db
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries import comments as queries
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalState, Visibility
from consult.services import accounts, comments
from tests.factories import people, proposals
from tests.factories.comments import BODY, written
from tests.support.browser import Browser, new_request
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("app")


def only_comment() -> Comment:
    db.session.expire_all()
    return db.session.query(Comment).order_by(Comment.id.desc()).limit(1).one()


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_visitor_reads_the_debate_without_token_or_cookie(browser: Browser, language: str) -> None:
    proposal = proposals.published()
    top = written(proposal, stance=Stance.FOR)
    written(proposal, body="Die Bäume brauchen im Sommer viel Wasser.", language="de", parent=top)
    page = browser.get(f"/{language}/proposals/{proposal.id}")
    assert BODY[:20] in page.words()
    assert 'lang="de"' in page.text
    assert "csrf_token" not in page.text
    assert "Set-Cookie" not in page.response.headers
    assert f"/{language}/sign-in?next=" in page.text


@pytest.mark.parametrize("language", ["fr", "de"])
def test_write_answer_change_and_judge(browser: Browser, app: Flask, language: str) -> None:
    proposal = proposals.published()
    author, reader = people.participant(), people.participant()
    browser.sign_in(author)
    page = browser.get(f"/{language}/proposals/{proposal.id}")
    sent = browser.post(page, "/comments", {"body": BODY, "stance": "against"})
    comment = only_comment()
    assert sent.location == f"/{language}/comments/{comment.id}"
    assert (comment.stance, comment.language, comment.author_id) == (Stance.AGAINST, "fr", author.id)

    page = browser.get(f"/{language}/comments/{comment.id}/edit")
    browser.post(page, "/edit", {"body": BODY + " Et pourquoi pas en automne ?"})
    history = browser.get(f"/{language}/comments/{comment.id}/versions")
    assert "automne" in history.words()
    assert history.all("ins")

    browser = Browser(app).sign_in(reader)
    page = browser.get(f"/{language}/comments/{comment.id}/reply")
    browser.post(page, "/comments", {"body": "Merci pour cette précision sur la saison."})
    assert only_comment().parent_id == comment.id
    page = browser.get(f"/{language}/proposals/{proposal.id}")
    browser.post(page, f"/comments/{comment.id}/mark", {"useful": "1"})
    assert db.session.get_one(Comment, comment.id).useful_count == 1
    page = browser.get(f"/{language}/proposals/{proposal.id}")
    assert 'aria-pressed="true"' in page.text
    browser.post(page, f"/comments/{comment.id}/mark")
    db.session.expire_all()
    assert db.session.get_one(Comment, comment.id).useful_count == 0


def test_an_empty_comment_comes_back_with_a_sentence(browser: Browser) -> None:
    proposal = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{proposal.id}")
    answer = browser.post(page, "/comments", {"body": "x", "stance": "for"}, status=422)
    assert answer.form("/comments")["body"] == ["x"]
    assert answer.form("/comments")["stance"] == ["for"]
    assert db.session.get_one(Proposal, proposal.id).comment_count == 0


def test_an_unclear_language_is_asked_and_the_text_kept(browser: Browser) -> None:
    proposal = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/de/proposals/{proposal.id}")
    text = "12345 67890 12345 67890 ???"
    asked = browser.post(page, "/comments", {"body": text}, status=422)
    assert asked.form("/comments")["body"] == [text]
    browser.post(asked, "/comments", {"language": "lb"})
    assert only_comment().language == "lb"


def test_a_double_click_writes_once(browser: Browser) -> None:
    proposal = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{proposal.id}")
    for _ in range(2):
        browser.post(page, "/comments", {"body": BODY})
    assert db.session.query(Comment).count() == 1


def test_what_was_written_before_the_session_ended_comes_back(browser: Browser) -> None:
    proposal = proposals.published()
    author = people.participant()
    browser.sign_in(author)
    address = f"/fr/proposals/{proposal.id}"
    page = browser.get(address)
    fields = page.form("/comments") | {"body": BODY, "stance": "for"}
    with browser.client.session_transaction() as session:
        del session["_user_id"]
    new_request()
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{address}"}
    refused = browser.client.post(f"{address}/comments", data=fields, headers=headers)
    assert refused.status_code == 401
    back = browser.sign_in(author).get(address).form("/comments")
    assert (back["body"], back["stance"]) == ([BODY], ["for"])


def test_somebody_elses_comment_cannot_be_changed(browser: Browser) -> None:
    comment = written(proposals.published())
    browser.sign_in(people.participant())
    browser.get(f"/fr/comments/{comment.id}/edit", status=403)


def test_a_stale_edit_keeps_the_text_and_shows_409(browser: Browser) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    browser.sign_in(author)
    page = browser.get(f"/fr/comments/{comment.id}/edit")
    comments.edit(people.actor(author), comment.id, 1, "Un texte changé ailleurs entre-temps.", "fr")
    mine = "Mon texte écrit pendant ce temps, que je veux garder."
    answer = browser.post(page, "/edit", {"body": mine}, status=409)
    assert answer.form("/edit")["body"] == [mine]
    browser.post(answer, "/edit")
    assert only_comment().body == mine


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_withheld_comment_leaves_a_note_and_no_word(browser: Browser, app: Flask, language: str) -> None:
    author = people.participant("Camille Ginsterbusch")
    proposal = proposals.published()
    comment = written(proposal, author)
    comments.set_visibility(people.actor(author), queries.locked(comment.id), Visibility.HIDDEN)
    page = browser.get(f"/{language}/proposals/{proposal.id}")
    assert BODY[:20] not in page.text
    assert "Ginsterbusch" not in page.text
    assert f'id="comment-{comment.id}"' in page.text
    browser.get(f"/{language}/comments/{comment.id}/versions", status=404)
    own = Browser(app).sign_in(author).get(f"/{language}/proposals/{proposal.id}")
    assert BODY[:20] in own.words()


@pytest.mark.parametrize(
    ("language", "visibility", "said"),
    [
        ("fr", Visibility.HIDDEN, "masqué par la modération"),
        ("fr", Visibility.REMOVED, "retiré par la modération"),
        ("de", Visibility.HIDDEN, "von der Moderation verborgen"),
        ("de", Visibility.REMOVED, "von der Moderation entfernt"),
    ],
)
def test_the_note_says_what_was_done(
    browser: Browser, language: str, visibility: Visibility, said: str
) -> None:
    author, proposal = people.participant(), proposals.published()
    comment = written(proposal, author)
    comments.set_visibility(people.actor(author), queries.locked(comment.id), visibility)
    assert said in browser.get(f"/{language}/proposals/{proposal.id}").words()


@pytest.mark.parametrize(("language", "said"), [("fr", "Retiré par la personne"), ("de", "Von der Person")])
def test_what_its_author_took_along_is_not_laid_at_moderations_door(
    browser: Browser, language: str, said: str
) -> None:
    author, proposal = people.participant(), proposals.published()
    written(proposal, author)
    accounts.erase(people.actor(author), None, texts=True)
    words = browser.get(f"/{language}/proposals/{proposal.id}").words()
    assert said in words
    assert "par la modération" not in words
    assert "von der Moderation" not in words


def test_an_anchor_leads_to_the_page_on_which_the_comment_stands(browser: Browser) -> None:
    proposal = proposals.published()
    author = people.participant()
    first = written(proposal, author)
    reply = written(proposal, author, parent=first)
    for _ in range(25):
        written(proposal, author)
    for order in ("", "?order=newest", "?order=useful"):
        answer = browser.get(f"/fr/comments/{reply.id}{order}", status=302)
        assert answer.location.endswith(f"#comment-{reply.id}")
        page = browser.get(answer.location.split("#")[0])
        assert f'id="comment-{reply.id}"' in page.text
    browser.get("/fr/comments/999999", status=404)


def test_comments_of_a_hidden_proposal_are_not_found(browser: Browser) -> None:
    proposal = proposals.published()
    comment = written(proposal)
    proposal.visibility = Visibility.HIDDEN
    for path in ("", "/versions", "/report"):
        browser.get(f"/fr/comments/{comment.id}{path}", status=404)


def test_a_closed_debate_offers_no_form(browser: Browser) -> None:
    proposal = proposals.in_state(ProposalState.DONE)
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{proposal.id}")
    assert 'id="write-comment"' not in page.text


def test_bad_cursors_and_orders_are_no_server_errors(browser: Browser) -> None:
    proposal = proposals.published()
    written(proposal)
    browser.get(f"/fr/proposals/{proposal.id}?order=sideways")
    browser.get(f"/fr/proposals/{proposal.id}?after=!!", status=422)


def test_the_number_of_statements_does_not_grow_with_the_thread(browser: Browser, app: Flask) -> None:
    reader = people.participant()
    people.organisation(reader)
    author = people.participant()
    proposal = proposals.published()
    for _ in range(12):
        top = written(proposal, author)
        written(proposal, author, parent=top)
    path = f"/fr/proposals/{proposal.id}"
    with counted() as signed_out:
        browser.get(path)
    assert len(signed_out) <= 8, signed_out
    browser.sign_in(reader)
    with counted() as signed_in:
        browser.get(path)
    assert len(signed_in) <= 12, signed_in
