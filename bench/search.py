"""How fast a search answers: the labelled queries, plain and narrowed, over many texts on both databases."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask

from bench.filling import fill
from consult.app import create_app
from consult.kernel.db import db
from consult.queries.search import Asked, results
from consult.rules.search import AuthorKind, SearchKind
from tests.support import demonstration
from tests.support.databases import settings
from tests.support.labelled import Recall, labelled, recall
from tests.support.postgres import server

FOLDER = Path(__file__).resolve().parent
DATA = FOLDER / "data"
REPORT = FOLDER / "report.md"
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


def run(count: int) -> bool:
    """Fill, ask, write the report; whether the targets are met."""
    DATA.mkdir(exist_ok=True)
    measured = [_measure(dialect, count) for dialect in TARGETS]
    REPORT.write_text(_report(count, measured), encoding="utf-8")
    click.echo(REPORT.read_text("utf-8"))
    return all(_p50(each.plain) < TARGETS[each.dialect] for each in measured)


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


def _p50(timings: tuple[Timing, ...]) -> float:
    return statistics.median(each.milliseconds for each in timings)


def _p95(timings: tuple[Timing, ...]) -> float:
    return statistics.quantiles([each.milliseconds for each in timings], n=20)[-1]


def _report(count: int, measured: list[Measured]) -> str:
    lines = [
        f"# Search over {count:,} texts",
        "",
        "Milliseconds for a page of results: counts, order, twenty texts, reasons. Written by `make bench`.",
        "",
        "| database | queries | p50 | p95 | target (p50) | things found (median, most) |",
        "|---|---|---|---|---|---|",
    ]
    for each in measured:
        for name, timings in (("plain", each.plain), ("narrowed by a filter", each.narrowed)):
            totals = [timing.total for timing in timings]
            lines.append(
                f"| {each.dialect} | {len(timings)} {name} | {_p50(timings):.1f} | {_p95(timings):.1f} "
                f"| {TARGETS[each.dialect]:.0f} | {statistics.median(totals):.0f}, {max(totals)} |"
            )
    lines += ["", "## The slowest", "", "| database | query | ms | found |", "|---|---|---|---|"]
    for each in measured:
        slowest = sorted(each.plain, key=lambda timing: -timing.milliseconds)[:10]
        lines += [
            f"| {each.dialect} | {timing.asked} | {timing.milliseconds:.1f} | {timing.total} |"
            for timing in slowest
        ]
    return "\n".join([*lines, *_found(measured), ""])


def _found(measured: list[Measured]) -> Iterator[str]:
    yield from ("", "## Recall over the demonstration", "")
    yield "Of the things that labelled queries must find, so many stand among the first ten."
    yield from ("", "| database | queries | things | recall@10 |", "|---|---|---|---|")
    for each in measured:
        for name, group in zip(("", " held out"), each.recalls, strict=True):
            yield f"| {each.dialect} | {group.queries}{name} | {group.wanted} | {group.share:.2f} |"
