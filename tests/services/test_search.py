"""What a question finds, why, in which order; and that no sign typed means anything to the database."""

from typing import Any

import pytest
from flask import Flask

from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.translations import Translation
from consult.rules.search import AuthorKind, ReasonKind, SearchKind
from consult.rules.translations import Origin, TranslationState
from consult.services import search
from consult.services.search import Text
from tests.factories import comments
from tests.support.searching import ask, keys, learned, only, place, public
from tests.support.statements import counted


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        '" OR "1',
        "NEAR(verger, 3)",
        "title_terms : *",
        "^verger + -",
        "verger' | 'a",
        "a & !b <-> c",
        "\\",
        "%",
        "_",
        "verger\0x",
        "½ ⑴ ŉ ﬁ Ⅷ",
        "жук 日本 🐝",
        "* " * 5_000,
        "x" * 10_000,
        "verger " * 2_000,
        "",
    ],
)
def test_no_sign_typed_means_anything_to_the_database(app: Flask, typed: str) -> None:
    public("Un verger pour tous")
    found = ask(typed)
    assert found.total == len(found.hits) <= 1


def test_words_in_the_title_stand_before_words_in_the_text_before_what_means_them(app: Flask) -> None:
    place(1, Text("de", "Ein Garten", "mit einer Streuobstwiese"))
    place(2, Text("fr", "Un coin", "avec un verger"))
    place(3, Text("fr", "Le verger", "au bord"))
    assert keys(ask("verger")) == ["3", "2", "1"]


def test_equally_good_things_stand_by_kind_then_by_day(app: Flask) -> None:
    first, second = (public("Un verger", published_at=now()) for _ in range(2))
    older = public("Un verger", published_at=now().replace(year=2020))
    place(9, Text("fr", "Un verger", ""))
    assert keys(ask("verger")) == ["9", *map(str, (first.id, second.id, older.id))]


def test_all_words_are_wanted_but_for_the_empty_ones(app: Flask) -> None:
    place(1, Text("fr", "Le verger de la rue", ""))
    assert ask("un verger dans la rue").total == 1
    assert not ask("un verger dans la rue").partly
    assert ask("verger piscine").partly
    assert ask("la").total == 1  # there is nothing else to look for


@pytest.mark.parametrize(
    ("typed", "written", "kind", "found"),
    [
        ("Streuobstwiese", Text("fr", "Les vergers", ""), ReasonKind.GLOSSARY, "vergers"),
        ("bicyclette", Text("fr", "Un vélo", ""), ReasonKind.SYNONYM, "vélo"),
        ("piste cyclable", Text("de", "Der Radweg", ""), ReasonKind.SYNONYM, "Radweg"),
        ("Netz", Text("de", "Das Radwegenetz", ""), ReasonKind.COMPOUND, "Radwegenetz"),
        ("Radweg", Text("de", "Ein Weg mit dem Rad", ""), ReasonKind.COMPOUND, "Rad Weg"),
    ],
)
def test_a_reason_is_told_where_the_word_is_not_there(
    app: Flask, typed: str, written: Text, kind: ReasonKind, found: str
) -> None:
    place(1, written)
    (reason,) = only(ask(typed)).reasons
    assert (reason.kind, reason.asked, reason.found) == (kind, typed, found)


def test_no_reason_where_the_word_is_there_and_its_stems_are_set_apart(app: Flask) -> None:
    place(1, Text("fr", "Les vergers", "un petit verger"))
    for typed in ("verger", "VERGERS", "verg"):
        hit = only(ask(typed))
        assert (hit.reasons, hit.stems) == ((), {"verg"})


def test_a_translation_that_holds_the_word_is_named(app: Flask) -> None:
    proposal = public("Un jardin pour le quartier")
    row = Translation(
        proposal_id=proposal.id,
        version=1,
        language="de",
        title="Ein Hochbeet fürs Viertel",
        body="Mit den Nachbarn.",
        origin=Origin.MACHINE,
        provider="test",
        state=TranslationState.PROPOSED,
        created_at=now(),
    )
    db.session.add(row)
    search.proposals([proposal])
    assert ask("Hochbeet").total == 0  # nobody has accepted it
    row.state = TranslationState.SHOWN
    search.proposals([proposal])
    hit = only(ask("Hochbeet", "fr"))
    assert [(reason.kind, reason.found, reason.language) for reason in hit.reasons] == [
        (ReasonKind.TRANSLATION, "Hochbeet", "de")
    ]
    assert (hit.language, hit.title, hit.translated) == ("fr", proposal.title, False)
    german = only(ask("Hochbeet", "de"))
    assert (german.language, german.translated, german.written_in, german.reasons) == ("de", True, "fr", ())
    proposal.shown_version = 2  # the text has changed since
    search.proposals([proposal])
    assert ask("Hochbeet").total == 0


