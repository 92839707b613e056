"""Official terms keep their official names, addresses and marks stay, and people's words come first."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.cli.translating import Translating
from consult.gateways import pages
from consult.gateways.translator import BadAnswer
from consult.kernel.actor import SYSTEM, Actor, Role
from consult.kernel.db import db, writing
from consult.kernel.territory import territory
from consult.models.proposals import Proposal
from consult.models.translations import Translation
from consult.queries.translations import reading
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import MEMORY
from consult.services import proposals as proposal_deeds
from consult.services import translations
from consult.services.translations import TranslationFields
from consult.services.translations.paragraphs import paragraphs, put_together
from consult.services.translations.terms import missing_terms, shielded
from consult.services.translations.wording import Order, worded
from tests.factories import people, proposals
from tests.support.translating import toy

MARKED = """## Notre idée pour le chantier

- Plantons un verger, voir [le plan](https://example.org/plan_du_chantier?a=1&b=2).
  1. avec les écoles
> Les enfants pourraient planter des arbres, dit https://example.org/chantier.

---
Écrivez à verger@example.org"""


class Toy:
    """A service without a network: ``broken`` changes its words before they leave."""

    name = "toy"

    def __init__(self, broken: tuple[str, str] = ("", "")) -> None:
        self.broken = broken
        self.asked: list[str] = []

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        self.asked += texts
        return [toy(text).replace(*self.broken) if self.broken[0] else toy(text) for text in texts]


def order(body: str, title: str | None = None) -> Order:
    return Order(title, body, "fr", "de", {})


def test_chantier_is_never_a_building_site() -> None:
    assert toy("Le chantier") == "der Baustelle"
    made = worded(order("Le chantier. Les chantiers. CHANTIER", "Chantier pour tous les enfants"), Toy())
    assert "Baustelle" not in f"{made.title} {made.body}"
    assert made.title == "Handlungsfeld für alle die Kinder"
    assert made.body == "der Handlungsfeld. die Handlungsfelder. Handlungsfeld"


@pytest.mark.parametrize(("source", "target"), [("fr", "de"), ("de", "fr")])
def test_every_official_term_comes_back_in_the_right_number(source: str, target: str) -> None:
    everyday = pages.everyday_terms(source)
    for term in pages.glossary():
        if term.key in everyday:
            continue
        for words in (term.word, term.plural):
            if words[source] and term.word[source] != term.plural[source]:
                hidden = shielded(f"Ici : {words[source]}.", source, target)
                shown = hidden.opened(hidden.text)
                expected = (words[target] or term.word[target]).split(" (")[0]
                assert expected in shown, (term.key, shown)
                assert not missing_terms(words[source], shown, source, target)


def test_german_endings_are_known() -> None:
    hidden = shielded("Die Ziele des Handlungsfeldes und aller Handlungsfeldern", "de", "fr")
    assert sorted(hidden.behind.values()) == ["chantier", "chantiers"]


def test_everyday_words_and_foreign_languages_are_left_alone() -> None:
    assert shielded("Nous voudrions pouvoir planter un verger.", "fr", "de").behind == {}
    assert shielded("De Chantier zu Metz", "lb", "de").behind == {}
    assert shielded("QX1XQ au chantier", "fr", "de").behind == {}


def test_lost_placeholders_are_sent_again_without_and_another_name_is_not_believed() -> None:
    forgetful = Toy(("QX", "Q "))
    with pytest.raises(BadAnswer, match="official term"):
        worded(order("Le chantier pour tous les enfants de l’école voisine"), forgetful)
    assert len(forgetful.asked) == 2
    assert "QX" not in forgetful.asked[1]
    (missing,) = missing_terms("Le chantier", toy("Le chantier"), "fr", "de")
    assert (missing.written, missing.expected) == ("chantier", "Handlungsfeld")
    assert not missing_terms("Le chantier", "Die Handlungsfelder", "fr", "de")
    assert not missing_terms("https://example.org/chantier", "nichts", "fr", "de")


def test_marks_and_addresses_stay() -> None:
    made = worded(order(MARKED), Toy())
    before, after = MARKED.split("\n"), made.body.split("\n")
    assert len(before) == len(after)
    assert after[0].startswith("## ")
    assert after[2].startswith("- wir pflanzen")
    assert "](https://example.org/plan_du_chantier?a=1&b=2)." in after[2]
    assert after[3].startswith("  1. mit ")
    assert after[4].startswith("> die Kinder")
    assert "https://example.org/chantier." in after[4]
    assert after[6] == "---"
    assert "verger@example.org" in after[7]
    assert paragraphs("Un", "- 👍\n\n42") == ["Un"]
    assert put_together("42", "👍\n- a", ["b"]) == ("42", "👍\n- b")


@pytest.mark.parametrize(
    "broken", [("](", "] ("), ("https", "http"), ("Streuobstwiese", "<b>Streuobstwiese</b>"), ("die", "- ")]
)
def test_a_service_that_breaks_marks_or_addresses_is_not_believed(broken: tuple[str, str]) -> None:
    text = "les enfants : un verger [ici](https://example.org) QX9XQ"  # the last keeps placeholders away
    assert worded(order(text), Toy())
    with pytest.raises(BadAnswer):
        worded(order(text), Toy(broken))


def test_very_long_texts_and_texts_without_words() -> None:
    with pytest.raises(BadAnswer, match="too many"):
        worded(order("un\n" * 300), Toy())
    assert worded(order("👍 42"), Toy()) is None
    long = worded(order("un verger", "verger " * 14), Toy())
    assert len(long.title) <= 100
    assert long.title.endswith("…")


FIRST = "Plantons des arbres fruitiers le long du chemin, avec les écoles du quartier."
SECOND = "Les enfants pourraient planter ces arbres au printemps, avec les associations."
BY_HAND = (
    "Setzen wir Obstbäume an den Weg, mit den Schulen.",
    "Die Kinder pflanzen sie im Frühjahr.",
)


def published(body: str, title: str = "Un verger pour tous") -> Proposal:
    proposal = proposals.published(title=title, body=body)
    db.session.commit()
    return proposal


def an_editor() -> Actor:
    actor = people.actor(people.with_role(Role.EDITOR))
    db.session.commit()
    return actor


def by_hand(proposal: Proposal, body: str) -> Translation:
    subject, editor = Subject(SubjectKind.PROPOSAL, proposal.id), an_editor()
    with writing():
        return translations.propose(editor, subject, TranslationFields("de", 1, body, "Eine Wiese mit Obst"))


def translate(translator: Toy) -> None:
    Translating(translator).everything()
    db.session.expire_all()


def test_what_people_translated_is_not_asked_again(app: Flask) -> None:
    by_hand(published(f"{FIRST}\n\n- {SECOND}"), f"{BY_HAND[0]}\n\n- {BY_HAND[1]}")
    same = published(f"1. {SECOND}\n\n{FIRST}")
    partly = published(f"{FIRST}\nUn verger au printemps.")
    service = Toy()
    translate(service)
    got = reading(same, "de")
    assert (got.title, got.body) == ("Eine Wiese mit Obst", f"1. {BY_HAND[1]}\n\n{BY_HAND[0]}")
    assert (got.by.provider, got.by.origin.value, got.by.reviewed) == (MEMORY, "machine", False)
    assert reading(partly, "de").body.split("\n")[0] == BY_HAND[0]
    assert reading(partly, "de").by.provider == "toy"
    assert service.asked == ["Un verger au printemps."]


def test_the_memory_forgets_what_is_refused_withheld_or_a_machines(app: Flask) -> None:
    editor = an_editor()
    refused = by_hand(published(FIRST), BY_HAND[0])
    with writing():
        translations.refuse(editor, refused.id, "Ein Satz fehlt.")
    withheld = published(SECOND, "Un verger encore")
    by_hand(withheld, BY_HAND[1])
    with writing():
        hidden = db.session.get_one(Proposal, withheld.id)
        proposal_deeds.set_visibility(SYSTEM, hidden, Visibility.HIDDEN)
    uneven = published(f"{FIRST}\nUn verger.", "Un autre verger")
    by_hand(uneven, BY_HAND[0])
    first = Toy()
    translate(first)
    again = published(f"{FIRST}\n{SECOND}", "Un verger neuf")
    second = Toy()
    translate(second)
    assert {FIRST, SECOND} <= {text.replace("QX1XQ", "") for text in second.asked}
    row = db.session.scalars(sa.select(Translation).filter_by(proposal_id=again.id)).one()
    with writing():
        translations.accept(editor, row.id, title=row.title, body=f"{BY_HAND[0]}\n{BY_HAND[1]}")
    third = Toy()
    approved = published(f"{SECOND}\n{FIRST}", "Un verger neuf")
    translate(third)
    assert third.asked == []
    assert reading(approved, "de").body == f"{BY_HAND[1]}\n{BY_HAND[0]}"
    assert territory().languages == ("fr", "de")
