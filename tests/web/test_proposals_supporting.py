"""The support button, for those signed in and for those who are not yet."""

import pytest
import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.forms import KeptForm
from consult.models.proposals import Proposal, Support
from consult.rules.lifecycle import ProposalState
from tests.factories import people
from tests.factories import proposals as stories


def count() -> int:
    db.session.expire_all()
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(Support))
    assert db.session.scalars(sa.select(Proposal.support_count)).one() == rows
    return rows


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_support_and_withdraw(browser, lang):
    number = stories.published().id
    browser.sign_in(people.participant())
    page = browser.get(f"/{lang}/proposals/{number}")
    page = browser.post(page, "/support", follow=True)
    assert count() == 1
    browser.post(page, "/support/withdraw", follow=True)
    assert count() == 0


def test_a_double_click_counts_once_and_an_old_page_says_so(browser):
    number = stories.published().id
    browser.sign_in(people.participant())
    page, old = browser.get(f"/fr/proposals/{number}"), browser.get(f"/fr/proposals/{number}")
    first = browser.post(page, "/support")
    second = browser.post(page, "/support")
    assert first.location == second.location
    browser.post(old, "/support", follow=True)
    assert count() == 1


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_a_signed_out_click_is_kept_and_leads_to_signing_in(browser, lang):
    number = stories.published().id
    page = browser.get(f"/{lang}/proposals/{number}")
    assert "csrf_token" not in page.text
    assert "Set-Cookie" not in page.response.headers, "a public page sets no cookie"
    assert any((link.get("href") or "").endswith(f"/{number}/support") for link in page.all("a"))
    asked = browser.get(f"/{lang}/proposals/{number}/support")
    assert db.session.scalars(sa.select(KeptForm)).all() == [], "reading writes nothing"
    answer = browser.post(asked, "/support")
    assert answer.location.endswith(f"/{lang}/sign-in")
    kept = db.session.scalars(sa.select(KeptForm)).one()
    assert (kept.finish, kept.fields) == ("support", {"proposal_id": [str(number)]})
    assert kept.page == f"/{lang}/proposals/{number}"
    assert count() == 0


def test_a_closed_proposal_offers_no_button(browser):
    number = stories.in_state(ProposalState.DONE).id
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{number}")
    assert not [form for form in page.all("form") if (form.get("action") or "").endswith("/support")]


def test_supporting_too_late_is_refused(browser):
    proposal = stories.published()
    browser.sign_in(people.participant())
    page = browser.get(f"/fr/proposals/{proposal.id}")
    proposal.state = ProposalState.WITHDRAWN
    browser.post(page, "/support", status=403)
    assert count() == 0


def test_neighbours_are_named_once_there_are_some(browser):
    stories.published(support_count=9)
    proposal = stories.published(support_count=9, neighbour_support_count=4)
    words = browser.get(f"/fr/proposals/{proposal.id}").words()
    assert "4" in words
