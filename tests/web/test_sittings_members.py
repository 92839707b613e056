"""A councillor in the room and at home: code, proxies, stepping back, requests, and the vote itself."""

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.ballots import Ballot, Vote
from consult.models.sittings import Attendance, ModeRequest, Proxy, Recusal
from consult.rules.sittings import ProxyState
from consult.rules.voting import Choice, Mode
from consult.services import ballots, sittings
from tests.factories import sittings as chambers
from tests.factories.sittings import Chamber
from tests.support.browser import Browser, Page

LANGUAGES = ("fr", "de")


def signed_in(browser: Browser, chamber: Chamber, number: int) -> Browser:
    return Browser(browser.app).sign_in(chamber.members[number].account)


def room(browser: Browser, chamber: Chamber, language: str = "fr") -> Page:
    return browser.get(f"/{language}/sittings/{chamber.sitting.id}")


def panel(ballot: Ballot, seat_id: int) -> str:
    return f"b{ballot.id}-s{seat_id}-"


def vote_forms(page: Page) -> list[str]:
    """For which seats the page offers to vote."""
    return [
        node.get("value", "")
        for form in page.all("form")
        if form.get("action", "").endswith("/vote")
        for node in form.iter()
        if node.get("name") == "seat"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_arrives_with_the_code_and_leaves(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(5, present=0)
    member = signed_in(browser, chamber, 1)
    page = room(member, chamber, language)
    wrong = member.post(page, "/arrive", {"code": "AAAAAA"}, status=422)
    assert "field-error" in wrong.text
    member.post(page, "/arrive", {"code": ""}, status=422)
    code = chamber.sitting.room_code or ""
    there = member.post(wrong, "/arrive", {"code": f"{code[:3].lower()} {code[3:]}"}, follow=True)
    assert not [form for form in there.all("form") if form.get("action", "").endswith("/arrive")]
    member.post(there, "/leave", follow=True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Attendance)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_votes_for_themselves_and_by_proxy_and_comes_back(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(7, present=5)
    chamber.proxy(6, 1)
    ballot = chamber.vote_opens()
    own, given = chamber.seats[1], chamber.seats[6]
    member = signed_in(browser, chamber, 1)
    page = room(member, chamber, language)
    assert vote_forms(page) == [str(own), str(given)]
    grantor = chamber.members[6].account
    words = {"fr": ("Votre propre vote", "par pouvoir"), "de": ("Ihre eigene Stimme", "mit Vollmacht")}
    assert all(word in page.words() for word in words[language])
    sent = page.form("/vote") | {"seat": str(own), f"{panel(ballot, own)}choice": "for"}
    back = member.post(page, "/vote", sent)
    assert f"/{language}/sittings/{chamber.sitting.id}" in back.location
    page = room(member, chamber, language)
    assert vote_forms(page) == [str(given)]
    page = member.post(page, "/vote", {f"{panel(ballot, given)}choice": "against"}, follow=True)
    assert vote_forms(page) == []
    votes = {vote.seat_id: vote for vote in db.session.scalars(sa.select(Vote))}
    assert (votes[own].choice, votes[own].cast_by_seat_id) == (Choice.for_, None)
    assert (votes[given].choice, votes[given].cast_by_seat_id) == (Choice.against, own)
    assert all(vote.nonce in page.text for vote in votes.values())
    own_page = room(Browser(browser.app).sign_in(grantor), chamber, language)
    assert vote_forms(own_page) == []
    assert votes[given].nonce in own_page.text
    assert votes[own].nonce not in own_page.text


def test_nothing_chosen_or_too_late_shows_the_ballot_with_its_sentence(browser: Browser) -> None:
    chamber = chambers.under_way(5)
    ballot = chamber.vote_opens()
    member, slow = signed_in(browser, chamber, 1), signed_in(browser, chamber, 2)
    page, late = room(member, chamber), room(slow, chamber)
    again = member.post(page, "/vote", status=422)
    member.post(again, "/vote", {f"{panel(ballot, chamber.seats[1])}choice": "blank"}, follow=True)
    ballots.close(SYSTEM, ballot.id)
    slow.post(late, "/vote", {f"{panel(ballot, chamber.seats[2])}choice": "for"}, status=409)
    assert ballot.cast_count == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_why_a_seat_cannot_vote(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(9, present=7)
    chamber.recuse(2)
    chamber.proxy(8, 2)
    chamber.vote_opens()
    sentences = {
        7: {"fr": "liste des présents", "de": "Anwesenheitsliste"},
        2: {"fr": "déporté", "de": "befangen"},
    }
    for number, words in sentences.items():
        page = room(signed_in(browser, chamber, number), chamber, language)
        assert vote_forms(page) == []
        assert words[language] in page.words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_secret_vote_takes_place_on_paper(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(6)
    chamber.ask(Mode.secret, 0, 1)
    chamber.vote_opens()
    page = room(signed_in(browser, chamber, 1), chamber, language)
    assert vote_forms(page) == []
    assert {"fr": "sur papier", "de": "auf Papier"}[language] in page.words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proxy_is_given_refused_at_its_field_and_taken_back(browser: Browser, language: str) -> None:
    chamber = chambers.convened(5)
    giver, late = signed_in(browser, chamber, 1), signed_in(browser, chamber, 2)
    page, stale = room(giver, chamber, language), room(late, chamber, language)
    giver.post(page, "/proxy", status=422)
    page = giver.post(page, "/proxy", {"holder": str(chamber.seats[3]), "sittings": "3"}, follow=True)
    proxy = db.session.scalars(sa.select(Proxy)).one()
    assert (proxy.holder_seat_id, proxy.sittings_left) == (chamber.seats[3], 3)
    taken = late.post(stale, "/proxy", {"holder": str(chamber.seats[3])}, status=409)
    assert taken.form("/proxy")["holder"] == ["0"], "whoever holds one is not offered again"
    assert "field-error" in taken.text
    long = late.post(stale, "/proxy", {"holder": str(chamber.seats[4]), "sittings": "4"}, status=422)
    assert "field-error" in long.text
    held = room(signed_in(browser, chamber, 3), chamber, language)
    assert "Dominique" in held.words()
    giver.post(page, f"/proxies/{proxy.id}/revoke", follow=True)
    db.session.expire_all()
    assert proxy.state is ProxyState.REVOKED


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_steps_back_and_asks_for_another_vote(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(8, items=2)
    member = signed_in(browser, chamber, 1)
    second = chamber.items[1].id
    page = member.post(room(member, chamber, language), f"/items/{second}/step-back", follow=True)
    assert db.session.get(Recusal, (second, chamber.seats[1])) is not None
    member.post(page, f"/items/{second}/take-part", follow=True)
    assert db.session.get(Recusal, (second, chamber.seats[1])) is None
    sittings.open_item(SYSTEM, chamber.item.id)
    page = room(member, chamber, language)
    page = member.post(page, f"/items/{chamber.item.id}/ask/public", follow=True)
    assert db.session.scalars(sa.select(ModeRequest.mode)).one() is Mode.public
    page = member.post(page, f"/items/{chamber.item.id}/unask/public", follow=True)
    assert db.session.scalars(sa.select(ModeRequest)).all() == []
    page = member.post(page, f"/items/{chamber.item.id}/step-back", follow=True)
    assert f"/items/{chamber.item.id}/take-part" not in page.text
