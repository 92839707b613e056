"""The front door, the pages shipped as data, and what machines ask."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.gateways import migrations, pages
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.proposals import Answer
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import Outcome
from tests.factories import people, proposals
from tests.factories.ground import words
from tests.support.browser import Browser, Page
from tests.support.statements import counted


def part(page: Page, heading: str) -> str:
    """The visible text of the section that ``heading`` names."""
    section = next(each for each in page.all("section") if each.get("aria-labelledby") == heading)
    return " ".join("".join(section.itertext()).split())


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_the_home_page_explains_and_shows_the_whole_project(browser: Browser, lang: str) -> None:
    page = browser.get(f"/{lang}/")
    text = page.words()
    assert " ".join(territory().site.explanation[lang].split()) in text
    for number in range(1, 11):
        assert (f"Chantier {number}" if lang == "fr" else f"Handlungsfeld {number}") in text
    for fact in territory().facts:
        for words_of in (fact["figure"], fact["source"]):
            assert " ".join(words_of[lang].split()) in text


def test_three_things_are_open_even_before_anyone_writes(browser: Browser) -> None:
    page = browser.get("/fr/")
    assert part(page, "open-now").count("Que faire ?") == 3


def test_a_proposal_of_ones_own_commune_comes_first(browser: Browser) -> None:
    proposals.published(title="Le plus récent, mais d’ailleurs", published_at=now())
    proposals.published(title="Un banc au village de Petitpré", commune_insee="57039")
    neighbour = people.participant(commune_insee="57039")
    assert "Le plus récent" in part(browser.get("/fr/"), "open-now").split("Petitpré")[0]
    shown = part(browser.sign_in(neighbour).get("/fr/"), "open-now")
    assert shown.index("Un banc au village") < shown.index("Le plus récent")


def test_the_week_tells_what_is_public_only(browser: Browser) -> None:
    proposals.published(title="Un sentier au bord de l’eau", published_at=now() - timedelta(days=2))
    proposals.published(title="Une vieille idée du mois passé", published_at=now() - timedelta(days=30))
    hidden = proposals.published(
        title="Un texte que la modération masque", published_at=now(), visibility=Visibility.HIDDEN
    )
    answered = proposals.in_state(ProposalState.ANSWERED, title="Une passerelle pour les vélos")
    for proposal in (hidden, answered):
        db.session.add(
            Answer(
                proposal_id=proposal.id,
                number=1,
                outcome=Outcome.ACCEPTED,
                reasons=words("Oui"),
                next_steps=words("Bientôt"),
                in_charge=words("La voirie"),
                answered_at=now() - timedelta(days=1),
            )
        )
    db.session.flush()
    week = part(browser.get("/de/"), "moves")
    assert "Un sentier au bord de l’eau" in week
    assert "Une passerelle pour les vélos" in week
    assert "Une vieille idée" not in week
    assert "masque" not in week


def test_the_home_page_takes_a_fixed_number_of_statements(browser: Browser) -> None:
    for _ in range(2):
        proposals.published(published_at=now())
        with counted() as statements:
            browser.get("/fr/")
        assert len(statements) <= 7, statements


@pytest.mark.parametrize("lang", ["fr", "de"])
@pytest.mark.parametrize("name", pages.PAGES)
def test_pages_shipped_as_data(browser: Browser, sqlite_only: None, name: str, lang: str) -> None:
    page = browser.get(f"/{lang}/{name}")
    assert "".join(page.all("h1")[0].itertext()) == pages.page(name, lang).title
    assert page.all("h2")
    anchors = {link.get("href") for link in page.all("a")}
    assert {f"#{part.anchor}" for part in pages.page(name, lang).parts} <= anchors


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_pages_lead_nowhere_wrong(browser: Browser, sqlite_only: None, lang: str) -> None:
    inside = re.compile(r'href="(/[^"]*)"')
    for address in sorted(
        {found for name in pages.PAGES for found in inside.findall(pages.page(name, lang).html)}
    ):
        assert address.startswith(f"/{lang}/"), address
        if not address.endswith("/transparency"):  # leads on to the newest year
            browser.get(address)


def test_a_table_of_a_page_names_its_cells_for_narrow_screens(browser: Browser, sqlite_only: None) -> None:
    page = browser.get("/de/privacy")
    heads = {"".join(head.itertext()) for head in page.all("th") if head.get("scope") == "col"}
    assert {cell.get("data-label") for cell in page.all("td")} == heads - {"Angabe"}


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_the_glossary_marks_foreign_words(browser: Browser, sqlite_only: None, lang: str) -> None:
    page = browser.get(f"/{lang}/glossary")
    other = "de" if lang == "fr" else "fr"
    main = page.all("main")[0]
    foreign = {"".join(node.itertext()) for node in main.iter() if node.get("lang") == other}
    expected = {term.word[other] for term in pages.glossary()}
    assert expected <= foreign


def test_machines_are_told_whether_it_lives(browser: Browser) -> None:
    assert browser.get("/healthz").text == "ok\n"
    assert "Disallow: /*/account" in browser.get("/robots.txt").text


def test_it_is_ready_when_the_schema_is_the_expected_one(app: Flask, browser: Browser) -> None:
    assert "not ready" in browser.get("/readyz", status=503).text
    head = migrations.head(str(app.extensions["migrate"].directory))
    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    assert browser.get("/readyz").text == "ready\ntranslation: off\nreplica: off\nmail: ok\n"
    db.session.execute(sa.text("UPDATE alembic_version SET version_num = 'older'"))
    browser.get("/readyz", status=503)


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", ("Chiffres", "Aide", "Carte")), ("de", ("Zahlen", "Hilfe", "Karte"))]
)
def test_the_menu_and_the_foot_lead_to_figures_help_and_map(
    browser: Browser, sqlite_only: None, lang: str, words: tuple[str, str, str]
) -> None:
    page = browser.get(f"/{lang}/help")
    links = {"".join(link.itertext()): link for link in page.all("a")}
    addresses = [links[word].get("href") for word in words]
    assert addresses == [f"/{lang}/figures", f"/{lang}/help", f"/{lang}/map"]
    assert len([link for link in page.all("a") if link.get("aria-current") == "page"]) == 2, "wide and narrow"
