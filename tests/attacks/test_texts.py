"""Whoever writes markup, monsters or template code where others will read it."""

import re
import time
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import NullMailer
from consult.kernel.clock import now
from consult.kernel.db import Base, db
from consult.kernel.text import markdown
from consult.models.accounts import Account, AccountSession
from consult.models.assemblies import Assembly, Councillor
from consult.models.ballots import Ballot, Paper, VoteReason
from consult.models.comments import Comment, CommentVersion
from consult.models.journal import JournalEntry
from consult.models.moderation import Report
from consult.models.organisations import Organisation
from consult.models.proposals import Answer, Proposal, ProposalVersion
from consult.rules.participation import BODY_LENGTH, COMMENT_LENGTH
from consult.rules.voting import Choice
from consult.services import ballots, journal
from tests.factories import councils, mail, people
from tests.factories.ground import words
from tests.support.browser import XHTML
from tests.support.walking import addresses, browsing, fetch
from tests.support.world import World, build

HOSTILE = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)></title></textarea></style>-->"
    "<svg/onload=alert(1)>"
    '[a](javascript:alert(1)) <javascript:alert(1)> ![b](x"onerror=alert(1)) {{ 7*191 }}{% raw %}'
    "<iframe srcdoc=x><base href=//evil.example><form action=//evil.example><math><mtext></form><style>*{}"
)
#: Columns that people fill, written past every check: what the pages do, should a check be forgotten.
TEXTS: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (Account, ("display_name",)),
    (AccountSession, ("device",)),
    (Organisation, ("about",)),
    (Proposal, ("title", "body", "place_note", "behalf_name")),
    (ProposalVersion, ("title", "body")),
    (Comment, ("body",)),
    (CommentVersion, ("body",)),
    (Report, ("explanation",)),
    (Councillor, ("family_name", "given_name")),
    (VoteReason, ("body",)),
)
LOCALISED: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (Assembly, ("name",)),
    (Ballot, ("question", "proposal_title")),
    (Paper, ("title", "introduction")),
    (Answer, ("reasons", "next_steps", "in_charge")),
)
#: What the sums in the hostile words come to; four such digits may well stand inside a digest.
COMPUTED = re.compile(r"\b1337\b")
FOREIGN = {
    "iframe",
    "object",
    "embed",
    "base",
    "frame",
    "applet",
    "math",
    "style",
    "link",
    "meta",
    "noscript",
}


def poisoned() -> World:
    """The world with hostile words in every text of a person."""
    world = build()
    author = world.people["author"]
    assert author is not None
    member = councils.claimed(councils.councillor(), people.participant())
    ballot = councils.opened()
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.for_, reason="Une bonne raison."))
    db.session.add(mail.answer(db.session.get_one(Proposal, world.ids["proposal_id"][-3])))
    journal.record(people.actor(author), "proposal.saved", "proposal", 1, note=HOSTILE)
    world.ids["ballot_id"].append(ballot.id)
    db.session.flush()
    for model, columns in TEXTS:
        for row in db.session.scalars(sa.select(model)):
            for column in columns:
                size = getattr(model, column).type.length or 5000
                setattr(row, column, HOSTILE[:size])
    for organisation in db.session.scalars(sa.select(Organisation)):
        organisation.name = f"{HOSTILE[:90]} {organisation.id}"  # names differ
        organisation.website = f"https://a.example/{HOSTILE}"[:200]  # and addresses have a scheme
    for model, columns in LOCALISED:
        for row in db.session.scalars(sa.select(model)):
            for column in columns:
                setattr(row, column, words(HOSTILE, HOSTILE))
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JournalEntry))
    return world


