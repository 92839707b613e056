"""A chantier's page carries map, calls, events and positions, and stays light whatever hangs on it."""

import gzip
from datetime import timedelta

import pytest

from consult.kernel.clock import today
from consult.rules.positions import About, Thing
from tests.factories import events, people, positions, programme, proposals
from tests.factories.ground import words
from tests.factories.offers import called
from tests.support.browser import SVG, Browser
from tests.support.statements import counted

MOST, MOST_PACKED = 60_000, 15_000


def full() -> None:
    """One more of everything that a chantier's page can show."""
    action = programme.action(places=[programme.place()])
    proposals.published(commune_insee="57039")
    proposals.published(commune_insee=None)
    events.published(), events.over()
    called(action)
    positions.given(thing=Thing(About.CHANTIER, 4))


@pytest.mark.parametrize("signed_in", [False, True])
def test_it_costs_the_same_with_few_and_many(browser: Browser, signed_in: bool) -> None:
    if signed_in:
        browser.sign_in(people.participant())
    found = []
    for _ in range(2):
        full()
        with counted() as statements:
            page = browser.get("/de/chantiers/4").text.encode()
        found.append(len(statements))
        assert len(page) <= MOST
        assert len(gzip.compress(page)) <= MOST_PACKED
    assert found[0] == found[1] <= (12 if signed_in else 8), statements


@pytest.mark.parametrize(
    ("lang", "calls"), [("fr", "Des bras pour planter"), ("de", "Helfende Hände zum Pflanzen")]
)
def test_it_leads_to_calls_positions_and_figures(browser: Browser, lang: str, calls: str) -> None:
    full()
    page = browser.get(f"/{lang}/chantiers/4")
    assert calls in page.words()
    links = {link.get("href"): " ".join("".join(link.itertext()).split()) for link in page.all("a")}
    assert links[f"/{lang}/chantiers/4/positions"].endswith("1")
    others = ("calls?chantier=4", "map?chantier=4", "chantiers/4/figures")
    assert {f"/{lang}/{address}" for address in others} <= links.keys()


@pytest.mark.parametrize(
    ("lang", "charge"), [("fr", "qui est chargé de la suite"), ("de", "wer für das Weitere zuständig ist")]
)
def test_it_names_the_projects_of_others_and_who_answers(browser: Browser, lang: str, charge: str) -> None:
    programme.action()
    assert f"/{lang}/projects/" not in browser.get(f"/{lang}/chantiers/4").text
    shown, hidden = positions.project(), positions.project(published=False)
    elsewhere = positions.project(chantier_number=None)
    page = browser.get(f"/{lang}/chantiers/4")
    links = {link.get("href") for link in page.all("a")}
    assert f"/{lang}/projects/{shown.id}" in links
    assert not {f"/{lang}/projects/{other.id}" for other in (hidden, elsewhere)} & links
    assert charge in page.words()


def test_closed_calls_and_those_of_other_chantiers_are_not_asked_for(browser: Browser) -> None:
    called(programme.action(), title=words("Passé"), open_until=today() - timedelta(days=1))
    called(programme.action(chantier=6), title=words("Ailleurs"))
    soon = called(programme.action(), title=words("Bientôt"), open_until=today())
    called(programme.action(), title=words("Sans fin"))
    page = browser.get("/fr/chantiers/4")
    assert "Passé" not in page.words()
    assert "Ailleurs" not in page.words()
    assert page.text.index(soon.title["fr"]) < page.text.index("Sans fin")


def test_the_small_map_says_the_same_as_its_table(browser: Browser) -> None:
    for insee in ("57039", "57039", None):
        proposals.published(commune_insee=insee)
    proposals.published(commune_insee="57463", chantier_number=6)
    page = browser.get("/fr/chantiers/4")
    drawing = next(svg for svg in page.all_svg() if (svg.get("aria-labelledby") or "").startswith("cells"))
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["2"]
    table = [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]
    assert table[-2:] == [["Petitpré", "2"], ["Aucune commune en particulier", "1"]]


def test_without_a_commune_there_is_no_map(browser: Browser) -> None:
    proposals.published(commune_insee=None)
    assert "cell-map" not in browser.get("/fr/chantiers/4").text
