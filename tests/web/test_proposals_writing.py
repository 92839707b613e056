"""A person writes, checks and sends a proposal through the pages, in either language."""

import pytest
import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalState
from tests.factories import people
from tests.factories import proposals as stories

TITLE = "Un verger pour le quartier"
FIELDS = {"title": TITLE, "body": stories.BODY, "chantier": "4"}


def only() -> Proposal:
    db.session.rollback()
    return db.session.scalars(sa.select(Proposal)).one()


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_from_the_empty_form_to_the_confirmation(browser, lang):
    stories.published(title="Planter des arbres fruitiers ici")
    browser.sign_in(people.participant())
    page = browser.get(f"/{lang}/proposals/new?chantier=4")
    assert page.form("/proposals/new")["chantier"] == ["4"]
    check = browser.post(page, "/proposals/new", FIELDS | {"go": "check"}, follow=True)
    assert check.form("/check")["language"] == ["fr"], "the text is French on either page"
    done = browser.post(check, "/check", follow=True)
    assert TITLE in done.words()
    proposal = db.session.scalar(sa.select(Proposal).where(Proposal.title == TITLE))
    assert (proposal.state, proposal.language) == (ProposalState.SUBMITTED, "fr")
    again = browser.get(f"/{lang}/proposals/{proposal.id}/check", status=302)
    assert again.location.endswith(f"/{lang}/proposals/{proposal.id}")


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_wrong_field_loses_nothing(browser, lang):
    browser.sign_in(people.participant())
    page = browser.get(f"/{lang}/proposals/new")
    sent = {
        "title": "Court",
        "body": "Trop court",
        "chantier": "",
        "cost_euros": "beaucoup",
        "lat": "nord",
        "place_note": "x" * 130,
    }
    answer = browser.post(page, "/proposals/new", sent, status=422)
    fields = answer.form("/proposals/new")
    assert {name: fields[name] for name in sent} == {name: [value] for name, value in sent.items()}
    assert answer.words().count("10") >= 1
    assert db.session.scalars(sa.select(Proposal)).all() == []


def test_numbers_are_read_as_people_write_them(browser):
    browser.sign_in(people.participant())
    page = browser.get("/fr/proposals/new")
    more = {"cost_euros": "12 000 €", "lat": "49,12", "lon": "6.17", "commune": "57463"}
    browser.post(page, "/proposals/new", FIELDS | more | {"go": "draft"}, follow=True)
    proposal = only()
    assert (proposal.cost_euros, proposal.lat, proposal.lon) == (12000, 49.12, 6.17)


def test_a_draft_may_be_short_but_is_not_sent_so(browser):
    browser.sign_in(people.participant())
    page = browser.get("/fr/proposals/new")
    sent = {"title": "Verger", "body": "", "chantier": "4", "go": "draft"}
    edit = browser.post(page, "/proposals/new", sent, follow=True)
    proposal = only()
    assert proposal.state is ProposalState.DRAFT
    short = browser.get(f"/fr/proposals/{proposal.id}/check")
    browser.post(short, "/check", status=422)
    browser.post(edit, "/edit", {"title": TITLE, "body": stories.BODY, "go": "check"}, follow=True)
    assert only().title == TITLE


def test_a_double_click_makes_one_draft(browser):
    browser.sign_in(people.participant())
    page = browser.get("/fr/proposals/new")
    first = browser.post(page, "/proposals/new", FIELDS | {"go": "check"})
    second = browser.post(page, "/proposals/new", FIELDS | {"go": "check"})
    assert first.location == second.location
    assert only().title == TITLE


def test_a_visitor_writes_first_and_signs_in_after(browser):
    page = browser.get("/de/proposals/new")
    answer = browser.post(page, "/proposals/new", FIELDS | {"cost_euros": "1 500 €", "go": "check"})
    assert answer.location.endswith("/de/sign-in")
    kept = db.session.scalars(sa.select(KeptForm)).one()
    assert (kept.finish, kept.page) == ("draft", "/de/proposals/new")
    assert kept.fields["title"] == [TITLE]
    assert kept.fields["cost_euros"] == ["1500"]
    assert not {"csrf_token", "form_token"} & kept.fields.keys()
    assert db.session.scalars(sa.select(Proposal)).all() == []