def bad(tree: Element) -> Iterator[str]:
    """What no page of ours holds, whatever people wrote."""
    head = tree.find(f"{XHTML}head")
    ours = set(head.iter()) if head is not None else set()
    for node in tree.iter():
        tag = str(node.tag).removeprefix(XHTML)
        if tag in FOREIGN and node not in ours:
            yield f"<{tag}>"
        if tag == "script" and not node.get("src", "").startswith("/static/"):
            yield "<script>"
        if tag == "img" and not node.get("src", "").startswith("/static/"):
            yield "<img>"
        for name, value in node.attrib.items():
            if name.lower().startswith("on") or name in {"srcdoc", "style"}:
                yield f"<{tag} {name}>"
            scheme = value.strip().lower().split(":")[0]
            if name in {"href", "src", "action"} and scheme in {"javascript", "data", "vbscript"}:
                yield f"<{tag} {name}={value[:40]}>"
            if name in {"action", "formaction"} and (not value.startswith("/") or value.startswith("//")):
                yield f"<{tag} {name}={value[:40]}>"


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("who", ["visitor", "author", "everything"])
def test_hostile_words_stay_words_on_every_page(app: Flask, who: str) -> None:
    world = poisoned()
    browser = browsing(app, world, who)
    shown = 0
    for address in addresses(app, world, "GET"):
        answer = fetch(browser, address.path)
        assert answer.status_code < 500 or address.path == "/readyz", address.path
        assert not COMPUTED.search(answer.text), f"{address.path} computes templates"
        if answer.mimetype != "text/html" or answer.status_code in {301, 302}:
            continue
        shown += "alert(1)" in answer.text
        assert "<script>alert" not in answer.text, address.path
        found = list(bad(html5lib.parse(answer.text)))
        assert not found, f"{address.path}: {found[:5]}"
    assert shown > 15, "else the words are not where people see them"


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    "event", ["comment-new", "answer-given", "ballot-opened", "decision-returned", "role-granted"]
)
def test_hostile_words_stay_words_in_mails(app: Flask, event: str) -> None:
    mail.owe(event, "de")
    name = HOSTILE[:40]
    db.session.execute(sa.update(Account).values(display_name=name))
    db.session.execute(sa.update(Proposal).values(title=HOSTILE[:100], body=HOSTILE))
    db.session.execute(sa.update(Comment).values(body=HOSTILE))
    db.session.execute(sa.update(Answer).values(reasons=words(HOSTILE, HOSTILE)))
    db.session.commit()
    mailer = NullMailer()
    Worker(mailer).once()
    (letter,) = mailer.letters
    assert not COMPUTED.search(letter.text + letter.html + letter.subject)
    tags = {
        str(node.tag).removeprefix(XHTML) for node in html5lib.parse(letter.html).find(f"{XHTML}body").iter()
    }
    assert not tags & (FOREIGN | {"script", "img", "svg", "form", "textarea", "title"})


MONSTERS = {
    "quotes": ">" * BODY_LENGTH[1],
    "spaced quotes": "> " * (BODY_LENGTH[1] // 2),
    "brackets": "[" * BODY_LENGTH[1],
    "bangs": "![" * (BODY_LENGTH[1] // 2),
    "links": "[a](" * (BODY_LENGTH[1] // 4),
    "closed links": "[a](<b>)" * (BODY_LENGTH[1] // 8),
    "emphasis": "*a_ " * (BODY_LENGTH[1] // 4),
    "stars": "**" * (BODY_LENGTH[1] // 2),
    "backticks": "".join("`" * n + " " for n in range(1, 140)),
    "lists": "- " * (BODY_LENGTH[1] // 2),
    "nested lists": "\n".join(" " * n + "- a" for n in range(130)),
    "tables": "|" * BODY_LENGTH[1],
    "tags": "<a " * (BODY_LENGTH[1] // 3),
    "entities": "&#x" * (BODY_LENGTH[1] // 3),
    "addresses": "http://" * (BODY_LENGTH[1] // 7),
    "mails": "a@" * (BODY_LENGTH[1] // 2),
    "references": "[a]: b\n" * (BODY_LENGTH[1] // 7),
    "backslashes": "\\" * BODY_LENGTH[1],
    "one long word": "w" * BODY_LENGTH[1],
    "accents": "e" + "\u0301" * (BODY_LENGTH[1] - 1),
}


@pytest.mark.parametrize("text", MONSTERS.values(), ids=MONSTERS)
def test_no_text_takes_long_to_render(text: str) -> None:
    start = time.process_time()
    rendered: Any = markdown.render(text)
    assert time.process_time() - start < 1
    assert not list(bad(html5lib.parse(f"<body>{rendered}")))


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("kind", ["spaced quotes", "brackets", "nested lists", "one long word", "accents"])
def test_a_page_of_monsters_answers_soon(app: Flask, kind: str) -> None:
    world = build()
    browser = browsing(app, world, "visitor")
    number = world.ids["proposal_id"][-1]
    limit = COMMENT_LENGTH[1]
    db.session.execute(sa.update(Proposal).values(body=MONSTERS[kind], changed_at=now()))
    db.session.execute(sa.update(Comment).values(body=MONSTERS[kind][:limit]))
    db.session.commit()
    start = time.process_time()
    for path in (f"/fr/proposals/{number}", "/de/proposals", "/fr/"):
        assert fetch(browser, path).status_code == 200
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x",
        "<img src=x>",
        "<p onclick=x>",
        "<a href=' javascript:x'>",
        "<form action=//x>",
        "<iframe>",
    ],
)
def test_the_search_for_bad_markup_finds_it(markup: str) -> None:
    assert list(bad(html5lib.parse(f"<body>{markup}")))
