"""A translation service that fails again and again is left alone, and operators see it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.gateways import migrations
from consult.gateways.translator import LibreTranslate
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.queries.translations import reading
from consult.rules.translations import RESTS, JobStatus
from consult.services.translations import machine
from tests.factories import proposals
from tests.support import translating
from tests.support.browser import Browser
from tests.support.translating import QUICK, Service, breaker, jobs, published, rows, work


@pytest.fixture
def service() -> Iterator[Service]:
    with translating.service() as made:
        yield made


def test_a_dead_service_is_left_alone_ever_longer_and_probed_once(app: Flask, service: Service) -> None:
    for _ in range(8):
        proposals.published()
    db.session.commit()
    dead = LibreTranslate("http://127.0.0.1:1", limits=QUICK)
    work(dead)
    assert breaker().failures == 5
    assert sorted(job.attempts for job in jobs()) == [0, 0, 0, 1, 1, 1, 1, 1]
    with time_machine.travel(now()) as clock:
        for number, length in enumerate((*RESTS, RESTS[-1]), start=5):
            assert breaker().failures == number
            assert length - timedelta(minutes=1) < breaker().open_until - now() <= length
            work(dead)
            assert breaker().failures == number
            clock.move_to(breaker().open_until + timedelta(seconds=1))
            work(dead)
        assert {job.status for job in jobs()} == {JobStatus.WAITING}
        clock.move_to(breaker().open_until + timedelta(seconds=1))
        work(service.libre())
        assert (breaker().failures, breaker().open_until) == (0, None)
        clock.shift(timedelta(hours=13))
        work(service.libre())
        assert len(rows()) == 8


def test_only_one_worker_probes(app: Flask, service: Service) -> None:
    for _ in range(7):
        proposals.published()
    db.session.commit()
    service.mode = "error"
    work(service.libre())
    with time_machine.travel(now() + RESTS[0] + timedelta(seconds=1)):
        with writing():
            assert machine.claim() is not None
        with writing():
            assert machine.claim() is None


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_operators_see_it(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    head = migrations.head(str(app.extensions["migrate"].directory))
    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    db.session.commit()
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], translator="deepl"))
    assert "translation: ok" in browser.get("/readyz").text
    for _ in range(6):
        proposals.published()
    db.session.commit()
    work(LibreTranslate("http://127.0.0.1:1", limits=QUICK))
    assert "translation: resting" in browser.get("/readyz").text


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_command_asks_the_service_of_the_settings(
    app: Flask, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = published()
    told = replace(app.config["SETTINGS"], translator="libretranslate", translator_url=service.url)
    monkeypatch.setitem(app.config, "SETTINGS", told)
    result = app.test_cli_runner().invoke(args=["work", "--once"])
    assert result.exit_code == 0, result.output
    assert reading(proposal, "de").translated
