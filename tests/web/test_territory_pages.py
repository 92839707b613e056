"""Communes and places: all that concerns them, in both languages."""

from datetime import date

import pytest

from consult.kernel.db import db
from consult.models.assemblies import Assembly, AssemblyKind, Councillor, Seat
from tests.factories import programme, proposals
from tests.factories.ground import words
from tests.support.browser import Browser
from tests.support.statements import counted


def council(insee: str, in_office: int, gone: int) -> None:
    """A council with seats in office and seats whose time is over."""
    made = Assembly(
        key=f"council-{insee}",
        kind=AssemblyKind.MUNICIPAL,
        name=words("Conseil", "Rat"),
        commune_insee=insee,
        profile="municipal",
        seats_total=19,
    )
    db.session.add(made)
    db.session.flush()
    for number in range(in_office + gone):
        person = Councillor(family_name=f"Sel{number}", given_name="Ada", language="fr")
        db.session.add(person)
        db.session.flush()
        ended = date(2020, 6, 30) if number >= in_office else None
        db.session.add(
            Seat(assembly_id=made.id, councillor_id=person.id, starts_on=date(2014, 4, 1), ends_on=ended)
        )
    db.session.flush()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_all_communes_with_their_counts(browser: Browser, lang: str) -> None:
    proposals.published(commune_insee="57039")
    programme.action(places=[programme.place("57039")])
    with counted() as statements:
        page = browser.get(f"/{lang}/communes")
    rows = [["".join(cell.itertext()) for cell in row] for row in page.all("tr")]
    counts = {row[1].strip(): row[3:5] for row in rows}
    assert counts["Petitpré"] == ["1", "1"]
    assert counts["Rivebois"] == ["0", "0"], "what names one commune does not count for another"
    assert len(statements) == 2, statements
    cells = [node for node in page.all_svg()[-1].iter() if node.get("class") == "cell cell-plain"]
    assert len(cells) == 5


def test_communes_stand_in_the_order_people_expect(browser: Browser) -> None:
    names = [heading.text for heading in browser.get("/fr/communes").all("tbody")[0].iter() if heading.text]
    order = [name for name in names if name in {"Grandville", "Hameau", "Petitpré", "Rivebois"}]
    assert order == sorted(order)


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_commune_gathers_what_concerns_it(browser: Browser, lang: str) -> None:
    here = proposals.published(commune_insee="57039", title="Un banc sous le tilleul du village")
    elsewhere = proposals.published(commune_insee="57463", title="Une fontaine sur la grande place")
    programme.action(title=words("Un chemin", "Ein Weg"), places=[programme.place("57039")])
    council("57039", in_office=15, gone=4)
    with counted() as statements:
        page = browser.get(f"/{lang}/communes/57039")
    text = page.words()
    assert here.title in text
    assert elsewhere.title not in text
    assert ("Un chemin" if lang == "fr" else "Ein Weg") in text
    facts = dict(
        zip(
            ["".join(term.itertext()) for term in page.all("dt")],
            ["".join(value.itertext()).strip() for value in page.all("dd")],
            strict=True,
        )
    )
    assert {"19", "15"} <= set(facts.values())
    assert len(statements) <= 8, statements


@pytest.mark.parametrize("insee", ["57999", "5746%00", "abcde", "57'--"])
def test_an_unknown_commune_is_not_found(browser: Browser, insee: str) -> None:
    browser.get(f"/fr/communes/{insee}", status=404)


@pytest.mark.parametrize(("lang", "title"), [("fr", "Le Plateau"), ("de", "Die Ebene")])
def test_a_place_has_its_actions(browser: Browser, lang: str, title: str) -> None:
    place = programme.place(name=words("Le Plateau", "Die Ebene"))
    programme.action(title=words("Un chemin", "Ein Weg"), places=[place])
    programme.action(title=words("Un pont", "Eine Brücke"))
    with counted() as statements:
        page = browser.get(f"/{lang}/places/{place.id}")
    assert title in "".join(page.all("h1")[0].itertext())
    assert ("Un chemin" if lang == "fr" else "Ein Weg") in page.words()
    assert "Un pont" not in page.words()
    assert "Petitpré" in page.words()
    assert len(statements) <= 6, statements


def test_a_place_without_commune_and_an_unknown_one(browser: Browser) -> None:
    browser.get(f"/de/places/{programme.place(None).id}")
    browser.get("/de/places/999999", status=404)
