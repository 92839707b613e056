"""Merging as people see it: the moderator's two pages, the merged original, its successor, the supporters."""

import pytest
import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.proposals import Proposal, Support
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind
from consult.services import proposals as deeds
from consult.services.proposals.states import show_in_search
from tests.factories import people
from tests.factories import proposals as stories
from tests.factories.merges import decide, merged
from tests.support.browser import Browser, Page
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])


def pair() -> tuple[Proposal, Proposal]:
    """By Anne V. and Bruno N.; both are found by search."""
    made = [
        stories.published(people.participant(name), title=title)
        for name, title in (("Anne V.", "Des pommiers près de la gare"), ("Bruno N.", "Un verger à la gare"))
    ]
    for proposal in made:
        show_in_search(proposal)
    return made[0], made[1]


def supporter(proposal: Proposal) -> Account:
    person = people.participant()
    deeds.support(people.actor(person), proposal.id)
    return person


def moderator(browser: Browser, chantier: int | None = None) -> Browser:
    return browser.sign_in(people.with_role(Role.MODERATOR, chantier))


def supports(proposal: Proposal) -> list[tuple[int, bool]]:
    db.session.expire_all()
    rows = sa.select(Support.account_id, Support.via_merge).where(Support.proposal_id == proposal.id)
    found = [(account_id, via_merge) for account_id, via_merge in db.session.execute(rows)]
    assert proposal.support_count == len(found)
    return found


def addresses(page: Page) -> set[str]:
    return {link.get("href") or "" for link in page.all("a")}


@LANGUAGES
def test_a_merged_original_points_to_its_successor_and_stays_readable(browser: Browser, lang: str) -> None:
    source, target = pair()
    person = supporter(source)
    merged(source, target)
    page = browser.get(f"/{lang}/proposals/{source.id}")
    assert f"/{lang}/proposals/{target.id}" in addresses(page)
    assert target.title in page.words()
    assert "arbres fruitiers" in page.words()
    assert page.words().index(target.title) < page.words().index("arbres fruitiers"), "the pointer is on top"
    listed = browser.get(f"/{lang}/proposals?q=gare").words()
    assert target.title in listed
    assert source.title not in listed
    assert supports(source) == [(person.id, False)]
    assert browser.sign_in(person).get(f"/{lang}/proposals/{source.id}").status == 200


@LANGUAGES
def test_the_successor_names_its_co_authors(browser: Browser, lang: str) -> None:
    source, target = pair()
    third = stories.published(people.participant("Chloé W."))
    merged(source, target), merged(third, target)
    words = browser.get(f"/{lang}/proposals/{target.id}").words()
    assert words.index("Bruno N.") < words.index("Anne V.") < words.index("Chloé W.")


def test_a_withheld_successor_is_not_named(browser: Browser) -> None:
    source, target = pair()
    merged(source, target)
    target.visibility = Visibility.HIDDEN
    page = browser.get(f"/fr/proposals/{source.id}")
    assert target.title not in page.text
    assert f"/fr/proposals/{target.id}" not in addresses(page)


@LANGUAGES
@pytest.mark.parametrize("keeps", [True, False])
def test_a_support_that_came_over_is_kept_or_withdrawn(browser: Browser, lang: str, keeps: bool) -> None:
    source, target = pair()
    person = supporter(source)
    merged(source, target)
    browser.sign_in(person)
    page = browser.get(f"/{lang}/proposals/{target.id}")
    assert source.title in page.words(), "it says where the support came from"
    browser.post(page, "/support" if keeps else "/support/withdraw", follow=True)
    assert supports(target) == ([(person.id, False)] if keeps else [])
    assert supports(source) == [(person.id, False)]


@LANGUAGES
@pytest.mark.parametrize("button", ["/support", "/support/withdraw"])
def test_the_link_of_the_mail_leads_through_signing_in_to_two_buttons(
    browser: Browser, lang: str, button: str
) -> None:
    source, target = pair()
    person = supporter(source)
    merged(source, target)
    path = f"/{lang}/proposals/{target.id}/support/withdraw"
    refused = browser.get(path, status=401)
    assert any("sign-in" in address and "support" in address for address in addresses(refused))
    browser.sign_in(person)
    page = browser.get(path)
    assert supports(target) == [(person.id, True)], "reading changes nothing"
    browser.post(page, button, follow=True)
    assert supports(target) == ([(person.id, False)] if button == "/support" else [])
    browser.get(path)


def test_the_page_to_withdraw_says_when_there_is_nothing_to_withdraw(browser: Browser) -> None:
    source, _ = pair()
    browser.sign_in(people.participant())
    assert not browser.get(f"/fr/proposals/{source.id}/support/withdraw").all("main")[0].findall(".//form")
    closed = stories.in_state(ProposalState.DONE)
    browser.get(f"/fr/proposals/{closed.id}/support/withdraw")
    browser.get(f"/fr/proposals/{stories.draft().id}/support/withdraw", status=404)


@LANGUAGES
def test_a_co_author_refuses_to_be_named(browser: Browser, lang: str) -> None:
    source, target = pair()
    merged(source, target)
    browser.get(f"/{lang}/proposals/{target.id}/co-authors/refuse", status=401)
    browser.sign_in(db.session.get(Account, source.author_id))  # type: ignore[arg-type]
    shown = browser.get(f"/{lang}/proposals/{target.id}")
    path = f"/{lang}/proposals/{target.id}/co-authors/refuse"
    assert path in addresses(shown)
    after = browser.post(browser.get(path), "/refuse", follow=True)
    assert "Anne V." in shown.words()
    assert "Anne V." not in "".join(after.all("main")[0].itertext())
    assert path not in addresses(after)
    browser.get(path)


