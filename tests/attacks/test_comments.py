"""What somebody with bad intentions tries on comments, reports and decisions; nothing of it works."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict
from consult.models.comments import Comment
from consult.models.moderation import Decision, Report
from consult.models.proposals import Proposal
from consult.rules.moderation import DecisionKind, Ground, Notice, Ruling, Subject, SubjectKind
from consult.services import comments, moderation
from tests.factories import people, proposals
from tests.factories.comments import BODY, written
from tests.support.browser import Browser, new_request

REASON = "Vous nommez une personne et donnez son adresse."


def test_scripts_in_a_comment_are_only_words(browser: Browser) -> None:
    proposal = proposals.published()
    written(
        proposal, body='<script>alert(1)</script> [ici](javascript:alert(1)) <img src=x onerror="alert(1)">'
    )
    page = browser.get(f"/fr/proposals/{proposal.id}")
    assert "<script>alert" not in page.text
    assert 'href="javascript' not in page.text
    assert "<img src=x" not in page.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stance", "love"),
        ("language", "xx"),
        ("organisation_id", "999"),
        ("organisation_id", "abc"),
        ("body", "y" * 20_000),
        ("body", "\x00\u202e"),
    ],
)
def test_forged_fields_come_back_as_sentences(browser: Browser, name: str, value: str) -> None:
    proposal = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/de/proposals/{proposal.id}")
    browser.post(page, "/comments", {"body": BODY, name: value}, status=422)
    assert db.session.query(Comment).count() == 0


@pytest.mark.parametrize("parent", ["999999", "-1", "abc", "9" * 30, "١"])
def test_a_forged_parent_writes_nothing_elsewhere(browser: Browser, parent: str) -> None:
    proposal = proposals.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{proposal.id}")
    fields = page.form("/comments") | {"body": BODY, "parent_id": parent}
    new_request()
    sent = browser.client.post(f"/fr/proposals/{proposal.id}/comments", data=fields)
    assert sent.status_code in {302, 404}
    assert db.session.query(Comment).filter(Comment.parent_id.is_not(None)).count() == 0


def test_a_reply_cannot_cross_to_another_proposal(browser: Browser) -> None:
    proposal, foreign = proposals.published(), written(proposals.published())
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{proposal.id}")
    browser.post(page, "/comments", {"body": BODY, "parent_id": str(foreign.id)}, status=404)


@pytest.mark.parametrize("path", ["/comments/{n}", "/comments/{n}/versions", "/comments/{n}/report"])
def test_numbers_beyond_every_database_are_not_found(browser: Browser, path: str) -> None:
    browser.get("/fr" + path.format(n=10**19), status=404)


@pytest.mark.parametrize(
    "path",
    ["/proposals/{p}/comments", "/comments/{c}/mark", "/comments/{c}/edit", "/moderation/comments/{c}"],
)
def test_posts_without_token_or_session_change_nothing(browser: Browser, path: str) -> None:
    comment = written(proposals.published())
    new_request()
    address = "/fr" + path.format(p=comment.proposal_id, c=comment.id)
    sent = browser.client.post(address, data={"body": BODY, "useful": "1", "kind": "hide"})
    assert sent.status_code in {400, 401}
    db.session.expire_all()
    assert (comment.useful_count, comment.version) == (0, 1)


def test_marking_ones_own_comment_by_hand(browser: Browser) -> None:
    author = people.participant()
    comment = written(proposals.published(), author)
    other = written(db.session.get_one(Proposal, comment.proposal_id))
    browser.sign_in(author)
    page = browser.get(f"/fr/proposals/{comment.proposal_id}")
    fields = page.form(f"/comments/{other.id}/mark")
    new_request()
    sent = browser.client.post(f"/fr/comments/{comment.id}/mark", data=fields)
    assert sent.status_code == 403


def at_once(app: Flask, deeds: list[Callable[[], object]]) -> list[str]:
    """Run the deeds in threads that start together; the refusal's code of each, "" where there was none."""
    start, codes = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(index: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with writing():
                    deeds[index]()
            except Conflict as refusal:
                codes[index] = refusal.code
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def test_two_moderators_at_the_same_moment(real_app: Flask) -> None:
    proposal = proposals.submitted()
    actors = [people.actor(people.with_role(Role.MODERATOR)) for _ in range(2)]
    subject = Subject(SubjectKind.PROPOSAL, proposal.id)
    db.session.commit()

    def publish() -> object:
        return moderation.decide(actors[0], subject, Ruling(DecisionKind.PUBLISH), version=1, seen=0)

    def return_it() -> object:
        return moderation.decide(
            actors[1], subject, Ruling(DecisionKind.RETURN, Ground.SPAM, REASON), version=1, seen=0
        )

    assert sorted(at_once(real_app, [publish, return_it])) == ["", "already_decided"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 1


def test_many_marks_and_replies_at_the_same_moment_are_counted_exactly(real_app: Flask) -> None:
    proposal = proposals.published()
    comment = written(proposal)
    readers = [people.actor(people.participant()) for _ in range(6)]
    fields = comments.CommentFields(BODY, comment.stance, "fr", comment.id)
    proposal_id, comment_id = proposal.id, comment.id
    db.session.commit()
    deeds: list[Callable[[], object]] = []
    for reader in readers:
        deeds.append(lambda reader=reader: comments.mark(reader, comment_id, True))
        deeds.append(lambda reader=reader: comments.write(reader, proposal_id, fields))
    assert set(at_once(real_app, deeds)) == {""}
    db.session.expire_all()
    assert db.session.get_one(Comment, comment_id).useful_count == 6
    assert db.session.get_one(Proposal, proposal_id).comment_count == 7


def test_one_person_reporting_twice_at_the_same_moment(real_app: Flask) -> None:
    proposal = proposals.published()
    reporter = people.actor(people.participant())
    subject = Subject(SubjectKind.PROPOSAL, proposal.id)
    db.session.commit()

    def report() -> object:
        return moderation.report(reporter, subject, Notice(Ground.SPAM, "C’est de la publicité."))

    assert sorted(at_once(real_app, [report, report])) == ["", "already_reported"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1
