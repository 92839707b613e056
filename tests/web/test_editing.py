"""The editors' room and the answer, as an editor in either language sees them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.proposals import Answer, Proposal
from consult.rules.lifecycle import ProposalState, Visibility
from tests.factories import people, proposals
from tests.services.test_answers import action
from tests.support.browser import Browser
from tests.support.statements import counted

ANSWER = {
    "kind": "full",
    "outcome": "accepted",
    "reasons_fr": "Le terrain **convient**.",
    "reasons_de": "Das Gelände ist geeignet.",
    "next_steps_fr": "Plantation en mars",
    "next_steps_de": "Pflanzung im März",
    "in_charge_fr": "Les espaces verts",
    "in_charge_de": "Das Grünflächenamt",
}
LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])


def editor(chantier: int | None = 4) -> Account:
    return people.with_role(Role.EDITOR, chantier)


def page(proposal: Proposal, lang: str = "fr") -> str:
    return f"/{lang}/editing/proposals/{proposal.id}/answer"


@LANGUAGES
def test_the_room_shows_what_is_owed_the_most_overdue_first(browser: Browser, lang: str) -> None:
    late = proposals.published(answer_due_at=now() - timedelta(days=3), title="Un verger attendu")
    soon = proposals.published(answer_due_at=now() + timedelta(days=3), title="Un banc attendu")
    near = proposals.published(support_count=60, title="Un arbre presque attendu")
    far = proposals.published(support_count=10, title="Une fontaine plus tard")
    other = proposals.published(answer_due_at=now(), chantier_number=5, title="Ailleurs, au chantier cinq")
    hidden = proposals.published(
        answer_due_at=now(), visibility=Visibility.HIDDEN, title="Ce qui est masqué ici"
    )
    words = browser.sign_in(editor()).get(f"/{lang}/editing").words()
    assert words.index(late.title) < words.index(soon.title) < words.index(near.title)
    for absent in (far, other, hidden):
        assert absent.title not in words


def test_the_room_takes_the_same_statements_with_few_and_many(app: Flask, browser: Browser) -> None:
    browser.sign_in(editor(None))
    numbers = []
    for count in (1, 30):
        for _ in range(count):
            proposals.published(answer_due_at=now() + timedelta(days=count))
        with counted() as statements:
            first = browser.get("/fr/editing")
        numbers.append(len(statements))
    assert numbers[0] == numbers[1] <= 12
    following = next(a.get("href") for a in first.all("a") if a.get("rel") == "next")
    assert following is not None
    assert browser.get(following).all("a")
    for bad in ("x", "WzEsMl0", "WyJ4IiwxXQ", "WyIyMDI2LTAxLTAxIiwxXQ"):
        browser.get(f"/fr/editing?after={bad}", status=422)


@LANGUAGES
def test_an_editor_answers_and_everyone_reads_it(browser: Browser, lang: str) -> None:
    proposal = proposals.published()
    browser.sign_in(editor())
    form = browser.get(page(proposal, lang))
    shown = browser.post(form, "/answer", ANSWER, follow=True)
    assert "Le terrain convient." in shown.words() or "Das Gelände ist geeignet." in shown.words()
    assert proposal.state is ProposalState.ANSWERED
    visitor = Browser(browser.app).get(f"/{lang}/proposals/{proposal.id}")
    assert ("Das Gelände" if lang == "de" else "Le terrain") in visitor.words()


def test_a_refused_answer_keeps_every_word(browser: Browser) -> None:
    proposal = proposals.published()
    browser.sign_in(editor())
    form = browser.get(page(proposal))
    refused = browser.post(form, "/answer", ANSWER | {"reasons_de": "", "outcome": ""}, status=422)
    assert "Le terrain **convient**." in refused.text
    assert "Plantation en mars" in refused.text
    refused = browser.post(refused, "/answer", ANSWER | {"reasons_de": ""}, status=422)
    assert "Les espaces verts" in refused.text
    assert proposal.state is ProposalState.PUBLISHED


def test_sent_twice_it_is_one_answer(browser: Browser) -> None:
    proposal = proposals.published()
    browser.sign_in(editor())
    form = browser.get(page(proposal))
    browser.post(form, "/answer", ANSWER)
    browser.post(form, "/answer", ANSWER)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 1


def test_the_second_of_two_editors_sees_the_first_answer_and_loses_nothing(browser: Browser) -> None:
    proposal = proposals.published()
    second = Browser(browser.app).sign_in(editor())
    theirs = second.get(page(proposal))
    browser.sign_in(editor())
    browser.post(browser.get(page(proposal)), "/answer", ANSWER)
    mine = ANSWER | {"reasons_fr": "Un autre avis, plus long."}
    again = second.post(theirs, "/answer", mine, status=422)
    assert "Un autre avis, plus long." in again.text
    assert "Le terrain" in again.text
    second.post(again, "/answer", mine)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 2


def test_an_interim_answer_is_what_a_ballot_allows(browser: Browser) -> None:
    proposal = proposals.in_state(ProposalState.IN_BALLOT)
    browser.sign_in(editor())
    form = browser.get(page(proposal))
    assert not [node for node in form.all("input") if node.get("name") == "outcome"]
    day = (now() + timedelta(days=20)).date().isoformat()
    sent = {
        "reasons_fr": "Une étude est en cours.",
        "reasons_de": "Eine Studie läuft.",
        "full_answer_on": day,
    }
    browser.post(form, "/answer", sent)
    assert proposal.state is ProposalState.IN_BALLOT
    assert db.session.scalars(sa.select(Answer)).one().full_answer_on is not None


def test_from_answer_to_action_to_done(browser: Browser) -> None:
    proposal, planted = proposals.published(), action()
    browser.sign_in(editor())
    shown = browser.post(browser.get(page(proposal)), "/answer", ANSWER, follow=True)
    shown = browser.post(shown, "/actions", {"action": str(planted.id)}, follow=True)
    shown = browser.post(shown, "/start", follow=True)
    shown = browser.post(shown, "/finish", follow=True)
    assert proposal.state is ProposalState.DONE
    browser.post(shown, f"/actions/{planted.id}/unlink")
    browser.post(browser.get(page(proposal)), "/actions", {"action": "999"}, status=422)


def test_others_may_not_answer(browser: Browser) -> None:
    proposal = proposals.published()
    draft = proposals.draft()
    browser.get(page(proposal), status=401)
    browser.get("/fr/editing", status=401)
    browser.sign_in(people.participant())
    browser.get(page(proposal), status=403)
    browser.get("/fr/editing", status=403)
    browser.sign_in(editor(5))
    browser.get(page(proposal), status=403)
    browser.get(page(draft), status=404)
    browser.get("/fr/editing/proposals/999999/answer", status=404)
