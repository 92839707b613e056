"""Where organisations stand, side by side on the pages, and the form in which they say it."""

import pytest

from consult.kernel.db import db
from consult.models.organisations import Keeper
from consult.rules.lifecycle import Visibility
from consult.rules.positions import About, Stance, Thing
from consult.services import positions
from tests.factories import people, programme
from tests.factories.positions import FRENCH, GERMAN, fields, given, on, project
from tests.support.browser import Browser
from tests.support.statements import counted


def marked(page, name, tag=None):
    """The elements of a page that bear a class."""
    return [
        one
        for one in (page.tree.iter() if page.tree is not None else ())
        if name in (one.get("class") or "").split() and (tag is None or one.tag.endswith(tag))
    ]


def names(page):
    return {one.get("name") for one in page.all("input")}


def links(page):
    return [a.get("href") or "" for a in page.all("a")]


LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamt"


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_project_shows_every_stance_side_by_side(browser, language):
    thing = on(project())
    for stance in Stance:
        given(thing=thing, stance=stance)
    given(thing=thing, de=f"{GERMAN} {LONG}")
    page = browser.get(f"/{language}/projects/{thing.id}")
    assert len(marked(page, "stance", "section")) == len(Stance)
    assert len(marked(page, "card")) == len(Stance) + 1
    foreign = marked(page, "language-line")
    assert len(foreign) == (1 if language == "fr" else len(Stance))
    assert f"/{language}/projects/{thing.id}" in browser.get(f"/{language}/projects").text


def test_a_chantier_and_an_action_have_a_page_of_positions(browser):
    action = programme.action()
    given(thing=Thing(About.CHANTIER, 4))
    given(thing=Thing(About.ACTION, action.id))
    for path in ("/fr/chantiers/4/positions", f"/de/programme/{action.id}/positions"):
        assert len(marked(browser.get(path), "card")) == 1
    empty = browser.get("/fr/chantiers/5/positions")
    assert marked(empty, "empty-state")
    for path in ("/fr/chantiers/999/positions", "/fr/programme/999999/positions", "/fr/projects/999999"):
        browser.get(path, status=404)


def test_a_project_that_is_not_public_is_nowhere(browser):
    hidden = project(published=False)
    browser.get(f"/fr/projects/{hidden.id}", status=404)
    assert f"/projects/{hidden.id}" not in browser.get("/fr/projects").text


def test_the_number_of_statements_does_not_grow(browser):
    thing = on(project())
    given(thing=thing)
    path = f"/fr/projects/{thing.id}"
    browser.get(path)
    with counted() as few:
        browser.get(path)
    for _ in range(8):
        given(thing=thing, stance=Stance.AGAINST)
    db.session.commit()
    with counted() as many:
        browser.get(path)
    assert len(few) == len(many) <= 8
    keeper = people.participant()
    made = given(keeper, thing)
    db.session.commit()
    for address in ("/fr/projects", f"/fr/positions/{made.id}", f"/fr/positions/{made.id}/versions"):
        with counted() as one:
            browser.get(address)
        assert len(one) <= 8, address
    browser.sign_in(keeper)
    for address in (path, f"/fr/positions/{made.id}", f"/fr/positions/{made.id}/edit"):
        with counted() as one:
            browser.get(address)
        assert len(one) <= 12, address


