"""Reporting a text, signed in or not, and what a reporter is told."""

import pytest
from flask import Flask

from consult.kernel.db import db
from consult.models.moderation import Report
from consult.web.moderation.reporting import address_hash
from tests.factories import people, proposals
from tests.factories.comments import written
from tests.support.browser import Browser

WHY = "Ce texte vend un produit."


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_visitor_reports_once(browser: Browser, language: str) -> None:
    proposal = proposals.published()
    address = f"/{language}/proposals/{proposal.id}/report"
    page = browser.get(address)
    browser.post(page, "/report", {"ground": "spam", "explanation": WHY}, follow=True)
    report = db.session.query(Report).one()
    assert report.reporter_id is None
    assert report.reporter_key.startswith("address:")
    assert "127.0.0.1" not in report.reporter_key
    again = browser.get(address)
    browser.post(again, "/report", {"ground": "spam", "explanation": WHY}, status=409)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_a_participant_reports_a_comment(browser: Browser, language: str) -> None:
    comment = written(proposals.published())
    reporter = people.participant()
    browser.sign_in(reporter)
    page = browser.get(f"/{language}/comments/{comment.id}/report")
    browser.post(page, "/report", {"ground": "insult", "explanation": WHY}, follow=True)
    assert db.session.query(Report).one().reporter_id == reporter.id


@pytest.mark.parametrize(
    "data", [{}, {"ground": "spam"}, {"explanation": WHY}, {"ground": "unclear", "explanation": WHY}]
)
def test_an_incomplete_report_comes_back(browser: Browser, data: dict[str, str]) -> None:
    proposal = proposals.published()
    page = browser.get(f"/fr/proposals/{proposal.id}/report")
    answer = browser.post(page, "/report", data, status=422)
    assert answer.form("/report")["explanation"] == [data.get("explanation", "")]
    assert db.session.query(Report).count() == 0


def test_what_is_not_public_cannot_be_reported(browser: Browser) -> None:
    proposal = proposals.submitted()
    browser.get(f"/fr/proposals/{proposal.id}/report", status=404)
    browser.get("/fr/proposals/999999/report", status=404)


def test_the_key_of_an_address_depends_on_the_secret(app: Flask) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        first = address_hash()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.8"}):
        assert address_hash() != first
    assert len(first) == 64
