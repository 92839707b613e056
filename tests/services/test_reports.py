"""Reports, signed in or not: one a person and text, due in working days."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import VISITOR
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Ground
from consult.services import moderation
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.services.test_moderation import of

WHY = "Ce texte vend un produit."
HOME, ELSEWHERE = "a1" * 32, "b2" * 32


def test_a_report_is_receipted_noted_and_due_on_the_next_working_day(app: Flask) -> None:
    reporter = people.participant()
    proposal = proposals.published()
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    with time_machine.travel(friday, tick=False):
        report = moderation.report(people.actor(reporter), of(proposal), Ground.SPAM, WHY)
    assert report.due_at == datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
    assert (report.reporter_key, report.language) == (f"account:{reporter.id}", "fr")
    (item,) = db.session.scalars(sa.select(OutboxItem)).all()
    assert (item.event, item.account_id) == ("report-receipt", reporter.id)
    (entry,) = db.session.scalars(sa.select(JournalEntry)).all()
    assert (entry.event, entry.facts) == ("moderation.reported", {"report_id": report.id})


def test_one_report_a_person_and_text(app: Flask) -> None:
    proposal = proposals.published()
    comment = written(proposal)
    reporter = people.actor(people.participant())
    moderation.report(reporter, of(proposal), Ground.SPAM, WHY)
    moderation.report(reporter, of(comment), Ground.SPAM, WHY)
    moderation.report(VISITOR, of(proposal), Ground.SPAM, WHY, HOME)
    moderation.report(VISITOR, of(proposal), Ground.SPAM, WHY, ELSEWHERE)
    for actor, address in ((reporter, None), (VISITOR, HOME)):
        with pytest.raises(Conflict, match="already_reported"):
            moderation.report(actor, of(proposal), Ground.HATE, WHY, address)


@pytest.mark.parametrize("text", ["court", " " * 30, "x" * 1001])
def test_a_report_needs_a_sentence(app: Flask, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        moderation.report(VISITOR, of(proposals.published()), Ground.SPAM, text, HOME)
    assert refusal.value.field == "explanation"


def test_unclear_is_no_ground_for_a_report(app: Flask) -> None:
    with pytest.raises(Invalid, match="ground_unknown"):
        moderation.report(VISITOR, of(proposals.published()), Ground.UNCLEAR, WHY, HOME)


def test_only_public_texts_can_be_reported(app: Flask) -> None:
    hidden = proposals.published(visibility=Visibility.HIDDEN)
    withheld = written(proposals.published())
    withheld.visibility = Visibility.HIDDEN
    for thing in (proposals.draft(), proposals.submitted(), hidden, withheld):
        with pytest.raises(NotFound):
            moderation.report(people.actor(people.participant()), of(thing), Ground.SPAM, WHY)
