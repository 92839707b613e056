"""Whoever tries to guess a councillor's code."""

import pytest
from flask import Flask

from consult.app import create_app
from consult.kernel.db import db
from consult.web.kit.limits import limiter
from tests.factories import councils, people
from tests.support.browser import Browser, new_request
from tests.support.databases import Databases, settings


def test_codes_are_tried_a_few_times_and_no_more(databases: Databases, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(
        limiter, "enabled", False
    )  # one limiter serves all applications: give it back as it was
    app: Flask = create_app(settings(databases.copy("sqlite"), tmp_path, limits_enabled=True))
    with app.app_context():
        councils.councillor()
        guesser = Browser(app).sign_in(people.participant())
        statuses = []
        for _ in range(10):
            fields = guesser.get("/fr/claim").form("/claim") | {"code": "AAAA-BBBB-CCCC-DDDD"}
            new_request()
            statuses.append(guesser.client.post("/fr/claim", data=fields).status_code)
        assert statuses == [422] * 8 + [429] * 2
        assert Browser(app).sign_in(people.participant()).get("/fr/claim").status == 200
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "code", ["", "x" * 5000, "\x00", "'; DROP TABLE claim_code; --", "ÄÖÜß-ÄÖÜß-ÄÖÜß-ÄÖÜß"]
)
def test_hostile_codes_are_refused_with_a_sentence(browser: Browser, code: str) -> None:
    browser.sign_in(people.participant())
    browser.post(browser.get("/de/claim"), "/claim", {"code": code}, status=422)
