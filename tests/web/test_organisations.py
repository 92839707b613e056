"""The pages of organisations, for everybody and for whoever keeps one."""

import pytest
import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.organisations import Organisation
from tests.factories import people, proposals
from tests.support.browser import Browser
from tests.support.statements import counted

FIELDS = {
    "name": "Les Vergers réunis",
    "kind": "association",
    "about": "Nous plantons des **arbres** fruitiers. <script>x</script>",
    "language": "fr",
    "website": "vergers.example.org",
    "home": "origin:saarland",
}


@pytest.mark.parametrize("language", ["fr", "de"])
def test_registering_and_changing_a_profile(browser, language):
    browser.sign_in(people.participant())
    page = browser.get(f"/{language}/organisations/new")
    browser.post(page, "/organisations/new", FIELDS | {"kind": "town_hall"}, status=422)
    shown = browser.post(page, "/organisations/new", FIELDS, follow=True)
    assert "<strong>arbres</strong>" in shown.text
    assert "<script>x" not in shown.text
    number = db.session.scalar(sa.select(Organisation.id))
    edit = browser.get(f"/{language}/organisations/{number}/edit")
    path = f"/organisations/{number}/edit"
    assert edit.form(path)["home"] == ["origin:saarland"]
    refused = browser.post(edit, path, {"name": "", "about": "Gardé"}, status=422)
    assert "Gardé" in refused.form(path)["about"][0]
    assert "Vergers neufs" in browser.post(edit, path, {"name": "Vergers neufs"}, follow=True).words()


def test_a_visitor_is_sent_to_sign_in_and_a_stranger_refused(browser):
    organisation = people.organisation(people.participant())
    browser.get("/fr/organisations/new", status=401)
    browser.sign_in(people.participant())
    browser.get(f"/fr/organisations/{organisation.id}/edit", status=403)
    browser.get("/fr/organisations/999999", status=404)


def test_an_invitation_waits_in_the_account_and_is_accepted_there(browser, app):
    keeper, guest = people.participant(), people.participant("Gast")
    organisation = people.organisation(keeper)
    browser.sign_in(keeper)
    page = browser.get(f"/fr/organisations/{organisation.id}")
    path = f"/organisations/{organisation.id}/invitations"
    browser.post(page, path, {"email": "no address"}, status=422)
    browser.post(page, path, {"email": guest.email}, follow=True)
    other = Browser(app).sign_in(guest)
    account = other.get("/de/account")
    assert organisation.name in account.words()
    accept = next(
        form.get("action") for form in account.all("form") if form.get("action").endswith("/accept")
    )
    assert "Gast" in other.post(account, accept, follow=True).words()
    assert "Gast" in browser.get(f"/fr/organisations/{organisation.id}").words()


def test_who_keeps_an_organisation_is_not_public(browser):
    keeper = people.participant("Unsichtbar")
    organisation = people.organisation(keeper)
    proposals.published(keeper, organisation_id=organisation.id, title="Ein Garten für alle hier")
    proposals.draft(keeper, organisation_id=organisation.id, title="Noch ganz geheimer Plan")
    page = browser.get(f"/de/organisations/{organisation.id}")
    assert "Unsichtbar" not in page.text
    assert "Ein Garten für alle hier" in page.words()
    assert "geheim" not in page.text


def test_the_list_goes_on_page_by_page_with_few_statements(browser):
    keeper = people.participant()
    for number in range(35):
        people.organisation(keeper, f"Verein {number:02d}")
    first = browser.get("/fr/organisations")
    onward = next(link.get("href") for link in first.all("a") if link.get("rel") == "next")
    with counted() as statements:
        second = browser.get(onward)
    assert len(statements) <= 3
    assert ["Verein 00" in page.words() for page in (first, second)] == [True, False]
    assert "Verein 34" in second.words()
    for bad in ("x", "WyJcdTAwMDAiLDFd", "WyJcdWQ4MDAiLDFd", "e30"):
        assert browser.client.get("/fr/organisations", query_string={"after": bad}).status_code in {200, 422}
