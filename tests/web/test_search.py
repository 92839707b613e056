"""The search's page: what it shows of each kind, why it was found, and that nothing typed breaks it."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.proposals import Answer
from consult.queries.search import Reason
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import Outcome
from consult.rules.programme import ActionKind
from consult.rules.search import ReasonKind
from consult.services import search
from consult.web.search.forms import NARROWING
from consult.web.search.showing import REASONS, why
from tests.factories import comments, councils, people, programme, proposals
from tests.factories.ground import words
from tests.support.browser import Browser, Page
from tests.support.statements import counted


def hits(page: Page) -> list[str]:
    """The titles of the results, in their order."""
    return ["".join(node.itertext()) for node in page.all("h3") if node.find("{*}a") is not None]


def marked(page: Page) -> set[str]:
    return {"".join(node.itertext()) for node in page.all("mark")}


def addresses(page: Page) -> list[str]:
    links = (node.find("{*}a") for node in page.all("h3"))
    return [link.get("href") or "" for link in links if link is not None]


def status(page: Page) -> str:
    return next("".join(node.itertext()) for node in page.all("h2") if node.get("id") == "found")


def look(browser: Browser, asked: str, lang: str = "fr", **filters: object) -> Page:
    more = "".join(f"&{name}={value}" for name, value in filters.items())
    return browser.get(f"/{lang}/search?q={quote(asked)}{more}")


@pytest.fixture
def orchards(browser: Browser) -> Browser:
    """A proposal, a comment and an answer about orchards, an action, a place and a ballot."""
    author = people.participant(commune_insee="57463")
    proposal = proposals.published(author, title="Un verger pour tous", commune_insee="57463")
    comments.written(proposal, body="Les vergers nous manquent <b>ici</b> & là.")
    answered = proposals.in_state(ProposalState.ANSWERED, title="Des pommiers")
    db.session.add(
        Answer(
            proposal_id=answered.id,
            number=1,
            outcome=Outcome.ACCEPTED,
            reasons=words("Le verger sera planté.", "Die Streuobstwiese wird gepflanzt."),
            next_steps=words("", ""),
            in_charge=words("", ""),
            answered_at=now(),
        )
    )
    programme.action(title=words("Créer un verger", "Eine Streuobstwiese anlegen"))
    programme.place(name=words("Le Verger", "Die Streuobstwiese"))
    councils.opened(proposals.published(title="Pour le verger du centre"))
    db.session.flush()
    search.rebuild()
    return browser


def test_events_of_the_programme_are_a_kind(browser: Browser) -> None:
    event = programme.action(title=words("La fête du fleuve", "Das Flussfest"), kind=ActionKind.EVENT)
    programme.action(title=words("Préparer la fête", "Das Fest vorbereiten"))
    search.rebuild()
    page = look(browser, "fête", kind="event")
    assert hits(page) == ["La fête du fleuve"]
    assert addresses(page) == [f"/fr/programme/{event.id}"]
    assert "Événements (1)" in page.text


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_without_words_the_page_explains_itself(browser: Browser, sqlite_only: None, lang: str) -> None:
    page = browser.get(f"/{lang}/search")
    assert f"/{lang}/chantiers/4" in page.text
    assert not [node for node in page.all("meta") if node.get("name") == "robots"]
    options = [node.get("value") for node in page.all("option")]
    assert {"fr": "verger", "de": "Streuobstwiese"}[lang] in options
    assert "Petitpré" in options
    assert len("".join(options)) < 8_000


def test_each_kind_leads_to_its_page(orchards: Browser) -> None:
    page = look(orchards, "verger")
    assert marked(page) >= {"verger", "vergers"}
    found = addresses(page)
    for pattern in (
        r"/fr/programme/\d+",
        r"/fr/proposals/\d+",
        r"/fr/comments/\d+",
        r"/fr/proposals/\d+#answer",
        r"/fr/places/\d+",
        r"/fr/ballots/\d+",
    ):
        there = [address for address in found if re.fullmatch(pattern, address)]
        assert there, (pattern, found)
        orchards.follow(there[0].split("#")[0])
    assert re.match(r"\d+ ", status(page))
    assert "verger" in status(page).lower()
    title = page.all("title")[0].text or ""
    assert title.split()[0] == str(len(found))
    assert "verger" in title
    assert [node.get("content") for node in page.all("meta") if node.get("name") == "robots"] == ["noindex"]
    assert "<b>ici</b> & là." in page.words()


def test_official_names_are_found_by_name(browser: Browser) -> None:
    search.rebuild()
    assert addresses(look(browser, "Petitpré")) == ["/fr/communes/57039"]
    assert "/fr/chantiers/7" in addresses(look(browser, "Chantier 7"))
    assert "/de/chantiers/7" in addresses(look(browser, "Handlungsfeld 7", "de"))


def test_the_other_language_is_found_and_says_why(orchards: Browser) -> None:
    page = look(orchards, "Streuobstwiese", "de")
    assert "Streuobstwiese" in marked(page)
    foreign = ["".join(node.itertext()) for node in page.all("a") if node.get("lang") == "fr"]
    assert any("verger" in title for title in foreign)
    assert "verger" in marked(page)
    reasons = ["".join(node.itertext()) for node in page.all("ul") if node.get("class") == "reasons"]
    assert any("Streuobstwiese" in reason and "verger" in reason for reason in reasons)


def test_tabs_count_and_narrow(orchards: Browser) -> None:
    page = look(orchards, "verger", kind="comment")
    assert len(hits(page)) == 1
    current = ["".join(node.itertext()) for node in page.all("a") if node.get("aria-current") == "true"]
    assert any("(1)" in text for text in current)
    assert len(hits(look(orchards, "verger", chantier=9))) == 0
    assert len(hits(look(orchards, "verger", commune="57463", kind="proposal"))) == 1
    tomorrow = (now() + timedelta(days=2)).date().isoformat()
    assert hits(look(orchards, "verger", since=tomorrow)) == []
    assert hits(look(orchards, "verger", author="authority", kind="comment")) == []


@pytest.mark.parametrize("name", ["kind", *NARROWING])
@pytest.mark.parametrize("value", ["x", "99999999999999999999", "0001-01-01", "%00", "2026-02-31"])
def test_a_wrong_filter_is_told_and_left_out(
    browser: Browser, sqlite_only: None, name: str, value: str
) -> None:
    look(browser, "verger", **{name: value})


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        "'; DROP TABLE search_entry; --",
        "<script>alert(1)</script>",
        "NEAR(a b)",
        "a* OR b",
        "%",
        "\\",
        "é" * 500,
        "🌳",
    ],
)
def test_whatever_is_typed_is_only_words(browser: Browser, asked: str) -> None:
    page = look(browser, asked)
    assert "<script>alert" not in page.text


def test_the_second_day_is_not_before_the_first(browser: Browser, sqlite_only: None) -> None:
    page = look(browser, "verger", since="2026-02-02", until="2026-02-01")
    assert [node for node in page.all("input") if node.get("aria-invalid") == "true"]


def test_a_mended_word_is_told(orchards: Browser) -> None:
    page = look(orchards, "vergr")
    assert hits(page)
    assert "vergr" in page.words()
    assert "verger" in status(page).lower()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_nothing_found_shows_ways_on(browser: Browser, sqlite_only: None, lang: str) -> None:
    page = look(browser, "xqzzyk", lang, chantier=4)
    assert hits(page) == []
    assert f"/{lang}/search?q=xqzzyk" in page.text
    assert f"/{lang}/chantiers/4" in page.text


BOTH_LANGUAGES = "dans les deux langues"


def main_way_on(page: Page) -> list[str]:
    """Where the button leads that is no part of a form."""
    return [node.get("href") or "" for node in page.all("a") if "button" in (node.get("class") or "").split()]


def test_what_filters_leave_out_is_not_said_to_be_missing(orchards: Browser) -> None:
    unfound = look(orchards, "xqzzyk")
    assert main_way_on(unfound) == []
    assert BOTH_LANGUAGES in unfound.words()
    for filters in ({"chantier": 9}, {"kind": "chantier"}):
        page = look(orchards, "verger", **filters)
        assert hits(page) == []
        assert BOTH_LANGUAGES not in page.words()
        (way_on,) = main_way_on(page)
        assert way_on == "/fr/search?q=verger"
        assert hits(orchards.get(way_on))


@pytest.mark.parametrize("filters", ["chantier=4", "kind=ballot&q=", "since=2026-01-02&q=%20"])
def test_filters_without_words_ask_for_one(browser: Browser, sqlite_only: None, filters: str) -> None:
    page = browser.get(f"/de/search?{filters}")
    assert [node.get("name") for node in page.all("input") if node.get("aria-invalid")] == ["q"]
    chosen = {node.get("value") for node in page.all("option") if node.get("selected") is not None}
    assert ("4" in chosen) == ("chantier" in filters)
    folded = next(node for node in page.all("details") if node.get("class") == "filters")
    assert (folded.get("open") is not None) == ("kind" not in filters)


def test_no_words_and_no_filters_are_no_mistake(browser: Browser, sqlite_only: None) -> None:
    page = browser.get("/fr/search?q=&kind=&chantier=&since=")
    assert not [node for node in page.all("input") if node.get("aria-invalid")]


def test_a_commune_says_what_its_numbers_are(browser: Browser) -> None:
    search.rebuild()
    (hit,) = [node for node in look(browser, "Petitpré").all("article") if node.get("class") == "hit"]
    told = "".join(hit.itertext())
    codes = re.findall(r"\b\d{5}\b", told)
    assert codes
    assert "57039" not in codes
    assert re.search(r"[^\W\d] " + codes[0], told)


def test_ballots_on_one_question_name_who_votes(browser: Browser) -> None:
    proposal = proposals.published(title="Un verger pour tous")
    neighbours = councils.partner_council()
    councils.councillor(neighbours)
    councils.opened(proposal)
    councils.opened(proposal, assembly_id=neighbours.id)
    search.rebuild()
    told = ["".join(node.itertext()) for node in look(browser, "verger", kind="ballot").all("article")]
    assert len(told) == 2
    assert sum("Conseil de la ville voisine" in text for text in told) == 1


def test_withheld_texts_leave_no_trace(browser: Browser) -> None:
    proposals.draft(title="Brouillon introuvable")
    proposals.published(title="Cachette introuvable", visibility=Visibility.HIDDEN)
    search.rebuild()
    page = look(browser, "introuvable")
    assert hits(page) == []
    assert status(page).startswith("Rien")


def test_results_go_on_over_pages(browser: Browser) -> None:
    author = people.participant()
    for number in range(23):
        proposals.published(author, title=f"Le verger numéro {number}")
    search.rebuild()
    first = look(browser, "verger")
    link = next(node for node in first.all("a") if node.get("rel") == "next")
    second = browser.get(link.get("href") or "")
    assert len(hits(first)) == 20
    assert len(hits(second)) == 3
    assert not set(hits(first)) & set(hits(second))
    browser.get("/fr/search?q=verger&after=nonsense", status=422)


def test_a_page_of_results_asks_few_questions(orchards: Browser) -> None:
    orchards.get("/fr/search")
    for asked in ("verger", "vergr"):
        with counted() as statements:
            look(orchards, asked)
        assert len(statements) <= 8, statements
    orchards.app.extensions.pop("search_names")
    with counted() as statements:
        look(orchards, "verger")
    assert len(statements) <= 8, statements


def test_searching_sets_no_cookie(browser: Browser, sqlite_only: None) -> None:
    assert "Set-Cookie" not in look(browser, "verger").response.headers


@pytest.mark.parametrize("kind", REASONS)
def test_every_reason_is_a_sentence(app: object, sqlite_only: None, kind: ReasonKind) -> None:
    sentence = why(Reason(kind, "Streuobstwiese", "verger vergers", "fr"), "de")
    assert "Streuobstwiese" in sentence
    assert "vergers" not in sentence
    assert "%(" not in sentence
