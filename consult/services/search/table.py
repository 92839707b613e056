"""Deeds keep the search tables true here, in their own transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.text.analysis import terms
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


def index(kind: SearchKind, key: str | int, texts: Sequence[Text], found: Found) -> None:
    """Make a public thing findable in each of its ``texts``; the latest call for it wins."""
    row = search.entry(kind, str(key))
    if row is None:
        row = SearchEntry(kind=kind, key=str(key), texts=[])
        db.session.add(row)
    for name in Found.__slots__:
        setattr(row, name, getattr(found, name))
    row.score = score(kind, found.happened_at.date() if found.happened_at else None)
    row.title_terms = _together(terms(text.title, text.language) for text in texts)
    row.text_terms = _together(terms(f"{text.title}\n{text.body}", text.language) for text in texts)
    row.learned = False
    row.changed_at = now()
    kept = {text.language: text for text in row.texts}
    row.texts = [
        _written(kept.get(text.language) or SearchText(language=text.language), text) for text in texts
    ]


def _together(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)


def _written(row: SearchText, text: Text) -> SearchText:
    row.title, row.body, row.translated = text.title[:TITLE_LENGTH], text.body, text.translated
    row.terms = terms(f"{text.title}\n{text.body}", text.language)
    return row


def forget(kind: SearchKind, key: str | int) -> None:
    """Make a thing unfindable at once, in every language."""
    search.forget(kind, str(key))
