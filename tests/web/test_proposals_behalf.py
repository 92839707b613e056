"""Staff enter a paper contribution and print its receipt."""

import pytest
import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.proposals import Proposal
from tests.factories import people
from tests.factories import proposals as stories

FIELDS = {
    "channel": "paper",
    "name": "Odile R.",
    "title": "Un banc devant la mairie",
    "body": stories.BODY,
    "chantier": "4",
}


@pytest.mark.parametrize("lang", ["fr", "de"])
def test_entry_and_receipt(browser, lang):
    browser.sign_in(people.with_role(Role.EDITOR))
    page = browser.get(f"/{lang}/proposals/on-behalf")
    receipt = browser.post(page, "/on-behalf", FIELDS, follow=True)
    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert proposal.receipt_code in receipt.words()
    assert "Odile R." in receipt.words()
    again = browser.post(browser.get(f"/{lang}/proposals/on-behalf"), "/on-behalf", FIELDS, status=422)
    assert again.form("/on-behalf")["body"] == [stories.BODY.strip()]


def test_an_editor_of_another_chantier_is_refused(browser):
    browser.sign_in(people.with_role(Role.EDITOR, 5))
    page = browser.get("/fr/proposals/on-behalf")
    browser.post(page, "/on-behalf", FIELDS, status=403)


def test_participants_do_not_enter(browser):
    browser.get("/fr/proposals/on-behalf", status=401)
    browser.sign_in(people.participant())
    browser.get("/fr/proposals/on-behalf", status=403)
    browser.get("/fr/proposals/1/receipt", status=403)
