"""What a question finds, why, in which order; and that no sign typed means anything to the database."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.proposals import Proposal
from consult.models.search import SearchTrigram, SearchWord
from consult.models.translations import Translation
from consult.queries import comments as comment_queries
from consult.queries.search import Asked, Hit, Results, results
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.search import AuthorKind, ReasonKind, SearchKind
from consult.rules.translations import Origin, TranslationState
from consult.services import comments as comment_deeds
from consult.services import proposals as deeds
from consult.services import search
from consult.services.search import Found, Text
from tests.factories import comments, councils, proposals
from tests.support.statements import counted

BODY = "Nous voulons un lieu ouvert à toutes et à tous, avec les voisins."


def public(title: str, body: str = BODY, **values: Any) -> Proposal:
    proposal = proposals.published(title=title, body=body, **values)
    search.proposals([proposal])
    db.session.flush()
    return proposal


def place(number: int, *texts: Text, **found: Any) -> None:
    search.index(SearchKind.PLACE, number, texts, Found(number, **found))
    db.session.flush()


def ask(words: str, reader: str = "fr", **narrowing: Any) -> Results:
    db.session.flush()
    return results(Asked(words, reader, **narrowing))


def keys(found: Results) -> list[str]:
    return [hit.key for hit in found.hits]


def only(found: Results) -> Hit:
    (hit,) = found.hits
    return hit


def learned() -> None:
    while search.learn():
        pass
    db.session.flush()


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


def test_a_typing_error_is_mended_where_nothing_else_is_found(app: Flask) -> None:
    place(1, Text("fr", "Le clérodendre", "Un lieu pour lire"))
    assert ask("clerodnedre").total == 0  # nobody has learned the word
    learned()
    found = ask("clerodnedre")
    assert found.corrected == "clérodendre"
    (reason,) = only(found).reasons
    assert (reason.kind, reason.asked, reason.found) == (ReasonKind.TYPING, "clerodnedre", "clérodendre")
    assert ask("lrie").corrected is None  # too short to tell
    assert ask("lieu").corrected is None
    assert ask("lcerodnedre").corrected is not None  # two errors in a long word
    assert ask("xyzzy").corrected is None
    assert ask("clerodnedre", kind=SearchKind.COMMENT).total == 0


def test_words_are_learned_once_and_by_two_at_a_time(app: Flask) -> None:
    place(1, Text("fr", "Un verger", "des arbres"))
    place(2, Text("fr", "Un verger", "des haies"))
    assert search.waiting()
    assert search.learn(1) == 1
    assert search.learn() == 1
    assert search.learn() == 0
    assert not search.waiting()
    assert set(db.session.scalars(sa.select(SearchWord.word))) == {"verger", "arbres", "haies"}
    grams = sa.select(SearchTrigram.gram).join(SearchWord, SearchWord.id == SearchTrigram.word_id)
    assert set(db.session.scalars(grams.where(SearchWord.word == "haies"))) == {
        " ha",
        "hai",
        "aie",
        "ies",
        "es ",
    }


def test_a_right_word_is_never_mended(app: Flask) -> None:
    place(1, Text("fr", "Le team", "La ville et les voitues"), Text("de", "Das Team", "Ein Zimmer"))
    learned()
    for typed in ("tram", "voiture", "voitures", "vile"):
        assert ask(typed).corrected is None, typed


def test_a_withheld_compound_is_offered_to_nobody(app: Flask) -> None:
    proposal = public("Un verger")
    place(1, Text("de", "Garten und Schule", "Ein Obstgarten, eine Musikschule"))
    comment = comments.written(
        proposal, body="Die Gartenschule ist ein schöner Ort für alle Kinder.", language="de"
    )
    learned()
    assert ask("Gartnschule", "de").corrected == "Gartenschule"
    comment_deeds.set_visibility(SYSTEM, comment_queries.locked(comment.id), Visibility.HIDDEN)
    for typed in ("Gartnschule", "Gartenshule"):
        found = ask(typed, "de")
        assert found.corrected is None
        assert "Gartenschule" not in repr(found)


def test_where_nothing_holds_all_words_most_of_them_do(app: Flask) -> None:
    place(1, Text("fr", "Une haie", ""))
    place(2, Text("fr", "Une haie", "un verger"))
    place(3, Text("fr", "Une haie", "un verger près du lavoir"))
    assert keys(ask("haie piscine")) == ["1", "2", "3"]
    assert keys(ask("haie verger piscine")) == ["2", "3"]
    found = ask("haie verger piscine tunnel")
    assert (keys(found), found.partly) == (["2", "3", "1"], True)
    assert keys(ask("haie verger lavoir piscine")) == ["3"]
    assert not ask("piscine tunnel").partly
    assert not ask("haie verger").partly


def test_a_phrase_may_be_found_by_one_of_its_words(app: Flask) -> None:
    place(1, Text("fr", "La piste de danse", ""))
    found = ask("piste cyclable")
    assert (keys(found), found.partly) == (["1"], True)
    place(2, Text("de", "Der Radweg", ""))
    found = ask("piste cyclable")
    assert (keys(found), found.partly) == (["2"], False)


def test_a_compound_that_nothing_holds_is_found_by_its_parts(app: Flask) -> None:
    place(1, Text("de", "Ein Fahrrad", ""))
    place(2, Text("de", "Die Fahrradtour im Park", ""))
    found = ask("Fahrradparkhaus", "de")
    assert (keys(found), found.partly) == (["2", "1"], True)
    assert [(each.kind, each.asked, each.found) for each in found.hits[1].reasons] == [
        (ReasonKind.COMPOUND, "Fahrradparkhaus", "Fahrrad")
    ]


def test_what_holds_some_words_goes_on_over_pages(app: Flask) -> None:
    for number in range(45):
        place(number, Text("fr", "Une haie" if number % 3 else "Une haie, un verger", ""))
    seen, after = [], None
    for size in (20, 20, 5):
        found = ask("haie verger piscine tunnel", after=after)
        assert (len(found.hits), found.total, found.partly) == (size, 45, True)
        seen += keys(found)
        after = found.after
    assert after is None
    assert len(set(seen)) == 45
    assert not any(int(key) % 3 for key in seen[:15])


def test_a_synonym_is_not_sought_in_compounds(app: Flask) -> None:
    place(1, Text("de", "Das Fahrradnetz", ""))
    place(2, Text("de", "Das Fahrrad", ""))
    assert keys(ask("Velo", "de")) == ["2"]


SECRET = "Zorglubia"


def nothing_of(word: str) -> None:
    found = ask(word)
    assert (found.total, found.hits, found.kinds, found.corrected) == (0, (), {}, None)
    mistyped = word[:3] + word[4:]
    mended = ask(mistyped)
    assert (mended.total, mended.hits, mended.kinds, mended.corrected) == (0, (), {}, None)


@pytest.mark.parametrize(
    "state", [ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.WITHDRAWN]
)
def test_what_is_not_public_is_nowhere(app: Flask, state: ProposalState) -> None:
    proposals.in_state(state, title=f"Un verger à {SECRET}")
    search.rebuild()
    nothing_of(SECRET)


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.REMOVED])
def test_what_is_withheld_is_nowhere_not_even_in_corrections(app: Flask, visibility: Visibility) -> None:
    proposal = public(f"Un verger à {SECRET}")
    comments.written(proposal, body=f"Je viens souvent à {SECRET}, le lieu mérite bien un verger.")
    learned()
    assert ask(SECRET).total == 2
    assert ask("Zorlubia").corrected == SECRET
    deeds.set_visibility(SYSTEM, proposal, visibility)
    nothing_of(SECRET)
    deeds.set_visibility(SYSTEM, proposal, Visibility.VISIBLE)
    assert ask(SECRET).total == 2


def test_a_withheld_comment_is_nowhere(app: Flask) -> None:
    proposal = public("Un verger")
    comment = comments.written(proposal, body=f"Je viens souvent à {SECRET}, le lieu mérite bien un verger.")
    learned()
    comment_deeds.set_visibility(SYSTEM, comment_queries.locked(comment.id), Visibility.HIDDEN)
    nothing_of(SECRET)


def test_a_ballot_in_preparation_or_on_a_withheld_text_is_nowhere(app: Flask) -> None:
    councils.electorate(2)
    proposal = public(f"Un verger à {SECRET}")
    from_draft = councils.scheduled(proposal)[0]
    from_draft.question = {"fr": f"Êtes-vous pour {SECRET} ?", "de": f"Sind Sie für {SECRET}?"}
    search.ballot(from_draft)
    learned()
    assert {hit.kind for hit in ask(SECRET).hits} == {SearchKind.PROPOSAL, SearchKind.BALLOT}
    deeds.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
    nothing_of(SECRET)


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
