"""How fast a search answers: the labelled queries, plain and narrowed, over many texts on both databases."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask

from bench.databases import DATA
from bench.filling import fill
from bench.keeping import keep
from consult.app import create_app
from consult.kernel.db import db
from consult.queries.search import Asked, results
from consult.rules.search import AuthorKind, SearchKind
from tests.support import demonstration
from tests.support.databases import settings
from tests.support.labelled import Recall, labelled, recall
from tests.support.postgres import server

TEXTS = 100_000
#: Milliseconds that half of the queries may take.
TARGETS = {"sqlite": 15.0, "postgresql": 40.0}
ROUNDS = 3
NARROWINGS: tuple[dict[str, object], ...] = (
    {"kind": SearchKind.PROPOSAL},
    {"chantier": 4},
    {"language": "de"},
    {"author": AuthorKind.NEIGHBOUR},
)


@dataclass(frozen=True, slots=True)
class Timing:
    """``milliseconds``: the median of some rounds; ``total``: how many things were found."""

    asked: str
    milliseconds: float
    total: int


@dataclass(frozen=True, slots=True)
class Measured:
    """All timings of one database; ``recalls``: of the queries that words were added for, and the held out,
    over the demonstration alone."""

    dialect: str
    recalls: tuple[Recall, Recall]
    plain: tuple[Timing, ...]
    narrowed: tuple[Timing, ...]


def run(dialect: str) -> None:
    """Fill, ask, and keep what was found."""
    DATA.mkdir(exist_ok=True)
    keep("search", dialect, _told(_measure(dialect, TEXTS)))


def _measure(dialect: str, count: int) -> Measured:
    with _database(dialect) as app, app.app_context():
        demonstration.fill()
        recalls = recall(held_out=False), recall(held_out=True)
        fill(count)
        queries = [Asked(query.words, query.reader) for query in labelled()]
        for asked in queries:
            _time(asked)  # the caches of the process and of the database are warm in a running house
        narrowed = [
            Asked(asked.words, asked.reader, **NARROWINGS[at % len(NARROWINGS)])  # type: ignore[arg-type]
            for at, asked in enumerate(queries)
        ]
        plain = tuple(_timing(asked) for asked in queries)
        measured = Measured(dialect, recalls, plain, tuple(_timing(asked) for asked in narrowed))
        db.session.remove()
        db.engine.dispose()
    return measured


@contextmanager
def _database(dialect: str) -> Iterator[Flask]:
    if dialect == "postgresql":
        with server() as url:
            yield create_app(settings(url % "postgres", DATA))
        return
    file = DATA / "bench.sqlite"
    for old in DATA.glob("bench.sqlite*"):
        old.unlink()
    yield create_app(settings(f"sqlite:///{file}", DATA))


def _timing(asked: Asked) -> Timing:
    times = [_time(asked) for _ in range(ROUNDS)]
    return Timing(asked.words, statistics.median(each for each, _ in times), times[0][1])


def _time(asked: Asked) -> tuple[float, int]:
    begun = time.perf_counter()
    total = results(asked).total
    elapsed = (time.perf_counter() - begun) * 1_000
    db.session.rollback()
    db.session.expunge_all()
    return elapsed, total


def _told(measured: Measured) -> dict[str, object]:
    """Milliseconds at the middle and near the end, the slowest queries, and how many things were recalled."""
    slowest = sorted(measured.plain, key=lambda timing: -timing.milliseconds)[:10]
    return {
        "texts": TEXTS,
        "target": TARGETS[measured.dialect],
        "plain": _summary(measured.plain),
        "narrowed": _summary(measured.narrowed),
        "slowest": slowest,
        "recalls": [
            {"queries": each.queries, "wanted": each.wanted, "share": each.share} for each in measured.recalls
        ],
    }


def _summary(timings: tuple[Timing, ...]) -> dict[str, float]:
    totals = [each.total for each in timings]
    times = [each.milliseconds for each in timings]
    return {
        "queries": len(timings),
        "p50": statistics.median(times),
        "p95": statistics.quantiles(times, n=20)[-1],
        "found": statistics.median(totals),
        "most": max(totals),
    }