def test_the_author_of_a_merged_original_reads_why(browser: Browser) -> None:
    source, target = pair()
    merged(source, target)
    browser.sign_in(db.session.get(Account, source.author_id))  # type: ignore[arg-type]
    assert "au même endroit" in browser.get(f"/fr/proposals/{source.id}").words()


@LANGUAGES
def test_a_moderator_finds_compares_and_merges(browser: Browser, lang: str) -> None:
    source, target = pair()
    both = supporter(source)
    deeds.support(people.actor(both), target.id)
    supporter(target)
    moderator(browser)
    path = f"/{lang}/moderation/proposals/{source.id}/merge"
    choice = f"{path}?into={target.id}"
    assert choice in addresses(browser.get(path)), "similar ones are offered"
    assert choice in addresses(browser.get(f"{path}?q=verger"))
    assert choice in addresses(browser.get(f"{path}?q={target.id}"))
    page = browser.get(choice)
    assert len(page.text.encode()) < 60_000
    for text in (source.title, target.title, "Anne V.", "Bruno N."):
        assert text in page.words()
    assert page.form("/merge")["reason"][0].startswith("Votre proposition"), "in the author's language"
    browser.post(page, "/merge", follow=True)
    assert (source.state, source.merged_into_id) == (ProposalState.MERGED, target.id)
    assert target.support_count == 2


@LANGUAGES
def test_a_moderator_undoes_a_merge(browser: Browser, lang: str) -> None:
    source, target = pair()
    supporter(source)
    merged(source, target)
    moderator(browser)
    page = browser.get(f"/{lang}/moderation/proposals/{source.id}/unmerge")
    assert "30" in page.words()
    browser.post(page, "/unmerge", {"reason": ""}, status=422)
    browser.post(page, "/unmerge", follow=True)
    assert (source.state, supports(target)) == (ProposalState.PUBLISHED, [])
    browser.get(f"/{lang}/moderation/proposals/{source.id}/unmerge", status=409)


def test_a_refused_reason_is_kept(browser: Browser) -> None:
    source, target = pair()
    moderator(browser)
    page = browser.get(f"/fr/moderation/proposals/{source.id}/merge?into={target.id}")
    assert "Trop" in browser.post(page, "/merge", {"reason": "Trop"}, status=422).text


def test_a_merge_that_became_impossible_says_why(browser: Browser) -> None:
    source, target = pair()
    moderator(browser)
    page = browser.get(f"/fr/moderation/proposals/{source.id}/merge?into={target.id}")
    target.state = ProposalState.WITHDRAWN
    answer = browser.post(page, "/merge", {"reason": "Deux fois le même verger."}, status=409)
    assert 'role="alert"' in answer.text
    db.session.expire_all()
    assert source.state is ProposalState.PUBLISHED
    assert not [node for form in answer.own_forms() for node in form.iter() if node.get("name") == "reason"]


@pytest.mark.parametrize("state", [ProposalState.WITHDRAWN, ProposalState.IN_BALLOT, ProposalState.SUBMITTED])
def test_an_obstacle_is_told_before_anybody_writes_a_reason(browser: Browser, state: ProposalState) -> None:
    source, other = pair()[0], stories.in_state(state)
    moderator(browser)
    page = browser.get(f"/fr/moderation/proposals/{source.id}/merge?into={other.id}")
    assert not page.all("textarea")


def test_who_may_see_the_two_pages(browser: Browser) -> None:
    source, target = pair()
    merge, unmerge = (f"/fr/moderation/proposals/{source.id}/{deed}" for deed in ("merge", "unmerge"))
    browser.get(merge, status=401)
    browser.sign_in(people.participant()).get(merge, status=403)
    moderator(Browser(browser.app), 9).get(merge, status=404)
    own = people.with_role(Role.MODERATOR)
    source.author_id = own.id
    db.session.flush()
    concerned = Browser(browser.app).sign_in(own)
    concerned.get(merge, status=403)
    source.author_id, target.author_id = target.author_id, own.id
    decide(DecisionKind.MERGE, source, target)
    concerned.get(unmerge, status=403)
    moderator(Browser(browser.app)).get(f"/fr/moderation/proposals/{stories.draft().id}/merge", status=404)


def test_removed_texts_are_shown_on_neither_page(browser: Browser) -> None:
    source, target = pair()
    merged(source, target)
    target.visibility = Visibility.REMOVED
    moderator(browser)
    assert target.title not in browser.get(f"/fr/moderation/proposals/{source.id}/unmerge").text
    other = stories.published()
    page = browser.get(f"/fr/moderation/proposals/{other.id}/merge?into={target.id}")
    assert target.title not in page.text


def test_what_the_pages_cost(browser: Browser) -> None:
    source, target = pair()
    person = supporter(source)
    merged(source, target)
    for proposal in (source, target):
        with counted() as signed_out:
            Browser(browser.app).get(f"/fr/proposals/{proposal.id}")
        assert len(signed_out) <= 8
    browser.sign_in(person)
    with counted() as signed_in:
        browser.get(f"/fr/proposals/{target.id}")
    assert len(signed_in) <= 12
    staff, other = moderator(Browser(browser.app)), stories.published()
    with counted() as merging:
        staff.get(f"/fr/moderation/proposals/{other.id}/merge?into={target.id}&q=verger")
    with counted() as undoing:
        staff.get(f"/fr/moderation/proposals/{source.id}/unmerge")
    assert len(merging) <= 12
    assert len(undoing) <= 12