def test_a_comment_tells_what_it_stands_under(app: Flask) -> None:
    proposal = public("Un verger pour tous")
    comment = comments.written(proposal, body="Je possède une échelle de pompier, elle peut servir à tous.")
    hit = only(ask("échelle"))
    assert (hit.kind, hit.key, hit.parent_id) == (SearchKind.COMMENT, str(comment.id), proposal.id)
    assert hit.parent_title == proposal.title


FILTERS: list[tuple[dict[str, Any], bool]] = [
    ({"kind": SearchKind.PROPOSAL}, True),
    ({"kind": SearchKind.COMMENT}, False),
    ({"chantier": 4}, True),
    ({"chantier": 1}, False),
    ({"commune": "57463"}, True),
    ({"commune": "57039"}, False),
    ({"status": "published"}, True),
    ({"status": "answered"}, False),
    ({"language": "fr"}, True),
    ({"language": "de"}, False),
    ({"author": AuthorKind.RESIDENT}, True),
    ({"author": AuthorKind.NEIGHBOUR}, False),
    ({"since": today(), "until": today()}, True),
    ({"since": today().replace(year=2099)}, False),
    ({"until": today().replace(year=2019)}, False),
]


@pytest.mark.parametrize(("narrowing", "finds"), FILTERS)
def test_filters(app: Flask, narrowing: dict[str, Any], finds: bool) -> None:
    public("Un verger", commune_insee="57463", published_at=now())
    found = ask("verger", **narrowing)
    assert found.total == len(found.hits) == finds
    assert sum(found.kinds.values()) == (1 if "kind" in narrowing else finds)


def test_official_texts_are_in_every_language(app: Flask) -> None:
    place(1, Text("fr", "Le verger", ""), Text("de", "Die Streuobstwiese", ""))
    assert ask("verger", language="de").total == 1


def test_pages_follow_each_other_without_gap_or_repetition(app: Flask) -> None:
    for number in range(45):
        place(number, Text("fr", "Un verger" if number % 3 else "Un coin", "avec des vergers"))
    seen, after = [], None
    for size in (20, 20, 5):
        found = ask("verger", after=after)
        assert (len(found.hits), found.total) == (size, 45)
        seen += keys(found)
        after = found.after
    assert after is None
    assert len(set(seen)) == 45
    assert all(int(key) % 3 for key in seen[:30])
    with pytest.raises(Invalid, match="bad_cursor"):
        ask("verger", after="abc")


def test_five_statements_whatever_happens(app: Flask) -> None:
    for number in range(25):
        proposal = public(f"Un verger, numéro {number}", body="Des arbres et une prairie fleurie. " * 3)
    comments.written(proposal, body="Ce verger plaira à tout le monde, petits et grands réunis.")
    learned()
    for narrowing in ({}, {"kind": SearchKind.COMMENT}, {"chantier": 4, "since": today()}):
        with counted() as seen:
            assert ask("verger prairie arbre" if not narrowing else "verger", **narrowing) is not None
        assert len(seen) <= 5, seen
    with counted() as seen:
        ask("vregers arbers prairei")
    assert len(seen) <= 8, seen
    with counted() as seen:
        assert ask("vregers piscine toboggan échangeur plaira").partly
    assert len(seen) <= 8, seen


def test_a_synonym_is_not_sought_in_compounds(app: Flask) -> None:
    place(1, Text("de", "Das Fahrradnetz", ""))
    place(2, Text("de", "Das Fahrrad", ""))
    assert keys(ask("Velo", "de")) == ["2"]


@pytest.mark.parametrize(
    ("asked", "language", "text"),
    [
        ("bibliothèque", "fr", "Les arbres et les haies"),  # lesen
        ("Sicherheit", "de", "Man trifft sich"),
        ("sécurité", "fr", "Une fête sur la place"),  # sûr
        ("abeille", "fr", "Tout va bien"),  # Biene
        ("vue", "fr", "Nous avons vu"),
    ],
)
def test_a_stem_that_says_nothing_finds_nothing(app: Flask, asked: str, language: str, text: str) -> None:
    place(1, Text(language, text, ""))
    assert not ask(asked).total
