"""A flood of reports from one address is slowed down; signed-in people are limited by account."""

from pathlib import Path

import pytest

from consult.app import create_app
from consult.kernel.db import db
from consult.models.moderation import Report
from consult.web.kit.limits import limiter
from tests.factories import people, proposals
from tests.support.browser import Browser
from tests.support.databases import Databases, settings

WHY = {"ground": "spam", "explanation": "Ce texte vend un produit."}


def test_a_visitor_cannot_flood_the_moderators(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the limiter is one for all applications: what create_app switches on here must not stay on
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    app = create_app(settings(databases.copy("sqlite"), tmp_path, limits_enabled=True))
    with app.app_context():
        numbers = [proposals.published().id for _ in range(12)]
        browser = Browser(app)
        for number in numbers[:10]:
            browser.post(browser.get(f"/fr/proposals/{number}/report"), "/report", WHY)
        page = browser.get(f"/fr/proposals/{numbers[10]}/report")
        browser.post(page, "/report", WHY, status=429)
        assert db.session.query(Report).count() == 10
        browser.sign_in(people.participant())
        page = browser.get(f"/fr/proposals/{numbers[11]}/report")
        browser.post(page, "/report", WHY)
        db.session.remove()
        db.engine.dispose()
