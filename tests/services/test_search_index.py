"""The search table follows what everybody may read, in the deeds' own transactions."""

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.models.search import SearchDocument
from consult.queries import proposals as queries
from consult.queries import search as search_queries
from consult.rules.lifecycle import Visibility
from consult.services import proposals, search
from tests.factories import people
from tests.factories import proposals as stories


def documents() -> list[SearchDocument]:
    db.session.flush()
    return list(db.session.scalars(sa.select(SearchDocument).order_by(SearchDocument.id)))


def published(title: str = "Un verger pour tous", **values: object) -> Proposal:
    """Published through the deed, so that it is in the search table."""
    proposal = stories.submitted(title=title, **values)
    proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    db.session.flush()
    return proposal


def found(text: str) -> list[int]:
    matching = search_queries.mentions("proposal", Proposal.id, text)
    return list(db.session.scalars(sa.select(Proposal.id).where(matching).order_by(Proposal.id)))


def test_a_draft_is_not_findable_and_a_published_text_is(app):
    stories.draft()
    stories.submitted()
    assert documents() == []
    proposal = published(commune_insee="57463")
    (row,) = documents()
    assert (row.object_id, row.language, row.chantier_number, row.commune_insee) == (
        proposal.id,
        "fr",
        4,
        "57463",
    )
    assert " verg " in f" {row.terms} "


def test_it_disappears_when_hidden_and_comes_back(app):
    proposal = published()
    proposals.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
    assert documents() == []
    proposals.set_visibility(SYSTEM, proposal, Visibility.VISIBLE)
    assert len(documents()) == 1
    proposals.set_visibility(SYSTEM, proposal, Visibility.REMOVED)
    assert documents() == []


def test_it_disappears_when_withdrawn(app):
    author = people.participant()
    proposal = published(author=author)
    proposals.withdraw(people.actor(author), proposal.id)
    assert documents() == []


def test_a_refused_deed_leaves_the_table_as_it_was(app):
    proposal = published()
    before = documents()[0].terms
    refused = db.session.begin_nested()
    search.index("proposal", proposal.id, "fr", "Tout autre", "chose")
    db.session.flush()
    refused.rollback()
    db.session.expire_all()
    assert documents()[0].terms == before


def test_one_thing_in_two_languages_has_two_rows(app):
    search.index("action", 7, "fr", "Un verger", "Des arbres", chantier=3)
    search.index("action", 7, "de", "Eine Streuobstwiese", "Bäume", chantier=3)
    search.index("action", 7, "de", "Ein Obstgarten", "Bäume", chantier=3)
    assert [(row.language, row.title) for row in documents()] == [
        ("fr", "Un verger"),
        ("de", "Ein Obstgarten"),
    ]
    search.forget("action", 7)
    assert documents() == []


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("verger", True),
        ("VERGERS", True),
        ("vergers écoles", True),
        ("ecole", True),
        ("verger piscine", False),
        ("verg%", True),
        ("verg_r", False),
        ("%", False),
        ("_", False),
        ("ver", False),
        ("'; DROP TABLE proposal; --", False),
        ('" OR 1=1 NEAR/3 *', False),
        ("", False),
    ],
)
def test_whole_words_are_found_and_wildcards_are_plain_signs(app, words, finds):
    proposal = published()
    assert found(words) == ([proposal.id] if finds else [])


def test_german_texts_are_found_by_german_forms(app):
    body = "Die Gemeinden an der Grenze pflanzen Streuobstwiesen und pflegen die alten Wege gemeinsam. " * 2
    proposal = published("Straßenbäume an der Grenze", body=body, language="de")
    for words in ("Streuobstwiese", "strassenbaum", "STRASSENBÄUME Gemeinde"):
        assert found(words) == [proposal.id], words
