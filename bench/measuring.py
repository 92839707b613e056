"""One page, one deed: times at one and at sixteen connections, what it costs, what it asks and sends."""

import gzip
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from bench.load.requests import get
from bench.load.wrk import Answered, drive
from bench.pages import Page
from bench.processes import cpu_seconds
from bench.serving import STATEMENTS, Serving
from consult.kernel.db import db

ALONE, TOGETHER = 1, 16
WARM_SECONDS, SECONDS = 1, 3
#: A server that uses no measurable time for so long has ended what nobody waits for any more.
QUIET_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds for one request; ``database`` is 0 on SQLite, which works inside the application."""

    application: float
    database: float

    @property
    def both(self) -> float:
        return self.application + self.database


@dataclass(frozen=True, slots=True)
class Timed:
    """``alone`` at one connection, ``together`` at sixteen, where the cost was taken."""

    alone: Answered
    together: Answered
    cost: Cost


@dataclass(slots=True)
class Asked:
    """The statements of one page with their values, and the seconds they took."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Contents:
    """``raw`` and ``packed`` (gzip) bytes of the page; its statements, and their milliseconds."""

    statements: int
    milliseconds: float
    raw: int
    packed: int


class Clock:
    """Drives one server and reads what its processes used; ``database_pid`` is None on SQLite."""

    def __init__(self, server: Serving, database_pid: int | None) -> None:
        self.server, self.database_pid = server, database_pid

    def page(self, requests: Sequence[bytes]) -> Timed:
        """A page, again and again."""
        alone = self.alone(requests)
        together, cost = self._costing(lambda: drive(self.server.port, requests, TOGETHER, SECONDS))
        return Timed(alone, together, cost)

    def alone(self, requests: Sequence[bytes]) -> Answered:
        """A page at one connection, once it is warm."""
        drive(self.server.port, requests, TOGETHER, WARM_SECONDS)
        self._settle()
        return drive(self.server.port, requests, ALONE, SECONDS)

    def _settle(self) -> None:
        """Until requests whose senders have gone are answered too: the next one would queue behind them."""
        before, used = None, self._used()
        while used != before:
            time.sleep(QUIET_SECONDS)
            before, used = used, self._used()

    def deed(self, requests: Sequence[bytes]) -> Timed:
        """A third of the requests one after the other, the others together; each once."""
        third = len(requests) // 3
        alone = drive(self.server.port, requests[:third], ALONE, SECONDS * 5, once=True)
        rest = requests[third:]
        together, cost = self._costing(
            lambda: drive(self.server.port, rest, TOGETHER, SECONDS * 5, once=True)
        )
        return Timed(alone, together, cost)

    def _costing(self, driven: Callable[[], Answered]) -> tuple[Answered, Cost]:
        before = self._used()
        answered = driven()
        spent = [
            (after - then) * 1_000 / max(1, answered.requests)
            for after, then in zip(self._used(), before, strict=True)
        ]
        return answered, Cost(*spent)

    def _used(self) -> tuple[float, float]:
        database = cpu_seconds(self.database_pid) if self.database_pid else 0.0
        return cpu_seconds(self.server.pid), database


def requests(page: Page) -> list[bytes]:
    """One request for each of the page's readers."""
    return [get(page.path, reader) for reader in page.readers]


def contents(app: Flask, page: Page, rounds: int = 5) -> Contents:
    """What the page asks of the database and sends, in this process; keeps the statements for the floor.

    Outside any application context: requests made inside one would share what each remembers.
    """
    opened(app, page)
    seconds = []
    for _ in range(rounds):
        with _listening(app) as asked:
            response = opened(app, page)
        seconds.append(asked.seconds)
    assert response.status_code == 200, f"{page.name}: {page.path} answers {response.status}"
    (STATEMENTS / file_name(page)).write_bytes(pickle.dumps(asked.statements))
    return Contents(
        statements=len(asked.statements),
        milliseconds=sorted(seconds)[rounds // 2] * 1_000,
        raw=len(response.data),
        packed=len(gzip.compress(response.data, 6)),
    )


def opened(app: Flask, page: Page, **headers: str) -> TestResponse:
    """The page as this process answers it."""
    cookie = page.readers[0].cookie
    given = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https", "Cookie": cookie} | headers
    client = app.test_client(use_cookies=False)
    return client.get(page.path, base_url=app.config["SETTINGS"].public_url, headers=given)


def file_name(page: Page) -> str:
    return page.name.replace(" ", "-").replace(",", "")


@contextmanager
def _listening(app: Flask) -> Iterator[Asked]:
    """Every SELECT meanwhile, with the values that the driver got."""
    asked, begun = Asked(), [0.0]

    def before(*_: Any) -> None:
        begun[0] = time.perf_counter()

    def after(_connection: Any, _cursor: Any, text: str, values: Any, *_: Any) -> None:
        asked.seconds += time.perf_counter() - begun[0]
        if text.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.statements.append((text, values))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", before)
    sa.event.listen(engine, "after_cursor_execute", after)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", before)
        sa.event.remove(engine, "after_cursor_execute", after)
