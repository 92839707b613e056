"""Signed-out readers read the copy of the database; everybody else, and whatever fails, the primary.

Two databases of one server stand for primary and replica. The second shadows the two functions by which a
real one tells that it replays and since when, so that the lag is asked of it in earnest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.engine import Engine

from config import REPLICA
from consult.app import create_app
from consult.gateways import migrations
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.replica import ASK_EVERY, LONGEST_LAG, REST, Replica
from consult.models.moderation import Report
from consult.models.proposals import Proposal
from consult.web.kit.replica import OWN_WRITE
from tests.factories import people, proposals
from tests.support.browser import Browser
from tests.support.databases import Databases, settings

PRIMARY, COPY = "Un verger sur l’original", "Un verger sur la copie"
NOBODY_THERE = "postgresql+psycopg://postgres@127.0.0.1:1/nothing"


@dataclass
class Pair:
    """An application with both databases, and the path of one page that tells which was read."""

    app: Flask
    page: str
    clock: float = 1000.0

    @property
    def copy(self) -> Engine:
        return db.engines[REPLICA]

    def on_copy(self, statement: str, **values: object) -> None:
        """As the copy's superuser, whom no trigger stops, on a connection that is not the application's."""
        engine = sa.create_engine(self.copy.url)
        with engine.begin() as connection:
            connection.execute(sa.text("SET session_replication_role = replica"))
            connection.execute(sa.text(statement), values)
        engine.dispose()

    def lag(self, seconds: float) -> None:
        self.on_copy(
            "CREATE OR REPLACE FUNCTION public.pg_last_xact_replay_timestamp() RETURNS timestamptz"
            f" LANGUAGE sql AS $$SELECT clock_timestamp() - interval '{seconds} seconds'$$"
        )

    def recovering(self, yes: bool) -> None:
        self.on_copy(
            "CREATE OR REPLACE FUNCTION public.pg_is_in_recovery() RETURNS boolean"
            f" LANGUAGE sql AS $$SELECT {yes}$$"
        )

    def die(self) -> None:
        """Close the copy to everybody, at once."""
        name = self.copy.url.database
        engine = sa.create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            connection.execute(
                sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name"),
                {"name": name},
            )
        engine.dispose()

    def revive(self) -> None:
        engine = sa.create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f'ALTER DATABASE "{self.copy.url.database}" ALLOW_CONNECTIONS true'))
        engine.dispose()

    def shows(self, browser: Browser) -> str:
        """The title that ``browser`` reads."""
        words = browser.get(self.page).words()
        return next(title for title in (PRIMARY, COPY) if title in words)


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """Collects the statements that ``engine`` is sent."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _filled(databases: Databases) -> tuple[str, str, str]:
    """The URLs of a primary and its twin, and the page of a proposal that has another title in each."""
    primary = databases.copy("postgresql")
    app = create_app(settings(primary, databases.folder))
    with app.app_context():
        number = proposals.published(title=PRIMARY).id
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return primary, databases.twin(primary), f"/fr/proposals/{number}"


