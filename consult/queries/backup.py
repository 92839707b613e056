"""The whole database as lines of text and back: the only place that reads and fills tables without models.

A row is one line: a JSON array of its values in the order of the table's columns, moments in UTC with
microseconds, bytes in base64, JSON columns as the text of their sorted form. The lines of a table are in the
order of its primary key by bytes. Both databases give the same lines for the same rows.
"""

import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consult.kernel.db import Base, UTCDateTime, db

#: Its trigger fills the full text index, which is in no backup: it may fire.
INDEXED = "search_entry"
AT_ONCE = 1_000
FAILURES = (sa.exc.DBAPIError, psycopg.Error, sqlite3.Error)


class Unloadable(Exception):
    """Rows that this database does not take; the text says why."""


def tables() -> list[sa.Table]:
    """Every table of the models, those that others refer to first."""
    return list(Base.metadata.sorted_tables)


def table(name: str) -> sa.Table:
    return Base.metadata.tables[name]


def columns(each: sa.Table) -> list[str]:
    """The names that the values of a line belong to."""
    return [column.name for column in each.columns]


@contextmanager
def snapshot(folder: Path) -> Iterator[Connection]:
    """The database as it stands at one moment, while others write: to be read from, in a single thread.

    On PostgreSQL one REPEATABLE READ, READ ONLY transaction; on SQLite a copy in ``folder`` made by VACUUM
    INTO, so that a long reading keeps no log of changes from being folded back.
    """
    if db.engine.dialect.name == "postgresql":
        isolated = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with db.engine.connect().execution_options(**isolated) as connection:
            yield connection
        return
    copy = folder / "snapshot.sqlite"
    raw = db.engine.raw_connection()
    try:
        cast(sqlite3.Connection, raw.driver_connection).execute("VACUUM INTO ?", (str(copy),))
    finally:
        raw.close()
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(copy)), poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def revision(connection: Connection) -> str | None:
    """Alembic's revision of the schema; None when the database has none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return cast("str | None", connection.scalar(sa.text("SELECT version_num FROM alembic_version")))


def lines(connection: Connection, each: sa.Table) -> Iterator[bytes]:
    """The rows of a table as the head of this file says, one after the other."""
    documents = [n for n, column in enumerate(each.columns) if isinstance(column.type, sa.JSON)]
    for row in _rows(connection, each):
        values = list(row)
        for n in documents:
            if values[n] is not None:
                values[n] = json.dumps(json.loads(values[n]), sort_keys=True)
        text = json.dumps(values, default=_written, ensure_ascii=False, separators=(",", ":"))
        yield text.encode() + b"\n"


def digest(connection: Connection, each: sa.Table) -> tuple[int, str]:
    """The number of rows and the SHA-256 of all their lines, in hexadecimal."""
    rows, found = 0, sha256()
    for line in lines(connection, each):
        rows += 1
        found.update(line)
    return rows, found.hexdigest()


def last_number(connection: Connection, each: sa.Table) -> int | None:
    """The highest number that the table gave out, also to a row that is gone; None where it gives none."""
    column = _numbered(each)
    if column is None:
        return None
    found = connection.scalar(sa.select(sa.func.max(column)))
    if connection.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(each.name, column.name)
        given = connection.scalar(sa.select(sa.func.pg_sequence_last_value(sa.cast(sequence, _Class))))
        return max(found or 0, given or 0)
    return found or 0


class _Class(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "regclass"


def claim() -> Connection:
    """The connection of the current writing transaction, with every table to itself on PostgreSQL."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        names = ", ".join(_name(connection, each) for each in tables())
        try:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
            connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        except FAILURES as problem:
            raise Unloadable(
                f"The tables cannot be locked, as somebody uses them: {_cause(problem)}"
            ) from None
    return connection


