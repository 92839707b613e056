"""The auditors' search in the journal: by anything they know, with a file whose taking is itself recorded."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.moderation import Decision
from consult.rules.moderation import DecisionKind, Ground, Notice, Ruling, Subject, SubjectKind
from consult.services import journal, moderation
from tests.factories import people, proposals
from tests.support.browser import Browser, Page
from tests.support.statements import counted

LANGUAGES = pytest.mark.parametrize("lang", ["fr", "de"])
READERS = pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])


def events(page: Page) -> set[str]:
    """The names of events in the list, not those offered in the form."""
    return {code.text or "" for code in page.all("code") if "." in (code.text or "")}


def reported_and_hidden() -> tuple[Decision, int]:
    thing = proposals.published()
    subject = Subject(SubjectKind.PROPOSAL, thing.id)
    notice = Notice(Ground.SPAM, "C’est de la publicité pour un magasin.")
    made = moderation.report(people.actor(people.participant()), subject, notice)
    ruling = Ruling(DecisionKind.HIDE, Ground.SPAM, "De la publicité.", facts="Le dernier paragraphe.")
    return moderation.decide(people.actor(people.with_role(Role.MODERATOR)), subject, ruling), made.id


@LANGUAGES
def test_lines_are_found_by_person_place_day_and_number(browser: Browser, lang: str) -> None:
    anne = people.participant("Anne Verger")
    with time_machine.travel(datetime(2024, 5, 1, 22, 30, tzinfo=UTC)):  # the second of May here
        journal.record(people.actor(anne), "test.early", "thing", 7, chantier=9)
    journal.record(SYSTEM, "test.late", "thing", 8, chantier=4)
    decision, report_id = reported_and_hidden()
    browser.sign_in(people.with_role(Role.AUDITOR))
    found = {
        "event=test": {"test.early", "test.late"},
        "event=test.late": {"test.late"},
        "actor=anne ver": {"test.early"},
        f"actor={anne.id}": {"test.early"},
        "actor=%25%25": set(),
        "actor=%00Anne": {"test.early"},
        "subject=thing&number=8": {"test.late"},
        "event=test&chantier=9": {"test.early"},
        "since=2024-05-02&until=2024-05-02": {"test.early"},
        "until=2024-05-01": set(),
        f"event=test&since={today()}": {"test.late"},
        f"decision={decision.id}": {"moderation.decided"},
        f"report={report_id}": {"moderation.reported", "moderation.decided"},
        f"report={report_id}&decision={decision.id}": {"moderation.decided"},
        "decision=2147483647": set(),
    }
    for query, expected in found.items():
        assert events(browser.get(f"/{lang}/admin/journal?{query}")) == expected, query


def test_the_form_offers_what_occurs_and_keeps_what_was_asked(browser: Browser) -> None:
    journal.record(SYSTEM, "test.early", "thing", 7)
    browser.sign_in(people.with_role(Role.AUDITOR))
    page = browser.get("/fr/admin/journal?event=never.seen&subject=nobody")
    offered = {option.get("value") for option in page.all("option")}
    assert {"test", "test.early", "thing", "never.seen", "nobody"} <= offered
    chosen = {option.get("value") for option in page.all("option") if option.get("selected") is not None}
    assert {"never.seen", "nobody"} <= chosen
    assert not events(page)


@pytest.mark.parametrize(
    "query",
    [
        "actor=x",
        "actor=0",
        "actor=٣٣",
        "actor=99999999999999",
        "chantier=99",
        "since=2024-13-01",
        "since=2024-05-02&until=2024-05-01",
        "decision=x",
        "report=0",
        "report=99999999999",
        "event=%00",
        "subject=a%25b",
    ],
)
def test_a_wrong_field_is_told_and_narrows_nothing(browser: Browser, query: str) -> None:
    journal.record(SYSTEM, "test.early", "thing", 7)
    browser.sign_in(people.with_role(Role.AUDITOR))
    assert "test.early" in events(browser.get(f"/fr/admin/journal?{query}", status=422))


def test_a_name_of_somebody_erased_finds_nothing(browser: Browser) -> None:
    anne = people.participant("Anne Verger")
    journal.record(people.actor(anne), "test.early", "thing", 7)
    anne.erased_at = now()
    browser.sign_in(people.with_role(Role.AUDITOR))
    assert not events(browser.get("/fr/admin/journal?actor=Anne Verger"))
    assert "test.early" in events(browser.get(f"/fr/admin/journal?actor={anne.id}"))


def export(browser: Browser, path: str) -> list[list[str]]:
    page = browser.get(path)
    answer = browser.post(page, "/admin/journal/export", status=200)
    assert answer.response.headers["Cache-Control"] == "private, no-store"
    return list(csv.reader(StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))


@READERS
def test_a_file_holds_the_lines_found_and_its_taking_is_a_line(browser: Browser, role: Role) -> None:
    anne = people.participant("=Anne Verger")
    journal.record(people.actor(anne), "test.early", "thing", 7, note="=1+1")
    journal.record(SYSTEM, "test.late", "thing", 8)
    reader = people.with_role(role)
    browser.sign_in(reader)
    head, line = export(browser, f"/de/admin/journal?event=test&actor=nne verg&since={today()}")
    assert head == ["number", "at", "actor", "event", "subject", "subject_number", "chantier", "facts"]
    assert line[2:] == [str(anne.id), "test.early", "thing", "7", "", '{"note": "=1+1"}']
    written = db.session.scalars(
        sa.select(JournalEntry).where(JournalEntry.event == "journal.exported")
    ).one()
    assert written.actor_id == reader.id
    assert written.facts == {
        "lines": 1,
        "by_name": True,
        "asked": {"event": "test", "since": today().isoformat()},
    }
    assert "verg" not in json.dumps(written.facts).lower()


def test_reading_the_journal_writes_nothing(browser: Browser) -> None:
    browser.sign_in(people.with_role(Role.AUDITOR))
    journal.record(SYSTEM, "test.early", "thing", 7)
    browser.get("/fr/admin/journal")
    assert browser.get("/fr/admin/journal/export", status=302).location.endswith("/fr/admin/journal")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) == 1


def test_an_export_sent_twice_is_recorded_once(browser: Browser) -> None:
    browser.sign_in(people.with_role(Role.AUDITOR))
    journal.record(SYSTEM, "test.early", "thing", 7)
    page = browser.get("/fr/admin/journal")
    browser.post(page, "/admin/journal/export", status=200)
    browser.post(page, "/admin/journal/export", status=302)
    exported = sa.select(sa.func.count()).where(JournalEntry.event == "journal.exported")
    assert db.session.scalar(exported) == 1


def test_only_who_may_read_it_takes_it_out(browser: Browser) -> None:
    browser.get("/fr/admin/journal/export", status=401)
    for role in (Role.MODERATOR, Role.EDITOR, Role.CLERK):
        browser.sign_in(people.with_role(role))
        browser.get("/fr/admin/journal/export", status=403)


def test_a_search_takes_the_same_statements_however_long_the_journal(app: Flask, browser: Browser) -> None:
    browser.sign_in(people.with_role(Role.AUDITOR))
    taken = set()
    for size in (5, 200):
        for number in range(size):
            journal.record(SYSTEM, f"test.event{number % 7}", "thing", number, decision_id=number)
        db.session.commit()
        for query in ("", "event=test&decision=3&report=1&actor=anne&since=2024-01-01"):
            browser.get(f"/fr/admin/journal?{query}")
            with counted() as statements:
                browser.get(f"/fr/admin/journal?{query}")
            taken.add(len(statements))
    assert len(taken) == 1
    assert max(taken) <= 12


def test_the_next_page_keeps_the_search(browser: Browser) -> None:
    for number in range(70):
        journal.record(SYSTEM, "test.early" if number % 7 else "test.late", "thing", number)
    browser.sign_in(people.with_role(Role.AUDITOR))
    page = browser.get("/fr/admin/journal?event=test.early")
    (following,) = [a.get("href", "") for a in page.all("a") if a.get("rel") == "next"]
    assert events(browser.get(following)) == {"test.early"}


@pytest.mark.parametrize("verb", ["UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"])
def test_no_line_is_ever_changed_or_deleted(app: Flask, verb: str) -> None:
    journal.record(SYSTEM, "test.early", "thing", 7)
    db.session.flush()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(sa.text(verb))


def test_accounts_keep_their_numbers_in_the_journal(app: Flask) -> None:
    """An account with lines of history cannot be deleted from under them."""
    anne = people.participant()
    journal.record(people.actor(anne), "test.early", "thing", 7)
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.delete(Account).where(Account.id == anne.id))
