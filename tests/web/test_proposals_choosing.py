"""Whoever writes a proposal hears in time which chantiers take it today, and loses nothing."""

import pytest

from consult.kernel.db import db
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalState
from consult.rules.programme import PhaseKind
from tests.factories import people, phases
from tests.factories import proposals as stories
from tests.support.browser import Browser, Page

FIELDS = {
    "title": "Un verger pour le quartier",
    "body": stories.BODY.strip(),
    "chantier": "4",
    "kind": "idea",
}


def groups(page: Page) -> dict[str, set[str]]:
    """The choices of chantier under each heading."""
    return {
        group.get("label", ""): {option.get("value", "") for option in group.iter() if option.get("value")}
        for group in page.all("optgroup")
        if any(option.get("value") == "4" or option.get("value") == "6" for option in group.iter())
    }


@pytest.mark.parametrize(
    ("lang", "told", "closed"),
    [("fr", "n’accueille rien de nouveau", "Fermés"), ("de", "nimmt heute nichts Neues an", "nicht offen")],
)
def test_a_closed_chantier_is_told_beside_its_field(
    browser: Browser, lang: str, told: str, closed: str
) -> None:
    assert groups(browser.get(f"/{lang}/proposals/new?chantier=4")) == {}, "all are open: no headings"
    phases.only(4, PhaseKind.VOTE)
    page = browser.get(f"/{lang}/proposals/new?chantier=4")
    assert told in page.words()
    (open_ones, closed_ones) = groups(page).items()
    assert "6" in open_ones[1]
    assert closed in closed_ones[0]
    assert closed_ones[1] == {"4"}
    assert told not in browser.get(f"/{lang}/proposals/new?chantier=6").words()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_text_comes_back_to_choose_another(browser: Browser, signed_in: bool) -> None:
    if signed_in:
        browser.sign_in(people.participant())
    page = browser.get("/fr/proposals/new")
    phases.only(4, PhaseKind.VOTE)
    again = browser.post(page, "/proposals/new", FIELDS | {"go": "check"}, status=422)
    fields = again.form("/proposals/new")
    assert {name: fields[name] for name in FIELDS} == {name: [value] for name, value in FIELDS.items()}
    assert "n’accueille rien de nouveau" in again.words()
    browser.post(again, "/proposals/new", {"chantier": "6", "go": "check"}, status=302)
    stored = db.session.query(Proposal).all() if signed_in else db.session.query(KeptForm).all()
    assert len(stored) == 1


@pytest.mark.parametrize("signed_in", [False, True])
def test_or_it_is_kept_as_a_draft(browser: Browser, signed_in: bool) -> None:
    phases.only(4, PhaseKind.VOTE)
    if signed_in:
        browser.sign_in(people.participant())
    page = browser.get("/fr/proposals/new?chantier=4")
    browser.post(page, "/proposals/new", FIELDS | {"go": "draft"}, status=302)
    if signed_in:
        assert db.session.query(Proposal).one().state is ProposalState.DRAFT
    else:
        assert db.session.query(KeptForm).one().fields["title"] == [FIELDS["title"]]


def test_a_chantier_that_listens_takes_needs(browser: Browser) -> None:
    browser.sign_in(people.participant())
    phases.only(4, PhaseKind.LISTEN)
    page = browser.get("/fr/proposals/new?chantier=4")
    assert "accueille des besoins" in page.words()
    browser.post(page, "/proposals/new", FIELDS | {"go": "check"}, status=422)
    page = browser.get("/fr/proposals/new?chantier=4")
    browser.post(page, "/proposals/new", FIELDS | {"kind": "need", "go": "check"}, status=302)
