"""The search tables follow what everybody may read, in the deeds' own transactions."""

from typing import Any

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.text.tokens import index_tokens
from consult.models.proposals import Proposal
from consult.models.search import SearchEntry, SearchText
from consult.queries import proposals as queries
from consult.queries import search as search_queries
from consult.rules.lifecycle import Visibility
from consult.rules.search import SearchKind
from consult.services import proposals, search
from consult.services.search import Found, Text
from tests.factories import people
from tests.factories import proposals as stories


def entries(kind: SearchKind | None = None) -> list[SearchEntry]:
    db.session.flush()
    found = sa.select(SearchEntry).order_by(SearchEntry.id)
    return list(db.session.scalars(found if kind is None else found.where(SearchEntry.kind == kind)))


def texts(entry: SearchEntry) -> dict[str, str]:
    found = sa.select(SearchText.language, SearchText.title).where(SearchText.entry_id == entry.id)
    return {row.language: row.title for row in db.session.execute(found)}


def published(title: str = "Un verger pour tous", **values: Any) -> Proposal:
    """Published through the deed, so that it is in the search tables."""
    proposal = stories.submitted(title=title, **values)
    proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    db.session.flush()
    return proposal


def found(text: str) -> list[int]:
    matching = search_queries.mentions(SearchKind.PROPOSAL, Proposal.id, text)
    return list(db.session.scalars(sa.select(Proposal.id).where(matching).order_by(Proposal.id)))


def test_a_draft_is_not_findable_and_a_published_text_is(app):
    stories.draft()
    stories.submitted()
    assert entries() == []
    proposal = published(commune_insee="57463")
    (row,) = entries()
    assert (row.key, row.object_id, row.language) == (str(proposal.id), proposal.id, "fr")
    assert (row.chantier_number, row.commune_insee, row.status) == (4, "57463", "published")
    assert {"verg", "verger"} <= set(row.title_terms.split()) < set(row.text_terms.split())


def test_it_disappears_when_hidden_and_comes_back(app):
    proposal = published()
    proposals.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
    assert entries() == []
    proposals.set_visibility(SYSTEM, proposal, Visibility.VISIBLE)
    assert len(entries()) == 1
    proposals.set_visibility(SYSTEM, proposal, Visibility.REMOVED)
    assert entries() == []


def test_it_disappears_when_withdrawn(app):
    author = people.participant()
    proposal = published(author=author)
    proposals.withdraw(people.actor(author), proposal.id)
    assert entries() == []
    assert found("verger") == []


def test_a_refused_deed_leaves_the_tables_as_they_were(app):
    proposal = published()
    before = entries()[0].text_terms
    refused = db.session.begin_nested()
    search.index(SearchKind.PROPOSAL, proposal.id, [Text("fr", "Tout autre", "chose")], Found(proposal.id))
    db.session.flush()
    refused.rollback()
    db.session.expire_all()
    assert entries()[0].text_terms == before
    assert found("verger") == [proposal.id]


def test_one_thing_in_two_languages_is_one_entry_with_two_texts(app):
    french = Text("fr", "Un verger", "Des arbres")
    search.index(SearchKind.ACTION, 7, [french, Text("de", "Eine Streuobstwiese", "Bäume")], Found(7))
    search.index(SearchKind.ACTION, 7, [french, Text("de", "Ein Obstgarten", "Bäume")], Found(7))
    (entry,) = entries()
    assert texts(entry) == {"fr": "Un verger", "de": "Ein Obstgarten"}
    assert {"verger", "obstgart"} <= set(entry.title_terms.split())
    assert "streuobstwies" not in entry.text_terms.split()
    search.forget(SearchKind.ACTION, 7)
    assert entries() == []
    assert not db.session.scalars(sa.select(SearchText)).all()


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
        ("ve", False),
        ("ver", True),
        ("Streuobstwiese", True),
        ("'; DROP TABLE proposal; --", False),
        ('" OR 1=1 NEAR/3 *', False),
        ("title_terms : zzz", False),
        ("", False),
    ],
)
def test_words_are_found_and_wildcards_are_plain_signs(app, words, finds):
    proposal = published()
    assert found(words) == ([proposal.id] if finds else [])


def test_german_texts_are_found_by_german_forms(app):
    body = "Die Gemeinden an der Grenze pflanzen Streuobstwiesen und pflegen die alten Wege gemeinsam. " * 2
    proposal = published("Straßenbäume an der Grenze", body=body, language="de")
    for words in ("Streuobstwiese", "strassenbaum", "STRASSENBÄUME Gemeinde", "Strassenbaeume", "Baum"):
        assert found(words) == [proposal.id], words


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("vélo", "VELOS", "fr"),
        ("élu", "élus", "fr"),
        ("lieu", "lieux", "fr"),
        ("jeu", "jeux", "fr"),
        ("eau", "eaux", "fr"),
        ("bureau", "bureaux", "fr"),
        ("travail", "travaux", "fr"),
        ("verger", "vergers", "fr"),
        ("loisir", "loisirs", "fr"),
        ("Straße", "Strasse", "de"),
        ("Bäume", "Baeume", "de"),
        ("Fußgänger", "Fussgaenger", "de"),
        ("Öl", "Oel", "de"),
        ("Tür", "Tuer", "de"),
        ("cœur", "coeur", "fr"),
    ],
)
def test_either_form_finds_the_other(app, one, other, language):
    for number, (written, typed) in enumerate(((one, other), (other, one), (one, one))):
        search.index(SearchKind.PLACE, number, [Text(language, written, "")], Found(number))
        db.session.flush()
        result = search_queries.results(search_queries.Asked(typed, "fr"))
        assert str(number) in {hit.key for hit in result.hits}, (written, typed)


def test_french_words_are_not_taken_for_umlauts(app):
    assert index_tokens("jouer dans la rue", "fr") == {"jouer", "jou", "dans", "dan", "la", "rue", "ru"}
    search.index(SearchKind.PLACE, 1, [Text("de", "Mut und Jor", "")], Found(1))
    db.session.flush()
    for typed in ("jouer", "vue"):
        assert search_queries.results(search_queries.Asked(typed, "fr")).total == 0
