"""Alembic asks here which database to migrate and what the models say."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import JSONB

from consult import models
from consult.kernel.db import Base, UTCDateTime, db
from consult.models.triggers import belongs_to_models

assert models  # importing them fills the metadata


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Our own column types appear in migrations as the plain ones they are in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSONB):
        return "postgresql.JSONB()"
    return False


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which its foreign keys would refuse; checked afterwards."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left rows without what they refer to: {broken[:5]}")
    finally:
        driver.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def run() -> None:
    """One transaction for all steps, so that a failing one changes nothing."""
    with db.engine.connect() as connection, without_foreign_keys(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            include_name=belongs_to_models,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


assert current_app, "run through `flask db`"
run()
