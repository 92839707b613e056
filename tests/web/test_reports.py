"""Reporting a text or a name, signed in or not, and following it by the receipt."""

import pytest
from flask import Flask

from consult.kernel.actor import VISITOR
from consult.kernel.db import db
from consult.models.moderation import Report
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import DecisionKind, Ground, Notice, Ruling, SubjectKind
from consult.services import moderation
from consult.web.moderation.reporting import address_hash
from tests.factories import people, proposals
from tests.factories.appeals import bench, of, ruling
from tests.factories.comments import written
from tests.support.browser import Browser
from tests.support.statements import counted

WHY = "Ce texte vend un produit."
SPAM = {"ground": "spam", "explanation": WHY}
ILLEGAL = {
    "ground": "illegal",
    "explanation": WHY,
    "law": "Code pénal",
    "name": "Rosa Linden",
    "email": "rosa@example.org",
    "good_faith": "y",
}


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_visitor_reports_once_and_keeps_the_receipt(browser: Browser, language: str) -> None:
    proposal = proposals.published()
    address = f"/{language}/proposals/{proposal.id}/report"
    page = browser.get(address)
    receipt = browser.post(page, "/report", SPAM, follow=True)
    report = db.session.query(Report).one()
    assert receipt.path == f"/{language}/reports/{report.code}"
    assert proposal.title in receipt.words()
    assert receipt.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert receipt.response.headers["Cache-Control"] == "private, no-store"
    assert report.reporter_id is None
    assert report.reporter_key.startswith("address:")
    assert "127.0.0.1" not in report.reporter_key
    again = browser.post(browser.get(address), "/report", SPAM, status=409)
    assert report.code not in again.text  # somebody else at the same address may be asking


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_participant_reports_a_comment_and_finds_the_first_report(browser: Browser, language: str) -> None:
    comment = written(proposals.published())
    reporter = people.participant()
    browser.sign_in(reporter)
    address = f"/{language}/comments/{comment.id}/report"
    browser.post(browser.get(address), "/report", SPAM, follow=True)
    report = db.session.query(Report).one()
    assert report.reporter_id == reporter.id
    again = browser.post(browser.get(address), "/report", SPAM, status=409)
    assert f"/{language}/reports/{report.code}" in again.text
    assert "error-summary" not in again.text
    assert not [form for form in again.own_forms() if form.get("action", "").endswith("/report")]


def test_a_name_and_an_organisation_are_reported(browser: Browser) -> None:
    author = people.participant("Rosa Linden")
    proposal = proposals.published(author)
    comment = written(proposal, author)
    organisation = people.organisation(people.participant())
    paths = {
        f"/fr/proposals/{proposal.id}/report-name": (SubjectKind.ACCOUNT, author.id),
        f"/fr/organisations/{organisation.id}/report": (SubjectKind.ORGANISATION, organisation.id),
    }
    browser.get(f"/fr/comments/{comment.id}/report-name")
    for path, subject in paths.items():
        page = browser.get(path)
        browser.post(page, path.rsplit("/", 1)[1], SPAM, follow=True)
        report = db.session.query(Report).order_by(Report.id.desc()).first()
        assert report is not None
        assert (report.subject.kind, report.subject.id) == subject


def test_no_name_is_reported_where_none_is_shown(browser: Browser) -> None:
    hidden = proposals.published(visibility=Visibility.HIDDEN)
    behalf = proposals.published(behalf_name="Une voisine")
    erased = people.participant()
    left = proposals.published(erased)
    erased.erased_at = erased.created_at
    for proposal in (hidden, behalf, left, proposals.submitted()):
        browser.get(f"/fr/proposals/{proposal.id}/report-name", status=404)


@pytest.mark.parametrize(
    "data", [{}, {"ground": "spam"}, {"explanation": WHY}, {"ground": "unclear", "explanation": WHY}]
)
def test_an_incomplete_report_comes_back(browser: Browser, data: dict[str, str]) -> None:
    proposal = proposals.published()
    page = browser.get(f"/fr/proposals/{proposal.id}/report")
    answer = browser.post(page, "/report", data, status=422)
    assert answer.form("/report")["explanation"] == [data.get("explanation", "")]
    assert db.session.query(Report).count() == 0


