"""The moderator's room: the queue, the text, the decision, and what everybody else sees of it."""

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.moderation import Decision
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ground, Ruling
from consult.services import moderation
from tests.factories import people, proposals
from tests.factories.comments import BODY, written
from tests.services.test_moderation import FACTS, REASON, of, restrict, with_change
from tests.services.test_moderation import moderator as another_moderator
from tests.support.browser import Browser


def decisions() -> list[Decision]:
    db.session.expire_all()
    return list(db.session.query(Decision).order_by(Decision.id))


@pytest.mark.parametrize("language", ["fr", "de"])
def test_from_the_queue_to_a_published_proposal_and_on_to_the_next(browser: Browser, language: str) -> None:
    first = proposals.submitted(title="Un premier verger pour le quartier")
    second = proposals.submitted(title="Ein zweiter Garten für alle", language="de")
    browser.sign_in(people.with_role(Role.MODERATOR))
    queue = browser.get(f"/{language}/moderation")
    assert "Un premier verger" in queue.words()
    page = browser.get(f"/{language}/moderation/proposals/{first.id}")
    sent = browser.post(page, f"/moderation/proposals/{first.id}")
    assert sent.location == f"/{language}/moderation/proposals/{second.id}"
    assert db.session.get_one(Proposal, first.id).state is ProposalState.PUBLISHED
    page = browser.get(sent.location)
    sent = browser.post(page, f"/moderation/proposals/{second.id}")
    assert sent.location == f"/{language}/moderation"
    browser.get(sent.location)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_restriction_without_reasons_comes_back(browser: Browser, language: str) -> None:
    proposal = proposals.submitted(people.neighbour())
    browser.sign_in(people.with_role(Role.MODERATOR))
    address = f"/{language}/moderation/proposals/{proposal.id}"
    page = browser.get(address)
    refused = browser.post(page, address, {"kind": "return", "reason": "kurz"}, status=422)
    assert "kurz" in refused.text
    assert refused.all("textarea")[0].get("lang") == "de"
    refused = browser.post(page, address, {"kind": "", "reason": "kurz"}, status=422)
    refused = browser.post(page, address, {"kind": "explode"}, status=422)
    browser.post(page, address, {"kind": "return", "ground": "unclear", "reason": REASON})
    assert [decision.kind for decision in decisions()] == [DecisionKind.RETURN]


def test_the_second_moderator_sees_the_first_decision(browser: Browser) -> None:
    proposal = proposals.submitted()
    browser.sign_in(people.with_role(Role.MODERATOR))
    address = f"/fr/moderation/proposals/{proposal.id}"
    page = browser.get(address)
    restrict(another_moderator(), proposal, DecisionKind.RETURN)
    answer = browser.post(page, address, {"kind": "publish"}, status=409)
    assert REASON in answer.words()
    assert len(decisions()) == 1


def test_a_text_changed_meanwhile_is_shown_with_what_was_typed(browser: Browser) -> None:
    proposal = proposals.published()
    browser.sign_in(people.with_role(Role.MODERATOR))
    address = f"/de/moderation/proposals/{proposal.id}"
    page = browser.get(address)
    with_change(proposal)
    answer = browser.post(
        page, address, {"kind": "hide", "ground": "spam", "reason": REASON, "facts": FACTS}, status=409
    )
    assert REASON in answer.text
    assert answer.all("ins")
    browser.post(answer, address, {"kind": "hide", "ground": "spam", "reason": REASON, "facts": FACTS})
    assert [decision.kind for decision in decisions()] == [DecisionKind.HIDE]