@pytest.fixture
def pair(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    primary, copy, page = _filled(databases)
    app = create_app(settings(primary, tmp_path, database_read_url=copy))
    with app.app_context():
        made = Pair(app, page)
        monkeypatch.setattr(Replica, "clock", lambda _self: made.clock)
        made.on_copy(f'ALTER DATABASE "{made.copy.url.database}" SET search_path = public, pg_catalog')
        made.on_copy("UPDATE proposal SET title = :title", title=COPY)
        made.on_copy("UPDATE proposal_version SET title = :title", title=COPY)
        made.recovering(True)
        made.lag(1)
        yield made
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def test_who_is_signed_out_reads_the_copy_and_costs_the_primary_nothing(pair: Pair) -> None:
    with asked(db.engine) as statements:
        assert pair.shows(Browser(pair.app)) == COPY
        assert pair.app.test_client().head(pair.page).status_code == 200
    assert statements == []


def test_who_is_signed_in_reads_the_primary(pair: Pair) -> None:
    browser = Browser(pair.app).sign_in(people.participant())
    with asked(pair.copy) as statements:
        assert pair.shows(browser) == PRIMARY
    assert statements == []


def test_who_sent_something_reads_the_primary_from_then_on(pair: Pair) -> None:
    browser = Browser(pair.app)
    assert pair.shows(browser) == COPY
    page = browser.get(f"{pair.page}/report")
    with asked(pair.copy) as statements:
        browser.post(page, "/report", {"ground": "spam", "explanation": "Ce texte vend des vélos."})
        assert pair.shows(browser) == PRIMARY
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1
    assert statements == []
    assert pair.shows(Browser(pair.app)) == COPY


def test_what_is_written_is_the_primarys(pair: Pair) -> None:
    browser = Browser(pair.app).sign_in(people.participant())
    browser.post(browser.get(pair.page), "/support")
    count = sa.select(Proposal.support_count)
    assert db.session.scalar(count) == 1
    with pair.copy.connect() as connection:
        assert connection.scalar(count) == 0


def test_after_signing_out_the_last_deed_is_still_seen_for_a_while(pair: Pair) -> None:
    browser = Browser(pair.app).sign_in(people.participant())
    form = browser.get("/fr/").form("/sign-out")
    browser.client.post("/fr/sign-out", data=form)
    browser.get("/fr/")
    assert pair.shows(browser) == PRIMARY
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert pair.shows(browser) == PRIMARY  # and the cookie goes
        assert pair.shows(browser) == COPY


def test_a_post_without_our_cookie_gets_none(pair: Pair) -> None:
    client = pair.app.test_client()
    client.post(f"{pair.page}/report", data={"ground": "spam"})
    with client.session_transaction() as session:
        assert OWN_WRITE not in session


@pytest.mark.parametrize(
    "path", ["ballots", "ballots/checking", "ballots/keys.json", "sittings", "sign-in", "sign-up"]
)
def test_what_must_be_exact_never_comes_from_the_copy(pair: Pair, path: str) -> None:
    with asked(pair.copy) as statements:
        Browser(pair.app).get(f"/fr/{path}")
    assert statements == []


def test_an_address_with_a_secret_shows_the_primary(pair: Pair) -> None:
    with asked(pair.copy) as statements:
        Browser(pair.app).get("/fr/reports/unknown-code", status=404)
        Browser(pair.app).get("/fr/unsubscribe/unknown-token", status=404)
    assert statements == []


def test_what_the_copy_does_not_know_yet_is_found(pair: Pair) -> None:
    number = proposals.published(title=PRIMARY).id
    db.session.commit()
    assert PRIMARY in Browser(pair.app).get(f"/fr/proposals/{number}").words()
    Browser(pair.app).get("/fr/proposals/999999", status=404)
    assert pair.shows(Browser(pair.app)) == COPY


def test_a_copy_that_is_away_is_not_noticed_and_rests(pair: Pair, tmp_path: Path) -> None:
    app = create_app(settings(str(db.engine.url), tmp_path, database_read_url=NOBODY_THERE))
    with app.app_context():
        assert Pair(app, pair.page).shows(Browser(app)) == PRIMARY
        assert not app.extensions[REPLICA].usable()
        assert "replica: resting" in _ready(app)
        db.session.remove()
        db.engine.dispose()


def test_a_copy_that_dies_in_the_middle_of_a_page_is_not_noticed(pair: Pair) -> None:
    browser = Browser(pair.app)
    assert pair.shows(browser) == COPY  # its answer about the lag still holds
    seen = []

    def kill(*_details: object) -> None:
        seen.append(1)
        if len(seen) == 2:
            pair.die()

    sa.event.listen(pair.copy, "before_cursor_execute", kill)
    assert pair.shows(browser) == PRIMARY
    assert len(seen) == 2
    assert pair.shows(browser) == PRIMARY
    assert len(seen) == 2, "it was asked although it rests"
    pair.revive()
    pair.clock += REST + ASK_EVERY
    assert pair.shows(browser) == COPY


def test_a_copy_that_dies_between_two_pages_is_not_noticed(pair: Pair) -> None:
    browser = Browser(pair.app)
    assert pair.shows(browser) == COPY
    pair.die()
    assert pair.shows(browser) == PRIMARY


@pytest.mark.parametrize("reason", ["lagging", "promoted"])
def test_a_copy_that_is_behind_or_no_copy_any_more_rests(pair: Pair, reason: str) -> None:
    browser = Browser(pair.app)
    assert pair.shows(browser) == COPY
    if reason == "lagging":
        pair.lag(LONGEST_LAG + 5)
    else:
        pair.recovering(False)
    assert pair.shows(browser) == COPY  # asked a moment ago
    pair.clock += ASK_EVERY
    with asked(db.engine) as falling_back:
        assert pair.shows(browser) == PRIMARY
    with asked(db.engine) as resting:
        assert pair.shows(browser) == PRIMARY
    assert len(resting) == len(falling_back) == _statements_without_copy(pair)
    pair.lag(0)
    pair.recovering(True)
    assert pair.shows(browser) == PRIMARY
    pair.clock += REST
    assert pair.shows(browser) == COPY


def test_the_lag_is_not_asked_with_every_page(pair: Pair) -> None:
    browser = Browser(pair.app)
    with asked(pair.copy) as statements:
        for _ in range(3):
            pair.shows(browser)
    assert sum("pg_is_in_recovery" in statement for statement in statements) == 1


def test_a_copy_without_the_newest_migration_is_not_noticed(pair: Pair) -> None:
    pair.on_copy("ALTER TABLE proposal RENAME COLUMN title TO heading")
    browser = Browser(pair.app)
    assert pair.shows(browser) == PRIMARY
    assert pair.app.extensions[REPLICA].usable(), "one page that it cannot give is no reason to rest"


def test_operators_see_how_the_copy_does(pair: Pair) -> None:
    assert "replica: ok" in _ready(pair.app)
    pair.die()
    pair.clock += ASK_EVERY
    assert "replica: resting" in _ready(pair.app)


def _ready(app: Flask) -> str:
    db.session.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))"))
    db.session.execute(sa.text("DELETE FROM alembic_version"))
    head = migrations.head(str(app.extensions["migrate"].directory))
    db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head})
    db.session.commit()
    return Browser(app).get("/readyz").text


def _statements_without_copy(pair: Pair) -> int:
    app = create_app(settings(str(db.engine.url), pair.app.config["SETTINGS"].instance, database_read_url=""))
    with app.app_context():
        Browser(app).get(pair.page)
        with asked(db.engine) as statements:
            Browser(app).get(pair.page)
        db.session.remove()
        db.engine.dispose()
    return len(statements)