@pytest.mark.parametrize("without", ["name", "email", "good_faith"])
def test_illegal_content_asks_for_the_fuller_form(browser: Browser, without: str) -> None:
    page = browser.get(f"/fr/proposals/{proposals.published().id}/report")
    fields = {name: value for name, value in ILLEGAL.items() if name != without}
    browser.post(page, "/report", fields, status=422)
    assert db.session.query(Report).count() == 0
    if without != "good_faith":
        browser.post(browser.get(page.path), "/report", fields | {"children": "y"}, follow=True)
        assert db.session.query(Report).one().good_faith


def test_all_that_is_missing_for_illegal_content_is_said_at_once(browser: Browser) -> None:
    page = browser.get(f"/fr/proposals/{proposals.published().id}/report")
    answer = browser.post(page, "/report", {"ground": "illegal", "explanation": WHY}, status=422)
    for name in ("name", "email", "good_faith"):
        assert f'id="{name}-error"' in answer.text
    assert (
        len([link for link in answer.all("a") if link.get("href") in ("#name", "#email", "#good_faith")]) == 3
    )


def test_who_reports_is_kept_for_illegal_content_only(browser: Browser) -> None:
    for ground, kept in (("illegal", "rosa@example.org"), ("insult", None)):
        page = browser.get(f"/fr/proposals/{proposals.published().id}/report")
        browser.post(page, "/report", ILLEGAL | {"ground": ground}, follow=True)
        report = db.session.query(Report).order_by(Report.id.desc()).first()
        assert report is not None
        assert report.notifier_email == kept


def test_what_is_not_public_cannot_be_reported(browser: Browser) -> None:
    proposal = proposals.submitted()
    browser.get(f"/fr/proposals/{proposal.id}/report", status=404)
    browser.get("/fr/proposals/999999/report", status=404)
    browser.get("/fr/organisations/999999/report", status=404)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_receipt_tells_the_outcome_and_names_nothing_withheld(browser: Browser, language: str) -> None:
    court, proposal = bench(), proposals.published()
    notice = Notice(Ground.PERSONAL_DATA, "Mon nom est dans ce texte.")
    report = moderation.report(VISITOR, of(proposal), notice, "a1" * 32)
    moderation.decide(court.first, of(proposal), ruling(DecisionKind.REMOVE))
    page = browser.get(f"/{language}/reports/{report.code}")
    assert proposal.title not in page.text
    assert "Vous nommez une personne" not in page.text
    contest, tab = (browser.get(f"/{language}/reports/{report.code}/appeal") for _ in range(2))
    browser.post(contest, "/appeal", {"text": "Le titre me nomme encore ailleurs."}, follow=True)
    browser.post(tab, "/appeal", {"text": "Le titre me nomme encore, et encore."}, status=409)


def test_a_code_that_nobody_has(browser: Browser) -> None:
    browser.get("/fr/reports/not-a-code", status=404)
    browser.get("/fr/reports/not-a-code/appeal", status=404)


def test_a_report_not_answered_yet_is_not_contested(browser: Browser) -> None:
    report = moderation.report(VISITOR, of(proposals.published()), Notice(Ground.SPAM, WHY), "a1" * 32)
    page = browser.get(f"/fr/reports/{report.code}/appeal", status=409)
    assert not [form for form in page.all("form") if form.get("action", "").endswith("/appeal")]


def test_statements_of_the_pages(browser: Browser) -> None:
    court, proposal = bench(), proposals.published()
    report = moderation.report(VISITOR, of(proposal), Notice(Ground.SPAM, WHY), "a1" * 32)
    moderation.decide(court.first, of(proposal), Ruling(DecisionKind.DISMISS))
    for path in (f"/fr/proposals/{proposal.id}/report", f"/fr/reports/{report.code}"):
        browser.get(path)
        with counted() as seen:
            page = browser.client.get(path)
        assert page.status_code == 200
        assert len(seen) <= 8, seen
        assert len(page.data) < 60_000


def test_the_key_of_an_address_depends_on_the_secret(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        first = address_hash()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.8"}):
        assert address_hash() != first
    assert len(first) == 64
