"""The search tables are filled here with many texts at once, with the demonstration beneath them."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click
import sqlalchemy as sa

from bench.texts import Invented, invented
from consult.kernel.clock import now
from consult.kernel.db import db, dialect_name, writing
from consult.kernel.text.analysis import terms
from consult.kernel.text.tokens import index_tokens
from consult.models.search import SearchEntry, SearchText
from consult.models.territory import Commune
from consult.rules.search import AuthorKind, SearchKind, score
from consult.services import search

BATCH = 1_000
AUTHORS = list(AuthorKind)
#: The numbers of these texts begin beyond those of real ones.
FIRST = 1_000_000


def fill(count: int) -> None:
    """Add the texts to the programme and the demonstration of the current application's database."""
    communes = list(db.session.scalars(sa.select(Commune.insee).order_by(Commune.insee)))
    texts = invented(count, communes)
    with click.progressbar(length=count, label=f"{dialect_name()}: texts") as bar:
        for batch in _batches(texts):
            with writing():
                _insert(batch)
            bar.update(len(batch))
    _learn(count)
    _settle()


def _batches(texts: Iterator[Invented]) -> Iterator[list[Invented]]:
    while batch := list(islice(texts, BATCH)):
        yield batch


def _insert(batch: list[Invented]) -> None:
    db.session.execute(sa.insert(SearchEntry), [_entry(text) for text in batch])
    ids = dict(
        db.session.execute(
            sa.select(SearchEntry.object_id, SearchEntry.id).where(
                SearchEntry.object_id.in_([FIRST + text.number for text in batch])
            )
        ).all()
    )
    rows = [row for text in batch for row in _texts(text, ids[FIRST + text.number])]
    db.session.execute(sa.insert(SearchText), rows)


def _kind(text: Invented) -> SearchKind:
    return SearchKind.COMMENT if text.number % 3 else SearchKind.PROPOSAL


def _entry(text: Invented) -> dict[str, Any]:
    kind = _kind(text)
    title = index_tokens(text.title, text.language) if kind is SearchKind.PROPOSAL else frozenset()
    body = index_tokens(text.body, text.language)
    other = index_tokens(text.translation, "de" if text.language == "fr" else "fr")
    return {
        "kind": kind,
        "key": str(FIRST + text.number),
        "object_id": FIRST + text.number,
        "parent_id": FIRST + text.number // 3 * 3 if kind is SearchKind.COMMENT else None,
        "language": text.language,
        "chantier_number": text.chantier,
        "commune_insee": text.commune,
        "status": "published" if kind is SearchKind.PROPOSAL else None,
        "author_kind": AUTHORS[text.author],
        "happened_at": text.happened_at,
        "score": score(kind, text.happened_at.date()),
        "title_terms": " ".join(sorted(title)),
        "text_terms": " ".join(sorted(title | body | other)),
        "learned": False,
        "changed_at": now(),
    }


def _texts(text: Invented, entry_id: int) -> Iterator[dict[str, Any]]:
    title = text.title if _kind(text) is SearchKind.PROPOSAL else ""
    other = "de" if text.language == "fr" else "fr"
    for language, body in ((text.language, text.body), (other, text.translation)):
        if body:
            yield {
                "entry_id": entry_id,
                "language": language,
                "title": title,
                "body": body,
                "terms": terms(f"{title}\n{body}", language),
                "translated": language != text.language,
            }


def _learn(count: int) -> None:
    with click.progressbar(length=count, label=f"{dialect_name()}: words") as bar:
        while True:
            with writing():
                learned = search.learn(BATCH)
            if not learned:
                return
            bar.update(learned)


def _settle() -> None:
    """What both databases do by themselves in quiet hours."""
    db.session.remove()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE" if dialect_name() == "postgresql" else "ANALYZE"))
