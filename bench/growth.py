"""What a page costs as what lies behind it grows: the list over proposals, a proposal with its comments."""

from dataclasses import dataclass

from flask import Flask

from bench import measuring
from bench.databases import filled, running, server_pid
from bench.dataset.sizes import debated, growing
from bench.keeping import keep
from bench.load.requests import NOBODY
from bench.measuring import Clock, Contents, Timed
from bench.pages import Page, path, proposal_with
from bench.processes import resident_bytes
from bench.speed import house
from consult.kernel.db import db

PROPOSALS = (1_000, 10_000, 100_000)
COMMENTS = (50, 500, 5_000)
ORDERS = ("random", "newest", "supported", "discussed")


@dataclass(frozen=True, slots=True)
class Step:
    """One page at one size; ``memory``: bytes of the largest worker after it."""

    what: str
    size: int
    timed: Timed
    contents: Contents
    memory: int


def run(dialect: str) -> None:
    """Measure all sizes of one database and keep what was found."""
    with running(dialect) as template:
        steps = []
        for size in PROPOSALS:
            url = filled(template, f"proposals_{size}", growing(size)).url
            wanted = {f"list, {order}": path(f"proposals?sort={order}") for order in ORDERS}
            steps += _steps(url, size, wanted, server_pid(dialect))
        url = filled(template, "debated", debated(max(COMMENTS))).url
        for size in COMMENTS:
            steps += _steps(url, size, {"proposal by its comments": None}, server_pid(dialect))
    keep("growth", dialect, {"steps": steps})


def _steps(url: str, size: int, wanted: dict[str, str | None], database_pid: int | None) -> list[Step]:
    """Pages by their names; None for the address of the proposal with ``size`` comments."""
    steps = []
    with house(url, anew=True) as (app, server):
        clock = Clock(server, database_pid)
        for name, where in wanted.items():
            page = Page(f"{name}, {size}", where or _debated(app, size), [NOBODY], signed_in=False)
            inside = measuring.contents(app, page)
            timed = clock.page(measuring.requests(page))
            memory = max(map(resident_bytes, server.workers))
            steps.append(Step(name, size, timed, inside, memory))
    return steps


def _debated(app: Flask, size: int) -> str:
    with app.app_context():
        found = path(f"proposals/{proposal_with(size)}")
        db.session.remove()
    return found
