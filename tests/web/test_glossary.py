"""The glossary's page in both languages, and the links that lead to it from official texts."""

import pytest
import sqlalchemy as sa
import yaml

from consult.gateways import pages
from consult.kernel.db import db
from consult.kernel.territory import DATA, territory
from consult.kernel.text.analysis import fold
from consult.models.programme import Chantier
from tests.factories import councils, programme, proposals
from tests.factories.ground import words
from tests.support.browser import Browser, Page

pytestmark = pytest.mark.usefixtures("sqlite_only")


def marked(page: Page) -> list[str]:
    return ["".join(link.itertext()) for link in page.all("a") if link.get("class") == "term"]


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_every_term_stands_once_in_the_order_of_the_alphabet(browser: Browser, lang: str) -> None:
    page = browser.get(f"/{lang}/glossary")
    defined = ["".join(node.itertext()) for node in page.all("dfn")]
    assert sorted(defined) == sorted(term.word[lang] for term in pages.glossary())
    assert defined == sorted(defined, key=fold)
    anchors = {node.get("id") for node in page.all("div")}
    assert {term.key.replace("_", "-") for term in pages.glossary()} <= anchors
    ids = {node.get("id") for node in page.all("h2")}
    jumps = [
        node.get("href") or "" for node in page.all("a") if (node.get("href") or "").startswith("#letter")
    ]
    assert {jump.removeprefix("#") for jump in jumps} == ids
    assert marked(page) == []


def test_accents_do_not_part_a_letter(browser: Browser) -> None:
    french = ["".join(node.itertext()) for node in browser.get("/fr/glossary").all("dfn")]
    assert french.index("déport") < french.index("exposé des motifs")
    german = ["".join(node.itertext()) for node in browser.get("/de/glossary").all("h2")]
    assert "Ä" not in german
    assert german == sorted(german)


def test_what_texts_leave_unmarked_is_in_the_glossary() -> None:
    left_out = yaml.safe_load((DATA / "unmarked_terms.yaml").read_text("utf-8"))
    keys = {term.key for term in pages.glossary()}
    assert set(left_out) <= {"all", *territory().languages}
    assert set(" ".join(left_out.values()).split()) <= keys


@pytest.mark.parametrize(
    ("lang", "expected"), [("fr", ["friches", "tiers-lieu"]), ("de", ["Brachflächen", "Dritter Ort"])]
)
def test_a_chantier_explains_its_words(browser: Browser, lang: str, expected: list[str]) -> None:
    chantier = db.session.scalars(sa.select(Chantier).where(Chantier.number == 4)).one()
    chantier.introduction = words(
        "Des friches, un tiers-lieu & l’action", "Brachflächen, ein Dritter Ort & Maßnahmen"
    )
    page = browser.get(f"/{lang}/chantiers/4")
    assert marked(page) == expected
    link = next(node for node in page.all("a") if node.get("class") == "term")
    term = next(term for term in pages.glossary() if term.key == "brownfield")
    assert link.get("href") == f"/{lang}/glossary#brownfield"
    assert link.get("title") == term.definition[lang]


def test_an_action_explains_its_words(browser: Browser) -> None:
    action = programme.action(summary=words("Une friche <b>ici</b>", "Eine Brachfläche <b>hier</b>"))
    page = browser.get(f"/de/programme/{action.id}")
    assert marked(page) == ["Brachfläche"]
    assert "<b>hier</b>" in page.words()


@pytest.mark.parametrize("lang", ["fr", "de"])
@pytest.mark.parametrize("name", ["charter", "privacy", "legal", "accessibility"])
def test_shipped_pages_explain_some_words_and_lose_none(browser: Browser, name: str, lang: str) -> None:
    page = browser.get(f"/{lang}/{name}")
    found = [word.lower() for word in marked(page)]
    assert len(found) == len(set(found)) <= 6
    whole = pages.page(name, lang).html
    assert "<table" in page.text or "<table" not in whole
    assert page.text.count("<li>") >= whole.count("<li>")


def test_a_ballot_explains_its_rules_but_not_its_question(browser: Browser) -> None:
    ballot = councils.opened(proposals.published())
    page = browser.get(f"/fr/ballots/{ballot.id}")
    heading = page.all("h1")[0]
    assert not list(heading.iter("{http://www.w3.org/1999/xhtml}a"))


def test_what_residents_write_is_never_marked(browser: Browser) -> None:
    proposal = proposals.published(body="Une friche devient un tiers-lieu.")
    assert marked(browser.get(f"/fr/proposals/{proposal.id}")) == []
