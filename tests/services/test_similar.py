"""Similar texts: which are found, by which words, in which language, and which never appear."""

import pytest

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.queries.proposals import Alike
from consult.rules.lifecycle import Visibility
from consult.rules.similarity import Why
from consult.services import proposals
from tests.factories import people
from tests.factories import proposals as stories
from tests.support.statements import counted

HIVES = "Installons des ruches avec les apiculteurs voisins, sur les toits et dans les jardins. "
ORCHARD = "Planter des arbres fruitiers\navec les écoles et les associations"


def published(title: str, body: str = stories.BODY, language: str = "fr", **values: object) -> Proposal:
    """Published through the deed, so that it is in the search table."""
    proposal = stories.submitted(title=title, body=body, language=language, **values)
    proposals.publish(SYSTEM, proposal, queries.newest_version(proposal))
    return proposal


def ids(found: list[Alike]) -> list[int]:
    return [alike.card.id for alike in found]


def told(alike: Alike) -> list[str]:
    return [f"{word.ours} / {word.theirs}" if word.ours else word.theirs for word in alike.words]


def test_they_share_telling_words(app):
    one = published("Un verger partagé près des écoles")
    two = published("Des ruches dans les jardins", HIVES * 3)
    assert ids(queries.similar(ORCHARD, "fr")) == [one.id]
    assert queries.similar(ORCHARD, "fr", but=one.id) == []
    assert queries.similar(ORCHARD, "fr", chantier=5) == []
    assert ids(queries.similar("ruches et apiculteurs", "fr")) == [two.id]
    assert queries.similar("arbre", "fr") == [], "one word is no likeness"
    assert queries.similar("", "fr") == []
    assert queries.similar("avec les pour dans sur", "fr") == [], "nor are words that everybody uses"


def test_the_shared_words_are_told_as_the_proposal_has_them(app):
    published("Un verger partagé près des écoles")
    (found,) = queries.similar(ORCHARD, "fr")
    assert found.why is Why.WORDS
    assert told(found)[0] == "associations"
    assert {"écoles", "arbres"} <= set(told(found))
    assert len(found.words) <= 6
    assert "avec" not in told(found)


def test_a_slip_of_the_pen_is_forgiven(app):
    one = published(
        "Un bibliobus pour les hameaux", "Le bibliobus rapprocherait la médiathèque des hameaux. " * 2
    )
    found = queries.similar("Un biblobus dans nos hammeaux", "fr")
    assert ids(found) == [one.id]
    assert told(found[0]) == ["biblobus / bibliobus", "hammeaux / hameaux"]


def test_the_other_language_is_found_through_the_lexicon(app):
    german = published(
        "Streuobstwiesen an den Schulen",
        "Neben den Schulen ist Platz für Obstbäume. Die Kinder ernten gemeinsam Äpfel und Mirabellen. ",
        "de",
    )
    text = "Un verger dans chaque école\nLes enfants récolteraient des pommes et des mirabelles."
    (found,) = queries.similar(text, "fr")
    assert (found.card.id, found.language, found.card.language) == (german.id, "fr", "de")
    assert "école / Schulen" in told(found)
    back = published("Un verger dans chaque école", text)
    text = f"{german.title}\n{german.body}"
    assert ids(queries.similar(text, "de", but=german.id)) == [back.id]


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.REMOVED])
def test_what_moderation_withholds_never_appears(app, visibility):
    one = published("Un verger partagé près des écoles")
    assert ids(queries.similar(ORCHARD, "fr")) == [one.id]
    proposals.set_visibility(SYSTEM, one, visibility)
    assert queries.similar(ORCHARD, "fr") == []


def test_what_its_author_took_back_or_never_sent_does_not_appear(app):
    author = people.participant()
    one = published("Un verger partagé près des écoles", author=author)
    stories.draft(title="Un verger partagé près des écoles")
    stories.submitted(title="Un verger partagé près des écoles")
    proposals.withdraw(people.actor(author), one.id)
    assert queries.similar(ORCHARD, "fr") == []


def test_one_statement_whatever_there_is(app):
    with counted() as none:
        queries.similar(ORCHARD, "fr")
    for number in range(12):
        published(f"Un verger partagé près des écoles {number}")
    db.session.flush()
    with counted() as many:
        found = queries.similar(ORCHARD, "fr", newest=5, limit=9)
    assert len(none) == len(many) == 1
    assert len(found) == 5, "older ones than the newest five are not compared"