def test_many_positions_come_page_by_page(browser):
    thing = on(project())
    for _ in range(31):
        given(thing=thing)
    first = browser.get(f"/fr/projects/{thing.id}")
    assert len(marked(first, "card")) == 30
    following = next(href for href in links(first) if "after=" in href)
    assert len(marked(browser.get(following), "card")) == 1


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_keeper_gives_changes_and_withdraws(browser, app, language):
    keeper, thing = people.participant(), on(project())
    ours = people.organisation(keeper)
    browser.sign_in(keeper)
    path = "/positions/new"
    page = browser.get(f"/{language}{path}?project={thing.id}")
    refused = browser.post(page, path, {"stance": "for", "reasons_fr": "Court."}, status=422)
    assert "Court." in refused.form(path)["reasons_fr"][0]
    swapped = {"organisation": str(ours.id), "stance": "for", "reasons_fr": GERMAN, "reasons_de": ""}
    asked = browser.post(page, path, swapped, status=422)
    assert "sure" in names(asked)
    assert "sure" not in names(page)
    right = swapped | {"reasons_fr": f"{FRENCH} <script>x</script> [lien](javascript:alert(1))"}
    shown = browser.post(asked, path, right, follow=True)
    assert "<script>x" not in shown.text
    assert "javascript:alert" not in "".join(links(shown))
    edit = next(href for href in links(shown) if href.endswith("/edit"))
    form, second = browser.get(edit), browser.get(edit)
    place = edit.removeprefix(f"/{language}")
    meanwhile = "Une collègue ajoute ceci : la route coupe deux vergers et un chemin d’école."
    browser.post(form, place, {"stance": "against", "reasons_fr": meanwhile}, follow=True)
    stale = browser.post(second, place, {"stance": "open"}, status=409)
    assert "la route coupe deux vergers" in "".join(marked(stale, "notice")[0].itertext())
    assert FRENCH in stale.form(place)["reasons_fr"][0]
    assert stale.form(place)["based_on"] == ["2"]
    again = browser.get(edit.removesuffix("/edit"))
    assert any(href.endswith("/versions") for href in links(again))
    assert 'id="version-2"' in browser.get(edit.replace("/edit", "/versions")).text
    gone = place.replace("/edit", "/withdraw")
    browser.post(again, gone, {}, follow=True)
    Browser(app).get(edit.removesuffix("/edit"), status=404)


def test_who_may_not_give_is_told_at_the_door(browser):
    thing, made = on(project()), given()
    browser.get(f"/fr/positions/new?project={thing.id}", status=401)
    browser.sign_in(people.participant())
    browser.get(f"/fr/positions/new?project={thing.id}", status=403)
    keeper = people.participant()
    people.organisation(keeper)
    browser.sign_in(keeper)
    browser.get(f"/fr/positions/{made.id}/edit", status=403)
    for wrong in ("", "?project=x", "?project=999999", "?chantier=99999999999"):
        browser.get(f"/fr/positions/new{wrong}", status=404)


def test_an_organisation_that_has_spoken_is_told_so(browser):
    keeper, thing = people.participant(), on(project())
    given(keeper, thing)
    browser.sign_in(keeper)
    page = browser.get(f"/de/positions/new?project={thing.id}")
    assert marked(page, "empty-state")
    assert not page.all("textarea")


def test_withheld_positions_are_for_their_keepers(browser):
    keeper, thing = people.participant(), on(project())
    made = given(keeper, thing)
    positions.set_visibility(people.actor(keeper), made, Visibility.REMOVED)
    path, alone = f"/fr/projects/{thing.id}", f"/fr/positions/{made.id}"
    assert not marked(browser.get(path), "card")
    browser.get(alone, status=404)
    browser.get(f"{alone}/versions", status=404)
    browser.get(f"{alone}/report", status=404)
    organisation = f"/fr/organisations/{made.organisation_id}"
    assert f"/positions/{made.id}" not in browser.get(organisation).text
    browser.sign_in(keeper)
    assert len(marked(browser.get(path), "card")) == 1
    assert marked(browser.get(alone), "notice-danger")
    assert f"/positions/{made.id}" in browser.get(organisation).text


def test_the_profile_of_an_organisation_lists_its_positions(browser):
    made = given()
    page = browser.get(f"/de/organisations/{made.organisation_id}")
    assert any(href.endswith(f"/positions/{made.id}") for href in links(page))


def test_reasons_in_the_other_language_are_there_to_open(browser):
    keeper = people.participant()
    made = given(keeper, fr=FRENCH, de=GERMAN)
    page = browser.get(f"/de/positions/{made.id}")
    assert [one.get("lang") for one in marked(page, "prose")] == ["de", "fr"]
    assert not marked(page, "language-line")
    second = people.participant()
    db.session.add(
        Keeper(organisation_id=made.organisation_id, account_id=second.id, started_at=made.given_at)
    )
    positions.change(people.actor(second), made.id, fields(Stance.FOR, fr=FRENCH), 1)
    assert marked(browser.get(f"/de/positions/{made.id}"), "language-line")
