"""A text is in the language it was written in, whoever edits or decides on it in whichever interface."""

import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.comments import Comment, CommentVersion
from consult.models.proposals import Proposal, ProposalVersion
from consult.rules.moderation import Mode, SubjectKind
from tests.factories import modes, people, proposals
from tests.support.browser import Browser

TITLE = "Streuobstwiese für die Nachbarschaft"
BODY = (
    "Auf der leeren Wiese neben der Schule könnten wir alte Apfelsorten pflanzen und gemeinsam pflegen. "
    "Die Kinder lernen dabei, woher das Obst kommt, und im Herbst ernten alle zusammen. "
) * 3
MORE = "Auch Birnen und Zwetschgen sollen dort wachsen, und die Gemeinde stellt das Wasser."
WORDS = "Das ist eine gute Idee, denn die alten Bäume im Dorf verschwinden leider immer schneller."


def in_french(app: Flask, role: Role | None = None) -> Browser:
    account = people.with_role(role) if role else people.participant()
    account.language = "fr"
    return Browser(app).sign_in(account)


def languages(model: type[ProposalVersion] | type[CommentVersion]) -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(model.language).order_by(model.number)))


def test_a_german_proposal_under_the_french_interface_stays_german(app: Flask) -> None:
    author, moderator = in_french(app), in_french(app, Role.MODERATOR)
    sent = {"title": TITLE, "body": BODY, "chantier": "4", "go": "check"}
    check = author.post(author.get("/fr/proposals/new"), "/proposals/new", sent, follow=True)
    assert check.form("/check")["language"] == ["de"], "read from the text and shown to its author"
    author.post(check, "/check", follow=True)
    number = db.session.scalars(sa.select(Proposal.id)).one()
    for _ in range(2):
        address = f"/fr/moderation/proposals/{number}"
        item = moderator.get(address)
        assert [node.get("lang") for node in item.all("h1")] == ["de"]
        moderator.post(item, address, {"kind": "publish"})
        if languages(ProposalVersion) == ["de"]:
            edit = author.get(f"/fr/proposals/{number}/edit")
            author.post(edit, "/edit", {"body": BODY + MORE})
    assert languages(ProposalVersion) == ["de", "de"]
    shown = db.session.get_one(Proposal, number)
    assert (shown.language, shown.shown_version) == ("de", 2)


def test_a_german_comment_under_the_french_interface_stays_german(app: Flask) -> None:
    modes.set_mode(SubjectKind.COMMENT, Mode.PRE)
    author, moderator = in_french(app), in_french(app, Role.MODERATOR)
    proposal = proposals.published()
    author.post(author.get(f"/fr/proposals/{proposal.id}"), "/comments", {"body": WORDS})
    number = db.session.scalars(sa.select(Comment.id)).one()
    for _ in range(2):
        address = f"/fr/moderation/comments/{number}"
        moderator.post(moderator.get(address), address, {"kind": "publish"})
        if languages(CommentVersion) == ["de"]:
            edit = author.get(f"/fr/comments/{number}/edit")
            author.post(edit, "/edit", {"body": f"{WORDS} {MORE}"})
    assert languages(CommentVersion) == ["de", "de"]
    assert db.session.get_one(Comment, number).language == "de"


def test_the_author_is_asked_only_on_disagreement(app: Flask) -> None:
    author = in_french(app)
    sent = {"title": TITLE, "body": BODY, "chantier": "4", "go": "check"}
    check = author.post(author.get("/fr/proposals/new"), "/proposals/new", sent, follow=True)
    asked = author.post(check, "/check", {"language": "fr"}, status=422)
    assert languages(ProposalVersion) == ["de"]
    author.post(asked, "/check", {"language": "de"}, follow=True)
    assert languages(ProposalVersion) == ["de"]
    proposal = proposals.published()
    page = author.get(f"/fr/proposals/{proposal.id}")
    assert "language" not in page.form("/comments"), "nothing is asked before there is a doubt"
    author.post(page, "/comments", {"body": WORDS})
    assert languages(CommentVersion) == ["de"]
