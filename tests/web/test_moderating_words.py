"""A position and an offer of help on the pages of moderation, from the report to the receipt."""

import re

import pytest
import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.models.moderation import Decision, Report
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Ground
from tests.factories import offers, people
from tests.factories.positions import FRENCH, GERMAN, given
from tests.factories.waiting import FACTS, REASON
from tests.support.browser import Browser
from tests.support.statements import counted

REPORT = {"ground": "insult", "explanation": "Une personne est insultée dans ce texte."}
HIDE = {"kind": DecisionKind.HIDE.value, "ground": Ground.INSULT.value, "facts": FACTS, "reason": REASON}


def _position():
    keeper = people.participant()
    return given(keeper, fr=FRENCH, de=GERMAN), keeper, people.participant()


def _offer():
    giver, owner = people.participant(), people.participant()
    made = offers.offered(offers.need(owner), giver, reply="Merci beaucoup, à samedi.", reply_language="fr")
    return made, giver, owner


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize(("plural", "story"), [("positions", _position), ("offers", _offer)])
def test_from_the_report_to_the_statement(app, language, plural, story):
    thing, side, reporter = story()
    moderator = people.with_role(Role.MODERATOR)
    reader, room, own = (Browser(app).sign_in(one) for one in (reporter, moderator, side))
    path = f"/{plural}/{thing.id}/report"
    page = reader.get(f"/{language}{path}")
    receipt = reader.post(page, path, REPORT, follow=True)
    assert "/reports/" in receipt.path
    queue = room.get(f"/{language}/moderation")
    address = f"/moderation/{plural}/{thing.id}"
    assert f"/{language}{address}" in queue.text
    with counted() as statements:
        item = room.get(f"/{language}{address}")
    assert len(statements) <= 12
    room.post(item, f"{address}/take", {}, follow=True)
    room.post(room.get(f"/{language}{address}"), address, HIDE)
    db.session.refresh(thing)
    assert thing.visibility is Visibility.HIDDEN
    number = db.session.scalar(sa.select(sa.func.max(Decision.id)))
    with counted() as statements:
        statement = own.get(f"/{language}/decisions/{number}")
    assert len(statements) <= 12
    assert any((a.get("href") or "").endswith("/appeal") for a in statement.all("a"))
    assert f"/decisions/{number}" in own.get(f"/{language}/account/decisions").text
    assert f"/{language}{address}" not in room.get(f"/{language}/moderation").text
    shown = room.get(f"/{language}{address}")
    room.post(shown, address, {"kind": "reinstate", "reason": REASON})
    db.session.refresh(thing)
    assert thing.visibility is Visibility.VISIBLE
    Browser(app).get(f"/{language}/register")
    code = db.session.scalar(sa.select(Report.code))
    reader.get(f"/{language}/reports/{code}")


def test_a_visitor_may_report_a_position_and_no_offer(browser):
    made, (offer, _giver, _owner) = given(), _offer()
    browser.get(f"/fr/offers/{offer.id}/report", status=404)
    browser.get("/fr/positions/999999/report", status=404)
    path = f"/positions/{made.id}/report"
    browser.post(browser.get(f"/fr{path}"), path, REPORT, follow=True)


def test_the_words_of_an_offer_stand_on_no_public_page(browser):
    offer, *_others = _offer()
    for path in ("/fr/register", "/fr/proposals", f"/fr/proposals/{offer.proposal_id}"):
        assert not re.search("camionnette", browser.get(path).text)