def test_a_double_click_decides_once(browser: Browser) -> None:
    comment = written(proposals.published())
    browser.sign_in(people.with_role(Role.MODERATOR))
    address = f"/fr/moderation/comments/{comment.id}"
    page = browser.get(address)
    for _ in range(2):
        browser.post(page, address, {"kind": "hide", "ground": "insult", "reason": REASON, "facts": FACTS})
    assert len(decisions()) == 1


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_hidden_proposal_is_gone_for_everybody_but_its_author(
    browser: Browser, app: Flask, language: str
) -> None:
    author = people.participant()
    proposal = proposals.published(author, title="Eine Bank am Ufer für alle")
    restrict(another_moderator(), proposal, DecisionKind.HIDE)
    browser.get(f"/{language}/proposals/{proposal.id}", status=404)
    assert "Eine Bank am Ufer" not in browser.get(f"/{language}/proposals").text
    assert (
        "Eine Bank am Ufer" in Browser(app).sign_in(author).get(f"/{language}/proposals/{proposal.id}").text
    )


def test_the_public_reads_by_which_rule_a_comment_was_withheld(browser: Browser) -> None:
    proposal = proposals.published()
    comment = written(proposal)
    ruling = Ruling(DecisionKind.HIDE, Ground.INSULT, REASON, REASON)
    moderation.decide(another_moderator(), of(comment), ruling)
    page = browser.get(f"/fr/proposals/{proposal.id}")
    assert BODY[:20] not in page.text
    assert REASON not in page.text
    assert f'id="comment-{comment.id}"' in page.text


def test_moderators_of_a_chantier_see_theirs_only(browser: Browser) -> None:
    proposals.submitted(title="Un verger dans le chantier quatre", chantier_number=4)
    other = proposals.submitted(title="Un jardin dans le chantier cinq", chantier_number=5)
    browser.sign_in(people.with_role(Role.MODERATOR, 4))
    words = browser.get("/fr/moderation").words()
    assert "chantier quatre" in words
    assert "chantier cinq" not in words
    browser.get(f"/fr/moderation/proposals/{other.id}", status=404)


def test_own_texts_are_shown_without_a_way_to_decide(browser: Browser) -> None:
    account = people.with_role(Role.MODERATOR)
    own = proposals.submitted(account)
    browser.sign_in(account)
    queue = browser.get("/fr/moderation")
    assert f"/moderation/proposals/{own.id}" not in queue.text
    browser.get(f"/fr/moderation/proposals/{own.id}", status=403)


def test_the_room_is_closed_to_others(browser: Browser, app: Flask) -> None:
    proposal = proposals.submitted()
    for path in ("/fr/moderation", f"/fr/moderation/proposals/{proposal.id}"):
        browser.get(path, status=401)
        Browser(app).sign_in(people.participant()).get(path, status=403)
        Browser(app).sign_in(people.with_role(Role.EDITOR)).get(path, status=403)


@pytest.mark.parametrize("query", ["?chantier=abc&kind=x&language=zz", "?chantier=99999", "?after=zzz"])
def test_senseless_filters_are_no_server_errors(browser: Browser, query: str) -> None:
    browser.sign_in(people.with_role(Role.MODERATOR))
    browser.get(f"/fr/moderation{query}", status=422 if "after" in query else 200)


def test_filters_stay_with_the_moderator(browser: Browser) -> None:
    proposals.submitted(chantier_number=4)
    wanted = [proposals.submitted(chantier_number=5) for _ in range(2)]
    browser.sign_in(people.with_role(Role.MODERATOR))
    page = browser.get(f"/fr/moderation/proposals/{wanted[0].id}?chantier=5")
    sent = browser.post(page, f"/moderation/proposals/{wanted[0].id}")
    assert sent.location == f"/fr/moderation/proposals/{wanted[1].id}?chantier=5"


def test_a_removed_text_is_nowhere_on_the_moderators_page(browser: Browser) -> None:
    proposal = proposals.submitted()
    restrict(another_moderator(), proposal, DecisionKind.REMOVE)
    assert proposal.visibility is Visibility.REMOVED
    browser.sign_in(people.with_role(Role.MODERATOR))
    page = browser.get(f"/fr/moderation/proposals/{proposal.id}")
    assert proposal.title not in page.text
    assert proposal.body[:30] not in page.text
