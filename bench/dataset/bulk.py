"""Many rows at once, as each database takes them fastest; indexes and foreign keys wait meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consult.kernel.db import Base, db, dialect_name
from consult.models.triggers import all_statements

AT_ONCE = 5_000
Row = dict[str, Any]
#: Beside the models: PostgreSQL's own full text indexes, which are made faster afterwards.
TEXT_INDEXES = ("ix_search_index_title", "ix_search_index_text")


@contextmanager
def unindexed(*models: type[Base]) -> Iterator[None]:
    """Drop the indexes of the tables and the checks between tables; make the indexes again at the end."""
    indexes = sorted(
        (index for model in models for index in model.__table__.indexes), key=lambda each: str(each.name)
    )
    with db.engine.begin() as connection:
        for index in indexes:
            index.drop(connection)
        if _postgresql():
            for name in TEXT_INDEXES:
                connection.execute(sa.text(f"DROP INDEX {name}"))
    yield
    steps: list[Any] = [*indexes, *(_text_indexes() if _postgresql() else ())]
    with click.progressbar(steps, label=f"{dialect_name():<11} indexes") as bar:
        for step in bar:
            with db.engine.begin() as connection:
                if isinstance(step, sa.Index):
                    step.create(connection)
                else:
                    connection.execute(sa.text(step))


def load(model: type[Base], rows: Iterable[Row], count: int) -> None:
    """Insert ``count`` rows that all name the same columns; constant defaults are filled in."""
    table: sa.Table = model.__table__  # type: ignore[assignment]  # Base maps tables only
    with (
        click.progressbar(length=count, label=f"{dialect_name():<11} {table.name}") as bar,
        db.engine.begin() as connection,
    ):
        _unchecked(connection, table)
        insert = _copying if _postgresql() else _inserting
        for done in insert(connection, table, iter(rows)):
            bar.update(done)


def next_id(model: type[Base]) -> int:
    """The first id that no row has."""
    table = model.__table__
    return (db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0) + 1


def settle(*models: type[Base]) -> None:
    """Let the sequences follow, and both databases learn what they hold, as in a quiet night."""
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if _postgresql():
            for name in (model.__tablename__ for model in models if "id" in model.__table__.c):
                connection.execute(
                    sa.text(
                        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                    )
                )
        connection.execute(sa.text("VACUUM ANALYZE" if _postgresql() else "ANALYZE"))


def _postgresql() -> bool:
    return dialect_name() == "postgresql"


def _unchecked(connection: Connection, table: sa.Table) -> None:
    """Keys between tables are true by construction; the full text index keeps its trigger."""
    if _postgresql():
        role = "origin" if table.name == "search_entry" else "replica"
        connection.execute(sa.text(f"SET LOCAL session_replication_role = {role}"))


def _copying(connection: Connection, table: sa.Table, rows: Iterator[Row]) -> Iterator[int]:
    columns, tuples = _prepared(connection, table, rows)
    names = ", ".join(columns)
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,  # type: ignore[attr-defined]  # psycopg's
    ):
        for batch in _batches(tuples):
            for row in batch:
                copy.write_row(row)
            yield len(batch)


def _inserting(connection: Connection, table: sa.Table, rows: Iterator[Row]) -> Iterator[int]:
    columns, tuples = _prepared(connection, table, rows)
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for batch in _batches(tuples):
        connection.exec_driver_sql(statement, batch)
        yield len(batch)


def _prepared(
    connection: Connection, table: sa.Table, rows: Iterator[Row]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The columns, and the rows as the driver wants them."""
    first = next(rows)
    constant = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in first and column.default is not None and column.default.is_scalar
    }
    columns = [*first, *constant]
    processors = [_processor(connection, table.c[name]) for name in columns]

    def tuples() -> Iterator[tuple[Any, ...]]:
        for row in chain((first,), rows):
            values = (*row.values(), *constant.values())
            yield tuple(
                value if process is None else process(value)
                for process, value in zip(processors, values, strict=True)
            )

    return columns, tuples()


def _processor(connection: Connection, column: sa.Column[Any]) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _text_indexes() -> list[str]:
    return [
        line
        for line in all_statements("postgresql")
        if any(f"INDEX {name} " in line for name in TEXT_INDEXES)
    ]
