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

FILE = Path(__file__).resolve().parent.parent / "tests" / "data" / "search_queries.yaml"
FIRST = 10
Key = tuple[SearchKind, str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """``finds``: names of things, see the file."""

    about: str
    words: str
    reader: str
    finds: tuple[str, ...]


def labelled() -> list[Labelled]:
    """Every query of the file, in its order."""
    groups = yaml.safe_load(FILE.read_text("utf-8"))
    return [
        Labelled(about, each["q"], each["reader"], tuple(each["finds"]))
        for about, queries in groups.items()
        for each in queries
    ]


@dataclass(frozen=True, slots=True)
class Recall:
    """What the first ten hold of what they must, and which things they lack."""

    wanted: int
    missing: tuple[tuple[Labelled, str], ...]

    @property
    def share(self) -> float:
        return 1 - len(self.missing) / self.wanted


def recall() -> Recall:
    """Asks every query of the current application's database; unknown names are a ``KeyError``."""
    names = _names()
    wanted, missing = 0, []
    for query in labelled():
        found = {key_of(hit) for hit in results(Asked(query.words, query.reader)).hits[:FIRST]}
        for name in query.finds:
            wanted += 1
            if not _called(names, name) & found:
                missing.append((query, name))
    return Recall(wanted, tuple(missing))


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
