"""Reports, signed in or not: one a person and thing, due in working days; illegal content asks for more."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import VISITOR
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.models.journal import JournalEntry
from consult.models.moderation import Report
from consult.models.notifications import OutboxItem
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Ground, Notice, Ruling, Subject, SubjectKind
from consult.services import moderation
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.services.test_moderation import moderator, of

WHY = "Ce texte vend un produit."
HOME, ELSEWHERE = "a1" * 32, "b2" * 32
SPAM, HATE = Notice(Ground.SPAM, WHY), Notice(Ground.HATE, WHY)
ILLEGAL = Notice(Ground.ILLEGAL, WHY, "Code pénal", "Rosa Linden", "Rosa@Example.org", good_faith=True)


def test_a_report_is_receipted_noted_and_due_on_the_next_working_day(app: Flask) -> None:
    reporter = people.participant()
    proposal = proposals.published()
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    with time_machine.travel(friday, tick=False):
        report = moderation.report(people.actor(reporter), of(proposal), SPAM)
    assert report.due_at == datetime(2026, 3, 9, 15, 0, tzinfo=UTC)
    assert (report.reporter_key, report.language) == (f"account:{reporter.id}", "fr")
    assert len(report.code) == 20
    (item,) = db.session.scalars(sa.select(OutboxItem)).all()
    assert (item.event, item.account_id) == ("report-receipt", reporter.id)
    (entry,) = db.session.scalars(sa.select(JournalEntry)).all()
    assert (entry.event, entry.facts) == ("moderation.reported", {"report_id": report.id})


def test_one_report_a_person_and_thing(app: Flask) -> None:
    author = people.participant()
    proposal = proposals.published(author)
    comment = written(proposal)
    reporter = people.actor(people.participant())
    organisation = people.organisation(people.participant())
    things = [
        of(proposal),
        of(comment),
        Subject(SubjectKind.ACCOUNT, author.id),
        Subject(SubjectKind.ORGANISATION, organisation.id),
    ]
    for thing in things:
        first = moderation.report(reporter, thing, SPAM)
        moderation.report(VISITOR, thing, SPAM, HOME)
        moderation.report(VISITOR, thing, SPAM, ELSEWHERE)
        for actor, address in ((reporter, None), (VISITOR, HOME)):
            with pytest.raises(moderation.AlreadyReported, match="already_reported") as refusal:
                moderation.report(actor, thing, HATE, address)
            assert refusal.value.first.reporter_id == (actor.account_id if actor.signed_in else None)
        assert first.subject == thing


@pytest.mark.parametrize("text", ["court", " " * 30, "x" * 1001])
def test_a_report_needs_a_sentence(app: Flask, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        moderation.report(VISITOR, of(proposals.published()), Notice(Ground.SPAM, text), HOME)
    assert refusal.value.field == "explanation"


def test_unclear_is_no_ground_for_a_report(app: Flask) -> None:
    with pytest.raises(Invalid, match="ground_unknown"):
        moderation.report(VISITOR, of(proposals.published()), Notice(Ground.UNCLEAR, WHY), HOME)


@pytest.mark.parametrize(
    ("lacks", "field"),
    [({"good_faith": False}, "good_faith"), ({"name": ""}, "name"), ({"email": ""}, "email")],
)
def test_illegal_content_takes_the_fuller_form(app: Flask, lacks: dict[str, object], field: str) -> None:
    values = {name: getattr(ILLEGAL, name) for name in Notice.__dataclass_fields__} | lacks
    with pytest.raises(Invalid) as refusal:
        moderation.report(VISITOR, of(proposals.published()), Notice(**values), HOME)
    assert refusal.value.field == field


def test_a_visitor_who_gives_an_address_is_written_to(app: Flask) -> None:
    proposal = proposals.published()
    report = moderation.report(VISITOR, of(proposal), ILLEGAL, HOME)
    assert (report.notifier_name, report.notifier_email) == ("Rosa Linden", "rosa@example.org")
    moderation.decide(moderator(), of(proposal), Ruling(DecisionKind.DISMISS))
    owed = db.session.execute(sa.select(OutboxItem.event, OutboxItem.report_id).order_by(OutboxItem.id))
    assert [tuple(row) for row in owed if row.report_id] == [
        ("report-receipt", report.id),
        ("report-outcome", report.id),
    ]


def test_about_children_nobody_need_say_who_they_are(app: Flask) -> None:
    notice = Notice(Ground.ILLEGAL, WHY, good_faith=True, children=True)
    report = moderation.report(VISITOR, of(proposals.published()), notice, HOME)
    assert (report.notifier_name, report.notifier_email) == (None, None)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxItem)) == 0


def test_only_public_things_can_be_reported(app: Flask) -> None:
    hidden = proposals.published(visibility=Visibility.HIDDEN)
    withheld = written(proposals.published())
    withheld.visibility = Visibility.HIDDEN
    for thing in (proposals.draft(), proposals.submitted(), hidden, withheld):
        with pytest.raises(NotFound):
            moderation.report(people.actor(people.participant()), of(thing), SPAM)
    for kind in SubjectKind:
        with pytest.raises(NotFound):
            moderation.report(VISITOR, Subject(kind, 999_999), SPAM, HOME)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 0


def test_two_codes_are_never_the_same(app: Flask) -> None:
    proposal = proposals.published()
    codes = {moderation.report(VISITOR, of(proposal), SPAM, f"{n:064d}").code for n in range(20)}
    assert len(codes) == 20


def test_a_report_of_a_report_is_none(app: Flask) -> None:
    """The key of the database holds even where two requests pass the question at once."""
    proposal = proposals.published()
    made = moderation.report(VISITOR, of(proposal), SPAM, HOME)
    columns = {column.name for column in sa.inspect(Report).columns} - {"id", "code"}
    twin = Report(code="another", **{name: getattr(made, name) for name in columns})
    db.session.add(twin)
    with pytest.raises((Conflict, sa.exc.IntegrityError)):
        db.session.flush()
    db.session.rollback()