def test_an_unlikely_language_is_asked_once_more(browser):
    browser.sign_in(people.participant())
    browser.post(browser.get("/fr/proposals/new"), "/proposals/new", FIELDS | {"go": "draft"})
    check = browser.get(f"/fr/proposals/{only().id}/check")
    asked = browser.post(check, "/check", {"language": "de"}, status=422)
    browser.post(asked, "/check", follow=True)
    assert only().language == "de"


def test_a_stale_edit_shows_both_texts_and_can_be_sent_again(browser):
    author = people.participant()
    browser.sign_in(author)
    number = stories.published(author).id
    mine = browser.get(f"/fr/proposals/{number}/edit")
    other = browser.get(f"/fr/proposals/{number}/edit")
    browser.post(other, "/edit", {"title": "Le titre de l’autre fenêtre"})
    both = browser.post(mine, "/edit", {"title": "Le titre de cette fenêtre"}, status=409)
    assert "Le titre de l’autre fenêtre" in both.words()
    assert both.form("/edit")["title"] == ["Le titre de cette fenêtre"]
    browser.post(both, "/edit", follow=True)
    assert only().newest_version == 3


def test_an_edit_that_comes_too_late_gives_the_words_back(browser):
    author = people.participant()
    browser.sign_in(author)
    proposal = stories.published(author)
    page = browser.get(f"/fr/proposals/{proposal.id}/edit")
    proposal.state = ProposalState.IN_BALLOT
    late = browser.post(page, "/edit", {"title": "Mes mots à ne pas perdre"}, status=409)
    assert "Mes mots à ne pas perdre" in late.words()
    browser.get(f"/fr/proposals/{proposal.id}/edit", status=409)


def test_a_public_proposal_changes_its_text_only(browser):
    author = people.participant()
    browser.sign_in(author)
    number = stories.published(author).id
    page = browser.get(f"/fr/proposals/{number}/edit")
    assert "chantier" not in page.form("/edit")
    shown = browser.post(
        page, "/edit", {"body": stories.BODY + "Avec un banc.", "chantier": "9"}, follow=True
    )
    assert "Avec un banc." not in shown.words()
    versions = browser.get(f"/fr/proposals/{number}/versions")
    assert "Avec un banc." in versions.words()
    assert only().chantier_number == 4


def test_a_keeper_writes_for_the_organisation(browser):
    keeper = people.participant()
    organisation = people.organisation(keeper)
    browser.sign_in(keeper)
    page = browser.get("/fr/proposals/new")
    browser.post(page, "/proposals/new", FIELDS | {"organisation": str(organisation.id), "go": "check"})
    assert only().organisation_id == organisation.id
    assert organisation.name in browser.get(f"/fr/proposals/{only().id}/check").words()


@pytest.mark.parametrize("deed", ["discard", "withdraw"])
def test_leaving_asks_first(browser, deed):
    author = people.participant()
    browser.sign_in(author)
    proposal = stories.draft(author) if deed == "discard" else stories.published(author)
    number = proposal.id
    page = browser.get(f"/fr/proposals/{number}/{deed}")
    browser.post(page, f"/{deed}", follow=True)
    db.session.expunge_all()
    left = db.session.get(Proposal, number)
    assert left is None if deed == "discard" else left.state is ProposalState.WITHDRAWN


def test_withdrawing_in_a_ballot_is_a_conflict(browser):
    author = people.participant()
    browser.sign_in(author)
    proposal = stories.published(author)
    page = browser.get(f"/fr/proposals/{proposal.id}/withdraw")
    proposal.state = ProposalState.IN_BALLOT
    browser.post(page, "/withdraw", status=409)


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_my_proposals(browser, lang):
    author = people.participant()
    browser.sign_in(author)
    assert browser.get(f"/{lang}/proposals/mine")
    for state in ProposalState:
        stories.in_state(state, author)
    words = browser.get(f"/{lang}/proposals/mine").words()
    for proposal in db.session.scalars(sa.select(Proposal)):
        assert proposal.title in words
        browser.get(f"/{lang}/proposals/{proposal.id}")
