"""Deeds keep the search tables true here, in their own transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.text.analysis import terms
from consult.kernel.text.tokens import index_tokens
from consult.models.search import SearchEntry, SearchText
from consult.queries import search
from consult.rules.search import AuthorKind, SearchKind, score

TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Text:
    """What can be found of a thing in one language; ``translated`` when it is not what its author wrote."""

    language: str
    title: str
    body: str
    translated: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What the results and filters need of a thing: see ``SearchEntry``, whose columns these are."""

    object_id: int | None = None
    parent_id: int | None = None
    language: str | None = None
    chantier_number: int | None = None
    commune_insee: str | None = None
    status: str | None = None
    author_kind: AuthorKind = AuthorKind.AUTHORITY
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """What is to be found of one kind, by what its address is made of."""

    key: str | int
    texts: Sequence[Text]
    found: Found


def index(kind: SearchKind, key: str | int, texts: Sequence[Text], found: Found) -> None:
    """Make a public thing findable in each of its ``texts``; the latest call for it wins."""
    index_all(kind, [Thing(key, texts, found)])


def index_all(kind: SearchKind, things: Iterable[Thing]) -> None:
    """The same for many of one kind, in few statements."""
    wanted = {str(thing.key): thing for thing in things}
    known = search.entries(kind, list(wanted))
    for key, thing in wanted.items():
        row = known.get(key)
        if row is None:
            row = SearchEntry(kind=kind, key=key, texts=[])
            db.session.add(row)
        _write(row, thing)


def _write(row: SearchEntry, thing: Thing) -> None:
    for name in Found.__slots__:
        setattr(row, name, getattr(thing.found, name))
    happened_at = thing.found.happened_at
    row.score = score(row.kind, happened_at.date() if happened_at else None)
    row.title_terms = _together(index_tokens(text.title, text.language) for text in thing.texts)
    row.text_terms = _together(index_tokens(_all_of(text), text.language) for text in thing.texts)
    row.learned = False
    row.changed_at = now()
    kept = {text.language: text for text in row.texts}
    row.texts = [_written(kept.get(text.language) or SearchText(), text) for text in thing.texts]


def _together(parts: Iterator[frozenset[str]]) -> str:
    """All tokens once, in the same order on every machine."""
    return " ".join(sorted(frozenset().union(*parts)))


def _all_of(text: Text) -> str:
    return f"{text.title}\n{text.body}"


def _written(row: SearchText, text: Text) -> SearchText:
    row.language, row.translated = text.language, text.translated
    row.title, row.body = text.title[:TITLE_LENGTH], text.body
    row.terms = terms(_all_of(text), text.language)
    return row


def forget(kind: SearchKind, key: str | int) -> None:
    """Make a thing unfindable at once, in every language."""
    forget_all(kind, [key])


def forget_all(kind: SearchKind, keys: Iterable[str | int]) -> None:
    """The same for many of one kind, in few statements."""
    search.forget(kind, [str(key) for key in keys])
