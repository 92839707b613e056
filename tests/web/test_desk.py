"""A councillor's desk: what waits, sittings and proxies, own votes, results; empty and full."""

import pytest
import time_machine

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.rules.voting import Choice
from consult.services import ballots
from tests.factories import councils, proposals
from tests.factories import sittings as chambers
from tests.support.browser import Browser
from tests.support.statements import counted

LANGUAGES = ("fr", "de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_desk_says_what_will_be_there(browser: Browser, language: str) -> None:
    page = browser.sign_in(councils.member().account).get(f"/{language}/desk")
    assert "empty-state" in page.text
    assert {"fr": "Aucune séance", "de": "keiner Sitzung"}[language] in page.words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_goes_by_deadline_or_by_chantier(browser: Browser, language: str) -> None:
    member = councils.member()
    first, second = proposals.published(chantier_number=7), proposals.published(chantier_number=2)
    sooner, later = councils.opened(first), councils.opened(second)
    browser.sign_in(member.account)
    by_deadline = browser.get(f"/{language}/desk")
    links = [by_deadline.text.index(f"/ballots/{ballot.id}") for ballot in (sooner, later)]
    assert links == sorted(links)
    assert "#brief-title" in by_deadline.text
    page = browser.get(f"/{language}/desk?by=chantier")
    titles = [node.text or "" for node in page.all("h3")]
    assert next(title for title in titles if title.endswith((" 2", " 7"))).endswith(" 2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_vote_in_the_sitting_waits_for_oneself_and_by_proxy(browser: Browser, language: str) -> None:
    chamber = chambers.under_way(6, present=4, proposal_id=proposals.published().id)
    chamber.proxy(5, 1)
    ballot = chamber.vote_opens()
    browser.sign_in(chamber.members[1].account)
    page = browser.get(f"/{language}/desk")
    assert f"/{language}/sittings/{chamber.sitting.id}" in page.text
    assert {"fr": "Aussi pour", "de": "Auch für"}[language] in page.words()
    for number in (1, 5):
        chamber.cast(ballot, number, Choice.for_, by=1)
    voted = browser.get(f"/{language}/desk")
    assert "empty-state" in voted.text
    ballots.close(SYSTEM, ballot.id)
    ended = browser.get(f"/{language}/desk")
    assert f"/ballots/{ballot.id}/results" in ended.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sittings_and_proxies_of_both_sides(browser: Browser, language: str) -> None:
    chamber = chambers.convened(4)
    chamber.proxy(1, 2)
    giver, holder = (Browser(browser.app).sign_in(chamber.members[n].account) for n in (1, 2))
    assert f"/sittings/{chamber.sitting.id}#proxy" in giver.get(f"/{language}/desk").text
    assert {"fr": "Vous votez pour", "de": "Sie stimmen für"}[language] in holder.get(
        f"/{language}/desk"
    ).words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_suspended_ballot_is_said_to_be(browser: Browser, language: str) -> None:
    member = councils.member()
    ballot = councils.opened()
    ballots.suspend(SYSTEM, ballot.id)
    page = browser.sign_in(member.account).get(f"/{language}/desk")
    assert {"fr": "Scrutins suspendus", "de": "Unterbrochene Abstimmungen"}[language] in page.words()


def test_the_desk_takes_a_fixed_number_of_statements(browser: Browser) -> None:
    chamber = chambers.under_way(6, present=4, items=2)
    chamber.proxy(5, 1)
    chamber.vote_opens()
    counts = []
    browser.sign_in(chamber.members[1].account)
    for _ in range(2):
        councils.opened()
        councils.scheduled()
        closing = councils.opened()
        with time_machine.travel(councils.after_the_end(closing)):
            ballots.close(SYSTEM, closing.id)
        db.session.commit()
        with counted() as statements:
            browser.get("/fr/desk")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12
