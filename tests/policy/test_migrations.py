"""Migrations are proven: head equals the models, each goes up and down, with data, on both databases."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from consult.app import create_app
from consult.kernel.db import Base, db
from consult.models.triggers import belongs_to_models
from tests.factories.ground import seed
from tests.support.databases import Databases, settings


@pytest.fixture
def empty_app(dialect: str, databases: Databases, tmp_path: Path) -> Flask:
    return create_app(settings(databases.empty(dialect), tmp_path))


def schema(connection: sa.Connection) -> dict[str, object]:
    """Everything that two ways of making the schema must agree on, triggers and checks included."""
    inspector = sa.inspect(connection)
    tables = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    found: dict[str, object] = {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            ),
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in inspector.get_check_constraints(table)),
            "uniques": sorted(
                (u["name"] or "", *u["column_names"]) for u in inspector.get_unique_constraints(table)
            ),
            "indexes": sorted((i["name"] or "", i["unique"]) for i in inspector.get_indexes(table)),
            "keys": sorted(
                (k["name"] or "", *k["constrained_columns"]) for k in inspector.get_foreign_keys(table)
            ),
        }
        for table in tables
    }
    if connection.dialect.name == "sqlite":
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        triggers = (
            "SELECT tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(tgfoid) FROM pg_trigger t "
            "WHERE NOT tgisinternal ORDER BY tgname"
        )
    found["triggers"] = [tuple(row) for row in connection.execute(sa.text(triggers))]
    return found


def test_head_equals_the_models(empty_app: Flask, dialect: str, databases: Databases, tmp_path: Path) -> None:
    with empty_app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_name": belongs_to_models})
            assert compare_metadata(context, Base.metadata) == []
            migrated = schema(connection)
        db.engine.dispose()
    created_app = create_app(settings(databases.empty(dialect), tmp_path / "created"))
    with created_app.app_context():
        Base.metadata.create_all(db.engine)
        with db.engine.connect() as connection:
            created = schema(connection)
        db.engine.dispose()
    assert migrated == created


def test_up_down_up_with_data(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        seed()
        db.session.commit()
        db.session.remove()
        downgrade(revision="base")
        with db.engine.connect() as connection:
            assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
        upgrade()
        seed()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


FIRST_VERSION = {  # rows of the first version, in the order in which their keys ask for them
    "commune": {
        "insee": "57001",
        "name": "Aulnay",
        "siren": "215700010",
        "population": 900,
        "postal_codes": "[]",
        "member_from": "2019-01-01",
        "lat": 49.1,
        "lon": 6.1,
    },
    "assembly": {
        "id": 1,
        "key": "council-57001",
        "kind": "municipal",
        "name": "{}",
        "commune_insee": "57001",
        "profile": "alsace_moselle",
        "seats_total": 11,
    },
    "councillor": {"id": 1, "family_name": "Noyer", "given_name": "Claude", "language": "fr"},
    "seat": {"id": 1, "assembly_id": 1, "councillor_id": 1, "starts_on": "2020-07-01"},
    "ballot": {
        "id": 1,
        "position": 1,
        "kind": "opinion",
        "mode": "public",
        "question": "{}",
        "proposal_title": "{}",
        "rules": "{}",
        "state": "open",
        "opens_at": "2026-01-01 08:00:00+00",
        "closes_at": "2026-01-15 08:00:00+00",
        "roll_size": 1,
        "cast_count": 1,
        "log_size": 1,
        "log_head": "0" * 64,
        "figures": "{}",
    },
    "roll_entry": {"ballot_id": 1, "seat_id": 1, "family_name": "Noyer", "given_name": "Claude"},
    "vote": {
        "ballot_id": 1,
        "seat_id": 1,
        "choice": "for",
        "nonce": "0" * 64,
        "version": 1,
        "log_index": 1,
        "cast_at": "2026-01-02 08:00:00+00",
    },
}


def insert(connection: sa.Connection, rows: dict[str, dict[str, object]]) -> None:
    for table, row in rows.items():
        columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
        connection.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)


def test_sittings_arrive_and_leave_around_a_vote(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            insert(connection, FIRST_VERSION)
        for step in (lambda: upgrade(revision="0002"), lambda: downgrade(revision="0001"), upgrade):
            step()
            with db.engine.connect() as connection:
                assert connection.scalar(sa.text("SELECT choice FROM vote")) == "for"
                assert connection.scalar(sa.text("SELECT closes_at FROM ballot")) is not None
        with db.engine.connect() as connection:
            connection.execute(sa.text("UPDATE ballot SET state = 'closed'"))
            with pytest.raises(sa.exc.DBAPIError, match="vote outside an open ballot"):
                connection.execute(sa.text("DELETE FROM vote"))
            connection.rollback()
        db.engine.dispose()


MOMENT = "2026-01-02 08:00:00+00"
SECOND_VERSION = {  # a comment that was reported and hidden, before moderation was complete
    "ambition": {"number": 1, "key": "a", "name": "{}", "summary": "{}", "colour": "red"},
    "chantier": {
        "number": 1,
        "ambition_number": 1,
        "name": "{}",
        "subtitle": "{}",
        "question": "{}",
        "introduction": "{}",
    },
    "account": {
        "id": 1,
        "email": "dora@example.org",
        "display_name": "Dora",
        "language": "de",
        "ties": "[]",
        "created_at": MOMENT,
        "demo": False,
    },
    "proposal": {
        "id": 1,
        "chantier_number": 1,
        "kind": "idea",
        "state": "published",
        "visibility": "visible",
        "title": "Un verger",
        "body": "Des arbres.",
        "language": "fr",
        "channel": "online",
        "created_at": MOMENT,
        "changed_at": MOMENT,
        "published_at": MOMENT,
        "shown_version": 1,
        "newest_version": 1,
        "support_count": 0,
        "neighbour_support_count": 0,
        "comment_count": 0,
        "random_key": 5,
    },
    "comment": {
        "id": 1,
        "proposal_id": 1,
        "stance": "for",
        "body": "Oui.",
        "language": "fr",
        "visibility": "hidden",
        "created_at": MOMENT,
        "version": 2,
        "useful_count": 0,
        "not_useful_count": 0,
    },
    "decision": {
        "id": 1,
        "kind": "hide",
        "comment_id": 1,
        "ground": "insult",
        "reason": "Une insulte.",
        "language": "fr",
        "source": "notice",
        "automated": False,
        "decided_by_id": 1,
        "decided_at": MOMENT,
    },
    "report": {
        "id": 1,
        "comment_id": 1,
        "ground": "insult",
        "explanation": "Une insulte.",
        "language": "fr",
        "reporter_id": 1,
        "reporter_key": "account:1",
        "created_at": MOMENT,
        "due_at": MOMENT,
        "decision_id": 1,
    },
}


def test_decisions_and_reports_are_carried_through_moderation(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade(revision="0002")
        with db.engine.begin() as connection:
            insert(connection, SECOND_VERSION)
        for step in (lambda: upgrade(revision="0003"), lambda: downgrade(revision="0002"), upgrade):
            step()
            with db.engine.connect() as connection:
                assert connection.scalar(sa.text("SELECT reason FROM decision")) == "Une insulte."
                with pytest.raises(sa.exc.DBAPIError, match="decision is append-only"):
                    connection.execute(sa.text("UPDATE decision SET reason = 'none'"))
                connection.rollback()
        with db.engine.connect() as connection:
            comment = connection.execute(
                sa.text("SELECT published_at = created_at, newest_version FROM comment")
            ).one()
            assert tuple(comment) == (True, 2)
            code, language = connection.execute(sa.text("SELECT code, reader_language FROM report")).one()
            assert (len(code), language) == (24, "de")
        db.engine.dispose()
