"""The moderators' room in a browser: the list, every kind of item, taking, ties, spam, suspensions."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import DeclaredTie, ProposedSuspension, Taken
from consult.rules.lifecycle import Review
from consult.rules.moderation import DecisionKind, Ground, Label, Ruling
from consult.services import moderation
from consult.services.moderation import wordings
from tests.factories import people, proposals, waiting
from tests.factories.waiting import FACTS, REASON, of
from tests.support.browser import Browser
from tests.support.moderating import RESTRICTION, decisions, kinds_offered
from tests.support.statements import counted


@pytest.mark.parametrize("language", ["fr", "de"])
def test_every_entry_leads_to_its_page(room: Browser, language: str) -> None:
    for story in waiting.STORIES.values():
        story()
    page = room.get(f"/{language}/moderation")
    links = [node.get("href", "") for node in page.all("a") if "card-link" in node.get("class", "")]
    assert len(links) == len(waiting.STORIES)
    for address in links:
        room.get(address)


def things() -> dict[str, tuple[str, Callable[[], str]]]:
    """Every kind of item with reports and decisions on it; filled when its address is asked for."""

    def of_text(comment: bool) -> str:
        thing = waiting.commented() if comment else waiting.changed(proposals.published_with_supports(3))
        waiting.report(thing, 4)
        waiting.hidden(thing)
        moderation.decide(
            people.actor(people.with_role(Role.MODERATOR)), of(thing), Ruling(DecisionKind.REINSTATE)
        )
        waiting.report(thing, 2)
        return f"/{of(thing).kind.value}s/{thing.id}"

    def of_name(organisation: bool) -> str:
        person = people.participant()
        thing = people.organisation(person) if organisation else person
        waiting.report(thing, 3)
        return f"/{of(thing).kind.value}s/{thing.id}"

    return {
        "proposal": ("fr", lambda: of_text(False)),
        "comment": ("de", lambda: of_text(True)),
        "account": ("fr", lambda: of_name(False)),
        "organisation": ("de", lambda: of_name(True)),
    }


@pytest.mark.parametrize("kind", ["proposal", "comment", "account", "organisation"])
def test_every_kind_of_item_in_few_statements(room: Browser, kind: str) -> None:
    language, make = things()[kind]
    address = f"/{language}/moderation{make()}"
    with counted() as statements:
        page = room.get(address)
    assert len(statements) <= 12, statements
    assert len(page.text.encode()) <= 60_000


def test_forty_entries_on_a_small_page_in_few_statements(room: Browser) -> None:
    for story in waiting.STORIES.values():
        story()
    author = people.participant()
    for number in range(40):
        proposals.submitted(
            author, title=f"Un verger de quartier avec un très long titre, numéro {number} " + "x" * 30
        )
    with counted() as statements:
        page = room.get("/de/moderation?reports=&kind=")
    assert len(page.all("li")) >= 40
    assert len(statements) <= 12, statements
    assert len(page.text.encode()) <= 60_000


def test_filters_are_carried_along(room: Browser) -> None:
    waiting.raided(chantier_number=5, commune_insee="57480")
    query = "chantier=5&commune=57480&language=fr&age=&reports=raid&kind=reported_proposal"
    page = room.get(f"/fr/moderation?{query}")
    (link,) = [node.get("href", "") for node in page.all("a") if "card-link" in node.get("class", "")]
    assert "reports=raid" in link
    assert "commune=57480" in link
    room.get("/fr/moderation?commune=&age=3&reports=10")
    room.get("/fr/moderation?commune=<b>&age=9&reports=zz")


def test_administrators_find_what_waits_for_them(app: Flask, browser: Browser) -> None:
    waiting.suspension()
    submitted = proposals.submitted()
    browser.sign_in(people.with_role(Role.ADMINISTRATOR))
    page = browser.get("/fr/moderation")
    assert "/moderation/suspensions/" in page.text
    assert submitted.title not in page.text
    browser.get(f"/fr/moderation/proposals/{submitted.id}", status=403)
    browser.get("/fr/moderation/ties", status=403)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_text_is_inserted_in_the_authors_language_and_nothing_is_decided(
    room: Browser, language: str
) -> None:
    proposal = proposals.published(people.neighbour())
    address = f"/{language}/moderation/proposals/{proposal.id}"
    page = room.get(address)
    choice = {"kind": "hide", "ground": "insult", "insert": "1", "facts": "Mein eigener Satz."}
    answer = room.post(page, address, choice, status=422)
    words = wordings.for_ground(Ground.INSULT, "de")
    facts, reason = (node.text or "" for node in answer.all("textarea"))
    assert (facts.strip(), reason.strip()) == ("Mein eigener Satz.", words.reason)
    assert decisions() == []
    room.post(page, address, {"insert": "1"}, status=422)
    room.post(answer, address)
    (made,) = decisions()
    assert (made.kind, made.facts, made.reason) == (DecisionKind.HIDE, "Mein eigener Satz.", words.reason)


def test_a_wording_with_its_gap_is_not_sent(room: Browser) -> None:
    proposal = proposals.published()
    address = f"/fr/moderation/proposals/{proposal.id}"
    answer = room.post(
        room.get(address), address, {"kind": "hide", "ground": "insult", "insert": "1"}, status=422
    )
    room.post(answer, address, status=422)
    assert decisions() == []


def test_all_decisions_on_a_text(room: Browser) -> None:
    proposal = proposals.published(chantier_number=4)
    address = f"/fr/moderation/proposals/{proposal.id}"
    page = room.get(address)
    assert kinds_offered(page) == {"label", "move", "hide", "remove"}
    room.post(page, address, {"kind": "label", **RESTRICTION}, status=422)
    room.post(page, address, {"kind": "label", "label": "outdated", **RESTRICTION})
    page = room.get(address)
    room.post(page, address, {"kind": "move", "chantier": "4", "reason": REASON}, status=422)
    room.post(page, address, {"kind": "move", "chantier": "6", "reason": REASON})
    page = room.get(address)
    illegal = {"kind": "remove", "ground": "illegal", "facts": FACTS, "reason": REASON}
    room.post(page, address, illegal, status=422)
    room.post(page, address, {**illegal, "law": "Code pénal, art. 226-4", "category": "privacy"})
    label, move, remove = decisions()
    assert (label.label, move.moved_to, remove.law) == (Label.OUTDATED, 6, "Code pénal, art. 226-4")
    assert remove.category == "privacy"


def test_a_comment_before_publication_and_one_published_at_once(room: Browser) -> None:
    new, watched = waiting.commented(review=Review.PENDING), waiting.commented(review=Review.WATCHED)
    for comment in (new, watched):
        address = f"/de/moderation/comments/{comment.id}"
        room.post(room.get(address), address)
    assert [one.kind for one in decisions()] == [DecisionKind.PUBLISH] * 2
    assert new.published_at is not None


def test_a_name_is_withheld_and_shown_again(room: Browser) -> None:
    person = people.participant("Modération secrète")
    address = f"/fr/moderation/accounts/{person.id}"
    room.post(room.get(address), address, {"kind": "hide", **RESTRICTION})
    page = room.get(address)
    assert "Modération secrète" in page.words()
    assert kinds_offered(page) == {"reinstate", "suspend"}
    room.post(page, address, {"kind": "reinstate"})
    db.session.expire_all()
    assert person.display_name == "Modération secrète"


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_suspension_is_proposed_and_confirmed_by_another(app: Flask, room: Browser, language: str) -> None:
    person = people.participant(language=language)
    address = f"/{language}/moderation/accounts/{person.id}"
    page = room.get(address)
    room.post(page, address, {"kind": "suspend", "days": "400", **RESTRICTION}, status=422)
    room.post(page, address, {"kind": "suspend", **RESTRICTION}, status=422)
    room.post(page, address, {"kind": "suspend", "days": "14", **RESTRICTION})
    assert "suspend" not in kinds_offered(room.get(address))
    (made,) = db.session.query(ProposedSuspension)
    path = f"/{language}/moderation/suspensions/{made.id}"
    assert not [form for form in room.get(path).all("form") if form.get("action") == path]
    second = Browser(app).sign_in(people.with_role(Role.ADMINISTRATOR))
    page = second.get(path)
    second.post(page, path, {"deed": "perhaps"}, status=422)
    second.post(page, path, {"deed": "confirm"})
    db.session.expire_all()
    assert person.suspended_until is not None
    assert person.suspended_until > now() + timedelta(days=13)
    second.post(page, path, {"deed": "decline", "form_token": "x" * 30}, status=409)
    assert len(decisions()) == 1
    room.get(address)


def test_a_declined_suspension_leaves_the_account(app: Flask, room: Browser) -> None:
    made = waiting.suspension()
    path = f"/fr/moderation/suspensions/{made.id}"
    room.post(room.get(path), path, {"deed": "decline"})
    room.get(path)
    assert decisions() == []
    room.get("/fr/moderation/suspensions/999999", status=404)


def test_taking_in_the_browser(app: Flask, room: Browser, account: Account) -> None:
    proposal = proposals.submitted()
    path = f"/fr/moderation/proposals/{proposal.id}"
    page = room.get(path)
    assert db.session.query(Taken).count() == 0
    other = Browser(app).sign_in(people.with_role(Role.MODERATOR, display_name="Rosa Linden"))
    other.post(other.get(path), f"{path}/take")
    answer = room.post(page, f"{path}/take", status=409)
    assert "Rosa Linden" in answer.words()
    assert "Rosa Linden" in room.get("/fr/moderation").words()
    room.post(answer, f"{path}/take")
    assert db.session.query(Taken).one().account_id == account.id
    room.post(room.get(path), f"{path}/release")
    assert db.session.query(Taken).count() == 0


def test_a_tie_is_declared_on_the_text_and_ended_on_its_page(room: Browser) -> None:
    author = people.participant("Rosa Linden")
    proposal = proposals.submitted(author)
    path = f"/de/moderation/proposals/{proposal.id}"
    following = proposals.submitted()
    sent = room.post(room.get(path), "/moderation/ties")
    assert sent.location == f"/de/moderation/proposals/{following.id}"
    page = room.get("/de/moderation/ties")
    assert "Rosa Linden" in page.words()
    refused = room.get(path, status=403)
    ways = [node.get("href", "") for node in refused.all("a") if "button-primary" in node.get("class", "")]
    assert ways == ["/de/moderation"]
    room.get(f"/de/moderation/accounts/{author.id}", status=403)
    assert path not in room.get("/de/moderation").text
    tie = db.session.query(DeclaredTie).one()
    room.post(page, f"/moderation/ties/{tie.id}/end")
    room.get(path)


def test_bad_ties(room: Browser, account: Account) -> None:
    path = f"/fr/moderation/proposals/{proposals.submitted().id}"
    page = room.get(path)
    for person, status in (("", 422), ("abc", 422), ("999999", 404), (str(account.id), 409)):
        room.post(page, "/moderation/ties", {"person": person}, status=status)
    assert db.session.query(DeclaredTie).count() == 0


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_language_in_doubt_has_two_buttons(room: Browser, language: str) -> None:
    proposal = waiting.doubtful()
    path = f"/{language}/moderation/proposals/{proposal.id}"
    page = room.get(path)
    room.post(page, f"{path}/language", {"language": "xx"}, status=422)
    room.post(page, f"{path}/language", {"language": "de"})
    db.session.expire_all()
    assert proposal.language == "de"
    room.post(page, f"{path}/language", {"language": "fr", "form_token": "x" * 30}, status=409)


def test_the_administration_is_reminded_from_the_list(room: Browser) -> None:
    people.with_role(Role.EDITOR)
    proposal = waiting.overdue()
    page = room.get("/fr/moderation")
    path = f"/moderation/proposals/{proposal.id}/remind"
    room.post(page, path)
    assert path not in room.get("/fr/moderation").text
    room.post(page, path, {"form_token": "x" * 30}, status=409)


@pytest.mark.parametrize("who", ["participant", "editor", "visitor"])
def test_the_whole_room_is_closed_to_others(app: Flask, browser: Browser, who: str) -> None:
    if who != "visitor":
        browser.sign_in(people.with_role(Role.EDITOR) if who == "editor" else people.participant())
    person, made = people.participant(), waiting.suspension()
    paths = ["", "/spam", "/ties", f"/accounts/{person.id}", f"/suspensions/{made.id}"]
    for path in paths:
        browser.get(f"/fr/moderation{path}", status=401 if who == "visitor" else 403)


@pytest.mark.parametrize("kind", ["proposals", "comments", "accounts", "organisations", "suspensions"])
def test_forged_numbers_are_no_pages(room: Browser, kind: str) -> None:
    room.get(f"/fr/moderation/{kind}/999999", status=404)
    room.get(f"/fr/moderation/{kind}/99999999999999", status=404)


def test_impossible_decisions_change_nothing(room: Browser) -> None:
    proposal = proposals.published()
    address = f"/fr/moderation/proposals/{proposal.id}"
    page = room.get(address)
    for kind, status in (("publish", 409), ("merge", 422), ("unmerge", 422), ("suspend", 409), ("xx", 422)):
        room.post(page, address, {"kind": kind, "days": "3", **RESTRICTION}, status=status)
    room.post(page, address, {"kind": "hide", "seen": "x", **RESTRICTION}, status=422)
    assert decisions() == []
