"""What somebody hostile writes, asks for or smuggles into the pages of proposals."""

import pytest
import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalState
from tests.factories import people
from tests.factories import proposals as stories

SAFE = "Une phrase ordinaire pour que le texte soit assez long pour être envoyé à la modération, voilà. "
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[clic](javascript:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg/onload=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe\u202c \u200b\u2066",
    "mot" * 70,
    "[" * 3000,
    "> " * 1500,
    "%(count)s %s {0}",
    "'; DROP TABLE proposal; --",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(browser, text):
    author = people.participant()
    browser.sign_in(author)
    title = f"Un titre : {text}"[:100]
    page = browser.get("/fr/proposals/new")
    check = browser.post(
        page,
        "/proposals/new",
        {"title": title, "body": SAFE * 2 + text, "chantier": "4", "go": "check"},
        follow=True,
    )
    proposal = db.session.scalars(sa.select(Proposal)).one()
    proposal.state, proposal.published_at = ProposalState.PUBLISHED, proposal.created_at
    for shown in (
        check,
        browser.get(f"/fr/proposals/{proposal.id}"),
        browser.get(f"/de/proposals/{proposal.id}/versions"),
        browser.get("/de/proposals"),
    ):
        for tag in ("script", "img", "svg"):
            for node in shown.all(tag):
                assert not any(name.startswith("on") for name in node.attrib), tag
        assert not [script for script in shown.all("script") if not script.get("src")]
        for link in shown.all("a"):
            assert not (link.get("href") or "").lower().startswith(("javascript:", "data:"))
        assert "\u202e" not in shown.text


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=" + "A" * 500,
        "after=WzEsMl0",
        "sort=newest&after=WyJ4IiwxXQ",
        "sort=supported&after=WzkyMjMzNzIwMzY4NTQ3NzU4MDcsMV0",
        "sort=supported&after=Wy0xLDFd",
        "after=WzEsMiwzLDQsNV0",
    ],
)
def test_a_made_up_cursor_is_a_sentence(browser, query):
    stories.published()
    browser.get(f"/fr/proposals?{query}", status=422)


@pytest.mark.parametrize(
    "query",
    [
        "chantier=abc",
        "chantier=-1",
        "chantier=9999999999999999999999",
        "commune=%27",
        "status=draft",
        "status=submitted",
        "language=xx",
        "kind=%00",
        "sort=worst",
        "q=%00%01",
        "q=" + "a" * 5000,
        "q=%ED%A0%80",
        "chantier=1&chantier=2",
        "per_page=1000000&page=-1",
    ],
)
def test_nonsense_in_the_address_is_left_out(browser, query):
    stories.published(title="Toujours visible ici")
    stories.draft(title="Jamais visible ici")
    assert "Jamais visible" not in browser.get(f"/fr/proposals?{query}").words()


def test_fields_that_are_not_in_the_form_change_nothing(browser):
    author, victim = people.participant(), people.participant()
    browser.sign_in(author)
    page = browser.get("/fr/proposals/new")
    smuggled = {
        "author_id": str(victim.id),
        "state": "published",
        "support_count": "1000",
        "receipt_code": "AAAA-AAAA",
        "visibility": "removed",
        "organisation": "1",
        "id": "77",
    }
    sent = {"title": "Un titre bien normal", "body": SAFE * 2, "chantier": "4", "go": "draft"}
    browser.post(page, "/proposals/new", sent | smuggled, status=422)
    del smuggled["organisation"]
    browser.post(page, "/proposals/new", sent | smuggled)
    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert (proposal.author_id, proposal.state, proposal.support_count) == (author.id, ProposalState.DRAFT, 0)
    assert proposal.receipt_code is None


@pytest.mark.parametrize("path", ["edit", "check", "submitted", "discard", "withdraw"])
def test_other_peoples_drafts_do_not_exist(browser, path):
    number = stories.draft().id
    browser.sign_in(people.participant())
    browser.get(f"/fr/proposals/{number}/{path}", status=404)


@pytest.mark.parametrize("path", ["edit", "check", "discard", "withdraw"])
def test_other_peoples_proposals_are_not_changed(browser, path):
    number = stories.published().id
    browser.sign_in(people.participant())
    browser.get(f"/fr/proposals/{number}/{path}", status=403)


@pytest.mark.parametrize("path", ["support", "support/withdraw", "withdraw", "discard", "edit", "check"])
def test_nothing_is_done_without_the_forms_guards(browser, path):
    author = people.participant()
    number = stories.published(author).id
    browser.sign_in(author)
    answer = browser.client.post(f"/fr/proposals/{number}/{path}", data={"title": "x"})
    assert answer.status_code == 400
    db.session.expire_all()
    proposal = db.session.get(Proposal, number)
    assert (proposal.state, proposal.support_count, proposal.newest_version) == (
        ProposalState.PUBLISHED,
        0,
        1,
    )


def test_reading_changes_no_state(browser):
    author = people.participant()
    number = stories.published(author).id
    browser.sign_in(author)
    for path in ("support", "support/withdraw", "withdraw", "edit"):
        assert browser.client.get(f"/fr/proposals/{number}/{path}").status_code < 400
    assert db.session.get(Proposal, number).state is ProposalState.PUBLISHED
