"""The table of pages and deeds: the full data set beside a nearly empty one and the floor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import click
from flask import Flask

from bench import measuring
from bench.databases import copied, filled, running, server_pid
from bench.dataset.sizes import FULL, NEARLY_EMPTY
from bench.keeping import keep
from bench.load.requests import get
from bench.load.wrk import Answered, drive
from bench.measuring import TOGETHER, Clock, Contents, Timed
from bench.pages import Page, deeds, pages
from bench.processes import resident_bytes
from bench.serving import Serving, serving, settings
from consult.app import create_app
from consult.kernel.db import db

#: So many requests are answered before a worker's memory is read.
MEMORY_AFTER = 10_000
DEEDS = 3_000


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table; parts that were not measured for it are None.

    ``timed``: the page written anew for each request; ``kept``: taken from the written pages of the process.
    """

    name: str
    signed_in: bool
    timed: Timed
    contents: Contents | None = None
    nearly_empty: Answered | None = None
    statements_alone: Timed | None = None
    unchanged: Timed | None = None
    kept: Timed | None = None


def run(dialect: str) -> None:
    """Measure one database and keep what was found."""
    with running(dialect) as template:
        full = filled(template, "full", FULL)
        small = filled(template, "nearly_empty", NEARLY_EMPTY)
        pid = server_pid(dialect)
        lines, rest = _pages(full.url, pid)
        beside = _nearly_empty(small.url, pid)
        lines = [replace(line, nearly_empty=beside.get(line.name)) for line in lines]
        lines += _deeds(copied(template, "full", "played"), pid)
    keep("speed", dialect, {"data": full, "small": small, "lines": lines, **rest})


@contextmanager
def house(url: str, *, anew: bool = False) -> Iterator[tuple[Flask, Serving]]:
    """The application in this process, and its server in others."""
    app = create_app(settings(url))
    with serving(url, anew=anew) as server:
        yield app, server
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def found(app: Flask) -> list[Page]:
    with app.app_context():
        listed = pages(app)
        db.session.remove()
    return listed


def _pages(url: str, database_pid: int | None) -> tuple[list[Line], dict[str, object]]:
    with house(url, anew=True) as (app, server):
        clock, listed, lines = Clock(server, database_pid), found(app), []
        floors = {"floor": clock.page([get("/floor/constant")]), "inside": clock.page([get("/constant")])}
        with click.progressbar(
            listed, label="pages", item_show_func=lambda page: page.name if page else ""
        ) as bar:
            for page in bar:
                lines.append(_line(app, clock, page))
    with house(url) as (_, server):
        clock = Clock(server, database_pid)
        lines = [
            replace(line, kept=clock.page(measuring.requests(page))) if not page.signed_in else line
            for line, page in zip(lines, listed, strict=True)
        ]
        everything = [request for page in listed for request in measuring.requests(page)]
        answered = 0
        while answered < MEMORY_AFTER * len(server.workers):
            answered += drive(server.port, everything, TOGETHER, 4).requests
        memory = [resident_bytes(pid) for pid in server.workers]
    return lines, {**floors, "memory": memory}


def _line(app: Flask, clock: Clock, page: Page) -> Line:
    inside = measuring.contents(app, page)
    alone = clock.page([get(f"/floor/statements?page={measuring.file_name(page)}")])
    tag = None if page.signed_in else measuring.opened(app, page).headers.get("ETag")
    unchanged = clock.page([get(page.path, If_None_Match=tag)]) if tag else None
    timed = clock.page(measuring.requests(page))
    return Line(page.name, page.signed_in, timed, inside, statements_alone=alone, unchanged=unchanged)


def _nearly_empty(url: str, database_pid: int | None) -> dict[str, Answered]:
    with house(url, anew=True) as (app, server):
        clock = Clock(server, database_pid)
        with click.progressbar(found(app), label="nearly empty") as bar:
            return {page.name: clock.alone(measuring.requests(page)) for page in bar}


def _deeds(url: str, database_pid: int | None) -> list[Line]:
    with house(url) as (app, server):
        clock = Clock(server, database_pid)
        with app.app_context():
            prepared = list(deeds(app, DEEDS))
            db.session.remove()
        return [Line(deed.name, True, clock.deed(deed.requests)) for deed in prepared]
