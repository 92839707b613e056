"""Spaces and quotes of both languages, and everything that no rule may touch."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.kernel.text.typography import typeset, typeset_pieces

FRENCH = {
    "Pourquoi? Parce que!": "Pourquoi\u202f? Parce que\u202f!",
    "Pourquoi ? Parce que ; enfin !": "Pourquoi\u202f? Parce que\u202f; enfin\u202f!",
    "Voici: un arbre": "Voici\u00a0: un arbre",
    "Voici : un arbre": "Voici\u00a0: un arbre",
    'Le "bus" passe': "Le «\u00a0bus\u00a0» passe",
    'Il dit "Oui!"': "Il dit «\u00a0Oui\u202f!\u00a0»",
    '"Quoi"?': "«\u00a0Quoi\u00a0»\u202f?",
    "Un «mot» et un « autre »": "Un «\u00a0mot\u00a0» et un «\u00a0autre\u00a0»",
    "L'arbre d'aujourd'hui": "L’arbre d’aujourd’hui",
    "Enfin...": "Enfin…",
    "Un train - et un bus - le soir": "Un train – et un bus – le soir",
    "50% des 12 000 voix, 10 €": "50\u202f% des 12\u202f000 voix, 10\u00a0€",
    "l'%(name)s : « %(title)s »": "l’%(name)s\u00a0: «\u00a0%(title)s\u00a0»",
    "<b>Vraiment</b>?": "<b>Vraiment</b>\u202f?",
    "Quoi ?! Non": "Quoi\u202f?! Non",
}
GERMAN = {
    "Warum ? Darum !": "Warum? Darum!",
    "Hier : ein Baum": "Hier: ein Baum",
    'Der "Bus" kommt': "Der „Bus“ kommt",
    'Sie sagt: "Ja!"': "Sie sagt: „Ja!“",
    "Wie geht's ...": "Wie geht’s …",
    "Ein Zug - und ein Bus - am Abend": "Ein Zug – und ein Bus – am Abend",
    "<b>Wirklich</b> ?": "<b>Wirklich</b>?",
    "»Bus« und «Bahn»": "»Bus« und «Bahn»",
    "%(name)s : ja": "%(name)s: ja",
}
UNTOUCHED = (
    "https://example.org/a?b=c&d='e'...;f!",
    "voir www.example.org/?x=1:2",
    "écrire à anne@example.org",
    "à 12:30",
    "1:2",
    "3 : 1",
    '`a ? b : "c"`',
    ":)",
    ";-)",
    ":tree:",
    "#aujourdhui",
    "- un\n- deux",
    'un écran de 5"',
    'un "mot sans fin',
    "a.../b",
    "rock 'n' roll",
    "a&nbsp;b &amp; c",
    "foo!bar a?b",
    "06 12 34 56 78",
)


@pytest.mark.parametrize("text", FRENCH)
def test_french(text: str) -> None:
    assert typeset(text, "fr") == FRENCH[text]


@pytest.mark.parametrize("text", GERMAN)
def test_german(text: str) -> None:
    assert typeset(text, "de") == GERMAN[text]


@pytest.mark.parametrize("language", ["fr", "de", "en", "lb"])
@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_no_rule_may_touch(text: str, language: str) -> None:
    assert typeset(text, language) == text


def test_a_quote_in_a_quote_stays_as_it_is() -> None:
    assert typeset('«\u00a0il dit "oui" à tous\u00a0»', "fr") == '«\u00a0il dit "oui" à tous\u00a0»'
    assert typeset('„sie sagt "ja" dazu“', "de") == '„sie sagt "ja" dazu“'
    assert typeset('"il dit "oui" à tous"', "fr") == '"il dit "oui" à tous"'


def test_one_doubtful_paragraph_leaves_the_next_alone() -> None:
    assert typeset('Un 5" ici.\n\nUn "mot" là.', "fr") == 'Un 5" ici.\n\nUn «\u00a0mot\u00a0» là.'


def test_other_languages_get_what_is_neutral() -> None:
    assert typeset('It\'s "so" ! ...', "en") == 'It’s "so" ! …'
    assert typeset("It's ...", None) == "It's ..."


def test_pieces_are_set_as_one_text() -> None:
    assert typeset_pieces(['Un "', "mot", '" !'], "fr") == ["Un «\u00a0", "mot", "\u00a0»\u202f!"]
    assert typeset_pieces(["l'", None, " ?"], "fr") == ["l’", "", "\u202f?"]


@pytest.mark.parametrize(
    "piece", ['"a" ', "a.", "a", " ", "a - ", "<a", "1 000 ", "!", "«", "a:", "`", "&a", "100 "]
)
def test_long_texts_stay_cheap(piece: str) -> None:
    begun = time.process_time()
    for language in ("fr", "de"):
        typeset(piece * (20_000 // len(piece)), language)
    assert time.process_time() - begun < 0.5


SIGNS = st.text(st.sampled_from(list("aéL1 0\n\"'«»„“”:;!?.,-–()%€/@#`<>&\u00a0\u202f=D")), max_size=40)
TEXTS = st.one_of(
    SIGNS, st.text(max_size=60), st.lists(st.sampled_from([*FRENCH, *GERMAN, *UNTOUCHED])).map(" ".join)
)


@given(TEXTS, st.sampled_from(["fr", "de", "en"]))
def test_twice_is_once_and_words_stay(text: str, language: str) -> None:
    done = typeset(text, language)
    assert typeset(done, language) == done
    assert [sign for sign in done if sign.isalnum()] == [sign for sign in text if sign.isalnum()]
    assert len(done) <= 2 * len(text)
    assert done.count("\n") == text.count("\n")


@given(st.lists(st.one_of(SIGNS, st.none()), max_size=5), st.sampled_from(["fr", "de"]))
def test_as_many_pieces_come_back(pieces: list[str | None], language: str) -> None:
    assert len(typeset_pieces(pieces, language)) == len(pieces)
