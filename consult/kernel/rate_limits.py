"""Rate limits that all processes share: a small SQL storage in its own file, so that deeds never wait."""

import os
import threading
import time
from typing import Any

import sqlalchemy as sa
from limits.storage.base import Storage

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS rate_hit "
    "(name varchar(200) PRIMARY KEY, hits integer NOT NULL, expires double precision NOT NULL)"
)
#: Counts name addresses of visitors: whatever has run out goes after this many seconds.
SWEEP_EVERY = 3600
_SWEEP = "DELETE FROM rate_hit WHERE expires <= :now"
_COUNT = (
    "INSERT INTO rate_hit (name, hits, expires) VALUES (:name, :amount, :expires) "
    "ON CONFLICT (name) DO UPDATE SET "
    "hits = CASE WHEN rate_hit.expires <= :now THEN :amount ELSE rate_hit.hits + :amount END, "
    "expires = CASE WHEN rate_hit.expires <= :now THEN :expires ELSE rate_hit.expires END "
    "RETURNING hits"
)


class SqlRateStorage(Storage):
    """Counts hits by one upsert each; expired rows start again, and go in the end."""

    STORAGE_SCHEME = ["rate+sqlite", "rate+postgresql+psycopg"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self.url = (uri or "").removeprefix("rate+")
        self._engine: sa.Engine | None = None
        self._process = 0
        self._swept = 0.0
        self._making = threading.Lock()

    @property
    def engine(self) -> sa.Engine:
        """This process's own engine: connections must not be shared with the process it was forked from."""
        with self._making:  # no thread may count before the first one has made the table
            if self._engine is None or self._process != os.getpid():
                self._engine, self._process = self._make_engine(), os.getpid()
            return self._engine

    def _make_engine(self) -> sa.Engine:
        arguments = {"timeout": 5} if self.url.startswith("sqlite") else {}
        # AUTOCOMMIT: each count is one statement, so no transaction needs to be begun or locked
        engine = sa.create_engine(self.url, connect_args=arguments).execution_options(
            isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(sa.text(_SCHEMA))
        return engine

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        values = {"name": key[:200], "amount": amount, "expires": now + expiry, "now": now}
        with self.engine.connect() as connection:
            if now - self._swept >= SWEEP_EVERY:
                self._swept = now
                connection.execute(sa.text(_SWEEP), {"now": now})
            return int(connection.execute(sa.text(_COUNT), values).scalar_one())

    def _row(self, key: str) -> sa.Row[Any] | None:
        query = sa.text("SELECT hits, expires FROM rate_hit WHERE name = :name AND expires > :now")
        with self.engine.connect() as connection:
            return connection.execute(query, {"name": key[:200], "now": time.time()}).first()

    def get(self, key: str) -> int:
        row = self._row(key)
        return int(row.hits) if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return float(row.expires) if row else time.time()

    def check(self) -> bool:
        with self.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
        return True

    def reset(self) -> int | None:
        with self.engine.connect() as connection:
            return int(connection.execute(sa.text("DELETE FROM rate_hit")).rowcount)

    def clear(self, key: str) -> None:
        with self.engine.connect() as connection:
            connection.execute(sa.text("DELETE FROM rate_hit WHERE name = :name"), {"name": key[:200]})
