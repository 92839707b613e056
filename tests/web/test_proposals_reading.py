"""Readers find and read proposals; a page costs the same number of statements at any size."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.moderation import Decision
from consult.models.proposals import Answer, Proposal
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.moderation import DecisionKind, Ground, Source
from consult.rules.participation import Outcome
from consult.rules.ranking import ListOrder
from consult.services import proposals
from tests.factories import people
from tests.factories import proposals as stories
from tests.factories.ground import words
from tests.support.statements import counted


def titles(page) -> list[str]:
    return [
        "".join(link.itertext()) for link in page.all("a") if "card-link" in (link.get("class") or "").split()
    ]


def crowd(count: int) -> None:
    author = people.participant()
    for number in range(count):
        stories.published(
            author,
            title=f"Proposition numéro {number:03d}",
            support_count=number * 7 % 50,
            comment_count=number * 3 % 20,
            random_key=number * 104_729_881 % 2**31,
            published_at=now() - timedelta(hours=number),
        )


@pytest.mark.parametrize("lang", ["fr", "de"])
@pytest.mark.parametrize("sort", ["", "newest", "supported", "discussed"])
def test_pages_of_a_list_show_everything_once(browser, lang, sort):
    crowd(45)
    page = browser.get(f"/{lang}/proposals?sort={sort}")
    seen = titles(page)
    while link := next((a for a in page.all("a") if a.get("rel") == "next"), None):
        page = browser.get(link.get("href"))
        seen += titles(page)
    assert len(seen) == 45
    assert len(set(seen)) == 45


def test_the_orders_are_what_they_say(browser):
    crowd(30)
    assert titles(browser.get("/fr/proposals?sort=newest"))[0] == "Proposition numéro 000"
    rows = {row.title: row for row in db.session.scalars(sa.select(Proposal))}
    supported = [rows[title].support_count for title in titles(browser.get("/fr/proposals?sort=supported"))]
    discussed = [rows[title].comment_count for title in titles(browser.get("/fr/proposals?sort=discussed"))]
    assert supported == sorted(supported, reverse=True)
    assert discussed == sorted(discussed, reverse=True)
    mixed = titles(browser.get("/fr/proposals"))
    assert mixed == titles(browser.get("/de/proposals")), "one order for everybody"


def test_tomorrow_the_list_begins_elsewhere(app):
    crowd(30)
    today = now().date()
    days = [today + timedelta(days=n) for n in range(5)]
    order = ListOrder.RANDOM
    firsts = {queries.listing(queries.Filters(), order, None, day).cards[0].title for day in days}
    assert len(firsts) > 2


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_filters_narrow_the_list(browser, lang):
    stories.published(title="Un verger à Grandville", commune_insee="57463")
    stories.published(title="Ein Weg am Fluss", language="de", chantier_number=2)
    stories.in_state(ProposalState.ANSWERED, title="Une réponse est venue")
    stories.draft(title="Un brouillon secret")
    stories.published(title="Un texte retiré", visibility=Visibility.HIDDEN)
    expected = {
        "": {"Un verger à Grandville", "Ein Weg am Fluss", "Une réponse est venue"},
        "commune=57463": {"Un verger à Grandville"},
        "chantier=2": {"Ein Weg am Fluss"},
        "language=de": {"Ein Weg am Fluss"},
        "status=answered": {"Une réponse est venue"},
        "status=draft": {"Un verger à Grandville", "Ein Weg am Fluss", "Une réponse est venue"},
        "kind=need": set(),
        "chantier=2&language=fr": set(),
    }
    for query, found in expected.items():
        assert set(titles(browser.get(f"/{lang}/proposals?{query}"))) == found, query


def test_words_are_searched_in_published_texts(browser):
    for title in ("Un verger pour tous", "Des ruches au jardin"):
        proposal = stories.submitted(title=title, body="Voici une idée simple pour le quartier. " * 4)
        proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    assert titles(browser.get("/fr/proposals?q=vergers")) == ["Un verger pour tous"]
    assert titles(browser.get("/fr/proposals?q=%25")) == []
    assert titles(browser.get("/de/proposals?q=" + "verger+" * 60)) != [], "too long a query is left out"


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_list_costs_the_same_with_ten_and_two_hundred(browser, lang):
    crowd(10)
    path = f"/{lang}/proposals"
    with counted() as few:
        browser.get(path)
    crowd(190)
    with counted() as many:
        browser.get(path)
    assert len(few) == len(many) <= 8
    browser.sign_in(people.participant())
    with counted() as signed_in:
        browser.get(path)
    assert len(signed_in) <= 12


def test_a_page_costs_the_same_with_many_around_it(browser):
    proposal = stories.published_with_supports(2)
    with counted() as few:
        browser.get(f"/fr/proposals/{proposal.id}")
    crowd(200)
    with counted() as many:
        browser.get(f"/fr/proposals/{proposal.id}")
    assert len(few) == len(many) <= 8
    author = db.session.get(Account, proposal.author_id)
    browser.sign_in(author)
    with counted() as signed_in:
        browser.get(f"/fr/proposals/{proposal.id}")
    assert len(signed_in) <= 12


@pytest.mark.parametrize("lang", ["fr", "de"])
@pytest.mark.parametrize("state", list(ProposalState))
def test_every_state_says_what_happens_next(browser, lang, state):
    author = people.participant()
    values = {"review_due_at": now()} if state is ProposalState.SUBMITTED else {}
    proposal = stories.in_state(state, author, neighbour_support_count=3, support_count=12, **values)
    browser.sign_in(author)
    assert proposal.title in browser.get(f"/{lang}/proposals/{proposal.id}").words()


def test_who_may_read_what(browser, app):
    author = people.participant()
    private = [stories.draft(author).id, stories.submitted(author).id]
    hidden = stories.published(author, visibility=Visibility.HIDDEN).id
    removed = stories.published(author, visibility=Visibility.REMOVED).id
    draft, *withheld = [*private, hidden, removed]
    for number in (draft, *withheld):
        for path in ("", "/versions", "/support"):
            browser.get(f"/fr/proposals/{number}{path}", status=404)
    browser.sign_in(people.with_role(Role.MODERATOR))
    browser.get(f"/fr/proposals/{hidden}")
    browser.get(f"/fr/proposals/{draft}", status=404)
    browser.get(f"/fr/proposals/{removed}", status=404)
    browser.sign_in(author)
    for number in (draft, *withheld):
        browser.get(f"/fr/proposals/{number}")


@pytest.mark.parametrize("number", ["999999", "0", str(2**31), "9" * 40])
def test_there_is_no_such_proposal(browser, number):
    browser.get(f"/fr/proposals/{number}", status=404)


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_the_answer_and_its_clock_stand_on_the_page(browser, lang):
    late = stories.published(answer_due_at=now() - timedelta(days=5))
    assert "5" in browser.get(f"/{lang}/proposals/{late.id}").words()
    proposal = stories.in_state(ProposalState.ANSWERED, answer_due_at=now() - timedelta(days=5))
    for number, outcome in ((1, None), (2, Outcome.IN_PART)):
        db.session.add(
            Answer(
                proposal_id=proposal.id,
                number=number,
                outcome=outcome,
                reasons=words(f"Raison {number}", f"Grund {number}"),
                next_steps=words("Ensuite", "Danach"),
                in_charge=words("Le service", "Die Stelle"),
                full_answer_on=None if outcome else now().date(),
                answered_at=now(),
            )
        )
    text = browser.get(f"/{lang}/proposals/{proposal.id}").words()
    reason = "Raison" if lang == "fr" else "Grund"
    assert text.index(f"{reason} 2") < text.index(f"{reason} 1")


def test_the_author_reads_the_moderators_note_and_nobody_else(browser):
    author = people.participant()
    proposal = stories.in_state(ProposalState.RETURNED, author)
    db.session.add(
        Decision(
            kind=DecisionKind.RETURN,
            proposal_id=proposal.id,
            ground=Ground.UNCLEAR,
            reason="Merci de préciser le lieu.",
            language="fr",
            source=Source.REVIEW,
            decided_by_id=people.with_role(Role.MODERATOR).id,
            decided_at=now(),
        )
    )
    browser.sign_in(author)
    assert "préciser le lieu" in browser.get(f"/fr/proposals/{proposal.id}").words()
    browser.sign_in(people.with_role(Role.MODERATOR))
    assert "préciser le lieu" not in browser.get(f"/fr/proposals/{proposal.id}").words()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_versions_show_what_changed_and_only_what_was_accepted(browser, lang):
    author = people.participant()
    proposal = stories.published(author, title="Un verger pour le quartier")
    for title in ("Un verger pour la ville", "Une version en attente ici"):
        fields = proposals.ProposalFields(title, stories.BODY, 4, language="fr")
        proposals.save(people.actor(author), proposal.id, fields, queries.edition(proposal))
        if "attente" not in title:
            proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    page = browser.get(f"/{lang}/proposals/{proposal.id}/versions")
    assert "la ville" in "".join(page.all("ins")[0].itertext())
    assert "attente ici" not in page.words()
    browser.sign_in(author)
    assert "attente ici" in browser.get(f"/{lang}/proposals/{proposal.id}/versions").words()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_proposal_of_a_commune_is_drawn_where_it_lies(browser, lang):
    page = browser.get(f"/{lang}/proposals/{stories.published(commune_insee='57039').id}")
    assert any("Petitpré" in (svg.get("aria-label") or "") for svg in page.all_svg())
    assert f"/{lang}/communes/57039" in page.text
    without = browser.get(f"/{lang}/proposals/{stories.published(commune_insee=None).id}")
    assert "cell-locator" not in without.text


def test_on_a_telephone_support_comes_right_after_the_text(browser):
    page = browser.get(f"/fr/proposals/{stories.in_state(ProposalState.IN_BALLOT).id}").text
    assert page.index('id="text"') < page.index('id="support"') < page.index('class="one-column')
    columns = page.index('<div class="column', page.index('id="support"'))
    assert columns < page.index('class="one-column')
