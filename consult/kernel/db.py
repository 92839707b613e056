"""The base of every model, the types that both databases share, and how a transaction begins."""

import fcntl
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase

from config import REPLICA
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_

Localised = dict[str, str]
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
#: What is raised when a lock did not come in time or the server is away, and when no connection was free.
BUSY = (sa.exc.OperationalError, sa.exc.TimeoutError)
#: What a row's number, or any other INTEGER column, can hold.
LARGEST_ID = 2**31 - 1
BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_on_replica: ContextVar[bool] = ContextVar("on_replica", default=False)
_writing_thread = threading.Lock()


class UTCDateTime(sa.TypeDecorator[datetime]):
    """A moment in UTC. Refuses naive values; gives SQLite, which drops zones, its zone back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Plain typed base; Flask-SQLAlchemy only receives its metadata.

    ``conflicts``: what a person reads when a constraint of the table breaks, as name → (code, sentence).
    """

    conflicts: ClassVar[dict[str, tuple[str, str]]] = {}
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime,
        dict[str, str]: Json,
        dict[str, Any]: Json,
        list[str]: Json,
        list[dict[str, str]]: Json,
        bytes: sa.LargeBinary,
    }


class RoutedSession(Session):
    """Asks the primary, but the replica inside ``on_replica``; what is written is always the primary's."""

    def get_bind(self, *args: Any, **values: Any) -> Engine | Connection:
        if _on_replica.get() and not _writing.get():
            return self._db.engines[REPLICA]
        return super().get_bind(*args, **values)


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": RoutedSession})


def what_was_read(row: Base) -> dict[str, Any] | None:
    """The columns and relations of ``row`` in memory; None where some would be read again."""
    state = sa.inspect(row)
    if state.expired_attributes:
        return None
    return {name: state.dict[name] for name in sorted(state.mapper.attrs.keys()) if name in state.dict}


def enum_type(kind: type[StrEnum], name: str) -> sa.Enum:
    """A text column that the database itself holds to the members of ``kind``."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that may write: ends the read before it, commits at the end, else leaves no trace.

    On SQLite it begins IMMEDIATE, so that read-modify-write never loses a row, and all threads of all
    processes queue for their turn; on PostgreSQL the queries take row locks. Nested use joins the outer
    transaction.
    """
    if _writing.get():
        yield
        return
    db.session.rollback()
    with _one_writer() if dialect_name() == "sqlite" else nullcontext():
        token = _writing.set(True)
        try:
            yield
            db.session.commit()
        except IntegrityError as error:
            db.session.rollback()
            raise conflict_of(error) from error
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _writing.reset(token)


@contextmanager
def _one_writer() -> Iterator[None]:
    """SQLite has one writer at a time: to queue for it is fair and wakes at once, while its busy handler
    sleeps, looks, and in the end gives up. Processes queue at a file beside the database; a killed one
    leaves no lock behind."""
    with _writing_thread, open(f"{db.engine.url.database}-writer", "ab") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


@contextmanager
def on_replica() -> Iterator[None]:
    """What is read inside comes from the replica, in a session of its own that nothing of it outlives.

    Raises ``kernel.replica.FAILURES`` when the replica fails, also at the very end: a page that is ready
    is nobody's until its reading has ended well. Whatever is raised, the session is as new afterwards.
    """
    db.session.remove()
    token = _on_replica.set(True)
    try:
        yield
        db.session.remove()
    except BaseException:
        db.session().invalidate()  # to end a transaction politely, a dead server would have to answer
        raise
    finally:
        _on_replica.reset(token)


CHANGED_MEANWHILE = ("conflict", N_("Somebody changed this at the same moment. Please try again."))


def conflict_of(error: IntegrityError) -> Conflict:
    """The refusal that a broken constraint means, found by the constraint's name or its columns."""
    text = str(error.orig)
    name = _constraint_name(error, text)
    told = (mapper.class_.conflicts.get(name) for mapper in Base.registry.mappers)
    return Conflict(*next(filter(None, told), CHANGED_MEANWHILE))


def _constraint_name(error: IntegrityError, text: str) -> str:
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return str(diagnostics.constraint_name or "")
    match = re.search(r"UNIQUE constraint failed: (.+)", text)
    if not match:
        return ""
    columns = [part.strip() for part in match[1].split(",")]
    table = columns[0].split(".")[0]
    names = [column.split(".")[-1] for column in columns]
    model = Base.metadata.tables.get(table)
    if model is not None and [column.name for column in model.primary_key.columns] == names:
        return f"pk_{table}"
    return f"uq_{table}_{'_'.join(names)}"


@sa.event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves: the driver's own habit loses writes
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@sa.event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    automatic = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
    if connection.dialect.name == "sqlite" and not automatic:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def dialect_name() -> str:
    """``sqlite`` or ``postgresql``: which database serves this application."""
    return db.engine.dialect.name


def insert_new(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that passes over rows whose key is taken, so that of many at once one wins and none fails."""
    insert = postgresql.insert if dialect_name() == "postgresql" else sqlite.insert
    return insert(model).on_conflict_do_nothing()
