"""Spam by the handful, and words that fit: what the first days in the moderators' room taught."""

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.models.accounts import Account
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Ground, Ruling
from consult.services import moderation
from consult.services.moderation import wordings
from tests.factories import people, proposals, waiting
from tests.factories.waiting import FACTS, REASON, of
from tests.support.browser import Browser, Page
from tests.support.moderating import decisions, kinds_offered
from tests.support.statements import counted


def spam_page(room: Browser, *items: str) -> Page:
    return room.get("/fr/moderation/spam?" + "&".join(f"item={item}" for item in items))


def test_spam_ticked_read_once_more_and_hidden(room: Browser) -> None:
    made = [proposals.submitted() for _ in range(3)]
    listed = room.get("/fr/moderation")
    ticks = [node.get("value", "") for node in listed.all("input") if node.get("name") == "item"]
    assert len(ticks) == 3
    page = spam_page(room, *ticks)
    assert decisions() == []
    assert all(one.title in page.text for one in made)
    answer = room.post(page, "/moderation/spam", status=200)
    assert len(decisions()) == 3
    room.post(page, "/moderation/spam")  # a double click
    again = room.post(page, "/moderation/spam", {"form_token": "x" * 30}, status=200)
    assert len(decisions()) == 3
    assert made[0].title in again.text
    assert answer.all("h1")


def test_what_changed_meanwhile_is_listed_and_left(room: Browser, account: Account) -> None:
    good, changed, own = proposals.submitted(), proposals.published(), proposals.submitted(account)
    items = [f"proposal:{one.id}:1:0" for one in (good, changed, own)]
    page = spam_page(room, *items, "comment:999999:1:0")
    waiting.changed(changed)
    answer = room.post(page, "/moderation/spam", status=200)
    assert len(decisions()) == 1
    assert changed.title in answer.words()
    assert changed.visibility is Visibility.VISIBLE


@pytest.mark.parametrize(
    "item", ["proposal:1", "x:1:1:0", "proposal:-1:1:0", "proposal:99999999999:1:0", "proposal:0:1:0"]
)
def test_forged_ticks_are_refused(room: Browser, item: str) -> None:
    room.get(f"/fr/moderation/spam?item={item}", status=422)


def test_no_more_than_forty_ticks(room: Browser) -> None:
    query = "&".join(f"item=proposal:{number}:1:0" for number in range(1, 42))
    room.get(f"/fr/moderation/spam?{query}", status=422)
    room.get("/fr/moderation/spam")


def test_another_rule_brings_its_own_words_and_dismissing_none(room: Browser) -> None:
    proposal = proposals.published(people.neighbour())
    waiting.report(proposal)
    address = f"/fr/moderation/proposals/{proposal.id}"
    page = room.get(address)
    for ground in (Ground.SPAM, Ground.INSULT):
        choice = {"kind": "hide", "ground": ground.value, "insert": "1"}
        page = room.post(page, address, choice, status=422)
        words = wordings.for_ground(ground, "de")
        assert [(node.text or "").strip() for node in page.all("textarea")] == [words.facts, words.reason]
    page = room.post(page, address, {"kind": "dismiss", "insert": "1"}, status=422)
    assert [(node.text or "").strip() for node in page.all("textarea")] == ["", ""]


def grounds_offered(page: Page) -> set[str]:
    (select,) = [node for node in page.all("select") if node.get("name") == "ground"]
    return {node.get("value", "") for node in select.iter()}


def test_what_cannot_be_understood_can_only_be_returned(room: Browser) -> None:
    public, waits = proposals.published(), proposals.submitted()
    assert "unclear" not in grounds_offered(room.get(f"/fr/moderation/proposals/{public.id}"))
    assert "unclear" in grounds_offered(room.get(f"/fr/moderation/proposals/{waits.id}"))


def test_reporters_read_why_their_reports_were_dismissed_in_their_language(room: Browser) -> None:
    proposal = proposals.published(people.neighbour())
    waiting.report(proposal)
    address = f"/fr/moderation/proposals/{proposal.id}"
    page = room.get(address)
    reason = page.all("textarea")[1]
    assert (reason.get("lang"), reason.get("data-lang-dismiss")) == ("de", "fr")
    answer = room.post(page, address, {"kind": "dismiss", "insert": "1"}, status=422)
    assert answer.all("textarea")[1].get("lang") == "fr"


def test_a_removed_text_is_not_brought_back_unread(room: Browser) -> None:
    comment = waiting.commented()
    address = f"/fr/moderation/comments/{comment.id}"
    page = room.get(address)
    moderation.decide(
        people.actor(people.with_role(Role.MODERATOR)),
        of(comment),
        Ruling(DecisionKind.REMOVE, Ground.SPAM, REASON, FACTS),
    )
    assert kinds_offered(room.get(address)) == set()
    (removal,) = decisions()
    room.post(page, address, {"kind": "reinstate", "seen": str(removal.id)}, status=422)
    assert len(decisions()) == 1


@pytest.mark.parametrize("language", ["fr", "de"])
def test_names_are_called_names(room: Browser, language: str) -> None:
    person = people.participant(language=language)
    address = f"/{language}/moderation/accounts/{person.id}"
    words = wordings.for_name(Ground.SPAM, language)
    page = room.get(address)
    page = room.post(page, address, {"kind": "hide", "ground": "spam", "insert": "1"}, status=422)
    assert [(node.text or "").strip() for node in page.all("textarea")] == [words.facts, words.reason]
    room.post(page, address)
    (made,) = decisions()
    assert (made.kind, made.facts) == (DecisionKind.HIDE, words.facts)


def test_nobody_is_suspended_unread(app: Flask, room: Browser, account: Account) -> None:
    person = people.participant()
    texts = [proposals.published(person), *(waiting.commented(person) for _ in range(5))]
    waiting.hidden(texts[-1])
    removed = waiting.commented(person)
    moderation.decide(
        people.actor(people.with_role(Role.MODERATOR)),
        of(removed),
        Ruling(DecisionKind.REMOVE, Ground.SPAM, REASON, FACTS),
    )
    made = waiting.suspension(person, by=account)
    queue = room.get("/fr/moderation")
    path = f"/fr/moderation/suspensions/{made.id}"
    assert path in queue.text
    for address in (f"/fr/moderation/accounts/{person.id}", path):
        with counted() as statements:
            page = room.get(address)
        assert len(statements) <= 12, statements
        assert f"/moderation/comments/{removed.id}" in page.text
        assert f"/moderation/proposals/{texts[0].id}" not in page.text
        for decision in decisions():
            assert f"/decisions/{decision.id}" in page.text
    second = Browser(app).sign_in(people.with_role(Role.ADMINISTRATOR))
    assert f"/moderation/comments/{removed.id}" not in second.get(path).text


def test_the_way_from_the_item_to_the_public_page(room: Browser) -> None:
    public, waits = proposals.published_with_supports(3), proposals.submitted()
    assert f'href="/fr/proposals/{public.id}"' in room.get(f"/fr/moderation/proposals/{public.id}").text
    assert f'href="/fr/proposals/{waits.id}"' not in room.get(f"/fr/moderation/proposals/{waits.id}").text
