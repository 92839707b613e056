"""Deeds keep the search table true here, in their own transaction."""

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.text.analysis import terms
from consult.models.search import SearchDocument
from consult.queries import search

TITLE_LENGTH = 200


def index(
    kind: str,
    object_id: int,
    language: str,
    title: str,
    text: str,
    chantier: int | None = None,
    commune: str | None = None,
) -> None:
    """Make ``title`` and ``text`` findable as written in ``language``; the latest call for it wins.

    A text in two languages is indexed once for each.
    """
    found = search.document(kind, object_id, language)
    if found is None:
        found = SearchDocument(kind=kind, object_id=object_id, language=language)
        db.session.add(found)
    found.title = title[:TITLE_LENGTH]
    found.terms = terms(f"{title}\n{text}", language)
    found.chantier_number = chantier
    found.commune_insee = commune
    found.changed_at = now()


def forget(kind: str, object_id: int) -> None:
    """Make a thing unfindable at once, in every language."""
    search.forget(kind, object_id)