def filled(connection: Connection) -> list[str]:
    """The names of the tables that hold any row."""
    return [
        each.name
        for each in tables()
        if connection.scalar(sa.select(sa.literal(1)).select_from(each).limit(1)) is not None
    ]


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Inside, rows come in as they once were: closed ballots have votes, and who refers may come first.

    Triggers and foreign keys are as before when it ends, and all rows hold to the keys; ``Unloadable`` else.
    A role that owns the tables suffices on PostgreSQL.
    """
    guard = _unguarded_postgresql if connection.dialect.name == "postgresql" else _unguarded_sqlite
    try:
        with guard(connection):
            yield
    except FAILURES as problem:
        raise Unloadable(f"The database refuses the rows: {_cause(problem)}") from problem


@contextmanager
def _unguarded_postgresql(connection: Connection) -> Iterator[None]:
    keys = connection.exec_driver_sql(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
    ).all()
    guarded = connection.exec_driver_sql(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND relname <> %s AND relnamespace = current_schema()::regnamespace",
        (INDEXED,),
    ).all()
    for name, key, _rule in keys:
        connection.exec_driver_sql(f"ALTER TABLE {name} DROP CONSTRAINT {key}")
    for (name,) in guarded:
        connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    yield
    for (name,) in guarded:
        connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")
    for name, key, rule in keys:
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD CONSTRAINT {key} {rule}")


@contextmanager
def _unguarded_sqlite(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # until the transaction ends
    triggers = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name <> ?", (INDEXED,)
    ).all()
    for name, _rule in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _trigger, rule in triggers:
        connection.exec_driver_sql(rule)
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        raise Unloadable(f"A row of {broken[0]} refers to a row of {broken[2]} that is not there.")


def load(connection: Connection, each: sa.Table, content: bytes) -> None:
    """Insert whole lines; ``Unloadable`` for what is no line of this table, or not taken."""
    try:
        rows = _read(connection, each, content)
        if connection.dialect.name == "postgresql":
            _copy_in(connection, each, rows)
        else:
            statement = str(each.insert().compile(dialect=connection.dialect))
            for first in range(0, len(rows), AT_ONCE):
                connection.exec_driver_sql(statement, rows[first : first + AT_ONCE])
    except (*FAILURES, ValueError, TypeError) as problem:
        raise Unloadable(f"The table {each.name} does not take its rows: {_cause(problem)}") from problem


def count_on(connection: Connection, each: sa.Table, last: int) -> None:
    """Let the next row of the table have the number after ``last``; SQLite finds it by itself."""
    column = _numbered(each)
    if column is not None and last and connection.dialect.name == "postgresql":
        sequence = sa.func.pg_get_serial_sequence(each.name, column.name)
        connection.execute(sa.select(sa.func.setval(sa.cast(sequence, _Class), last)))


def _numbered(each: sa.Table) -> sa.Column[Any] | None:
    """The column whose numbers the database gives out."""
    return cast("sa.Column[Any] | None", each._autoincrement_column)


def _name(connection: Connection, each: sa.Table) -> str:
    return connection.dialect.identifier_preparer.format_table(each)


def _cause(problem: Exception) -> str:
    return str(getattr(problem, "orig", None) or problem).splitlines()[0]


def _rows(connection: Connection, each: sa.Table) -> Iterator[Any]:
    postgresql = connection.dialect.name == "postgresql"
    keys = [
        sa.collate(column, "C") if postgresql and isinstance(column.type, sa.String) else column
        for column in each.primary_key.columns
    ]
    statement = sa.select(*(_plain(column) for column in each.columns)).order_by(*keys)
    if postgresql:
        return _copied_out(connection, str(statement.compile(dialect=connection.dialect)))
    return iter(connection.execution_options(yield_per=AT_ONCE).execute(statement))


def _plain(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Enumerations as the text they are, and JSON too: its null is not the database's."""
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text).label(column.name)
    return sa.type_coerce(column, sa.Text) if isinstance(column.type, sa.Enum) else column


def _copied_out(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    with cast(psycopg.Connection[Any], connection.connection.driver_connection).cursor() as cursor:
        cursor.execute(f"{statement} LIMIT 0".encode())
        types = [column.type_code for column in cursor.description or ()]
        with cursor.copy(f"COPY ({statement}) TO STDOUT".encode()) as copy:
            copy.set_types(types)
            yield from copy.rows()


def _copy_in(connection: Connection, each: sa.Table, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(map(connection.dialect.identifier_preparer.quote, columns(each)))
    statement = f"COPY {_name(connection, each)} ({names}) FROM STDIN"
    with (
        cast(psycopg.Connection[Any], connection.connection.driver_connection).cursor() as cursor,
        cursor.copy(statement.encode()) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(" ", "microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no form in a backup")


def _read(connection: Connection, each: sa.Table, content: bytes) -> list[tuple[Any, ...]]:
    """The rows as the driver of the database takes them."""
    change = {n: read for n, column in enumerate(each.columns) if (read := _reader(connection, column))}
    rows = []
    for line in content.splitlines():
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(each.columns):
            raise ValueError("a line has not the table's columns")
        for n, read in change.items():
            if values[n] is not None:
                values[n] = read(values[n])
        rows.append(tuple(values))
    return rows


def _reader(connection: Connection, column: sa.Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, sa.LargeBinary):
        return b64decode
    if isinstance(column.type, UTCDateTime) and connection.dialect.name == "sqlite":
        return _moment
    return None


def _moment(text: str) -> str:
    """As SQLAlchemy writes a moment into SQLite: without its zone."""
    moment = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(" ", "microseconds")
