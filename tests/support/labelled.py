"""The labelled queries, and how many of the things they must find stand among the first ten."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import yaml

from consult.kernel.db import db
from consult.models.search import SearchEntry, SearchText
from consult.queries.search import Asked, Hit, results
from consult.rules.search import SearchKind

FILE = Path(__file__).resolve().parent.parent / "data" / "search_queries.yaml"
FIRST = 10
Key = tuple[SearchKind, str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """``finds``: names of things, see the file; ``at_most``: how many things may be found in all.

    ``held_out``: nothing was ever changed so that this one finds what it must.
    """

    about: str
    words: str
    reader: str
    finds: tuple[str, ...]
    at_most: int | None
    held_out: bool


def labelled() -> list[Labelled]:
    """Every query of the file, in its order."""
    groups = yaml.safe_load(FILE.read_text("utf-8"))
    return [
        Labelled(
            about,
            each["q"],
            each["reader"],
            tuple(each["finds"]),
            each.get("at_most"),
            each.get("held_out", False),
        )
        for about, queries in groups.items()
        for each in queries
    ]


@dataclass(frozen=True, slots=True)
class Recall:
    """What the first ten of some queries hold of what they must, and which things they lack."""

    queries: int
    wanted: int
    missing: tuple[tuple[Labelled, str], ...]

    @property
    def share(self) -> float:
        return 1 - len(self.missing) / self.wanted


def recall(*, held_out: bool) -> Recall:
    """Asks the current application's database the queries that are held out, or all the others; unknown names
    are a ``KeyError``."""
    names = _names()
    asked = [query for query in labelled() if query.held_out is held_out]
    missing = []
    for query in asked:
        found = {key_of(hit) for hit in results(Asked(query.words, query.reader)).hits[:FIRST]}
        missing += [(query, name) for name in query.finds if not _called(names, name) & found]
    return Recall(len(asked), sum(len(query.finds) for query in asked), tuple(missing))


def too_many() -> dict[str, int]:
    """How many things are found by each query that finds more than it may."""
    limits = {query: query.at_most for query in labelled() if query.at_most is not None}
    totals = {query: results(Asked(query.words, query.reader)).total for query in limits}
    return {query.words: total for query, total in totals.items() if total > limits[query]}


def key_of(hit: Hit) -> Key:
    return hit.kind, hit.key


def _called(names: list[tuple[str, Key]], name: str) -> set[Key]:
    found = {key for known, key in names if known.startswith(_plain(name))}
    if not found:
        raise KeyError(name)
    return found


def _names() -> list[tuple[str, Key]]:
    return list(_read_names())


def _read_names() -> Iterator[tuple[str, Key]]:
    """Each thing by its title or the beginning of its text; an answer by its proposal's title."""
    rows = db.session.execute(
        sa.select(SearchEntry, SearchText).join(SearchText, SearchText.entry_id == SearchEntry.id)
    ).all()
    titles: dict[int | None, set[str]] = {}
    for entry, text in rows:
        if entry.kind is SearchKind.PROPOSAL:
            titles.setdefault(entry.object_id, set()).add(text.title)
    for entry, text in rows:
        called = titles[entry.parent_id] if entry.kind is SearchKind.ANSWER else {text.title or text.body}
        for name in called:
            yield f"{entry.kind.value}: {_plain(name)}", (entry.kind, entry.key)


def _plain(name: str) -> str:
    """Of all the blanks that typography knows, one."""
    return " ".join(name.split())
