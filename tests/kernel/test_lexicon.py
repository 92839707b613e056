"""What a text is about, in marks that both languages share."""

import csv

import pytest

from consult.kernel.territory import DATA, territory
from consult.kernel.text.analysis import terms
from consult.kernel.text.lexicon import empty_stems, marks, spoken


def about(text: str, language: str) -> dict[str, frozenset[str]]:
    return marks(terms(text, language).split(), language)


@pytest.mark.parametrize(
    ("french", "german"),
    [
        ("un verger", "eine Streuobstwiese"),
        ("les vélos", "Fahrräder"),
        ("la piste cyclable", "der Radweg"),
        ("l’éclairage", "die Straßenbeleuchtung"),
        ("le conseil municipal", "der Gemeinderat"),
        ("les chantiers", "die Handlungsfelder"),
        ("aux écoles", "ein Schulgarten"),
    ],
)
def test_both_languages_bear_the_same_marks(french, german):
    shared = about(french, "fr").keys() & about(german, "de").keys()
    assert shared, (about(french, "fr"), about(german, "de"))
    assert all(mark.startswith("#") for mark in shared)


def test_words_that_say_nothing_bear_no_mark():
    assert about("avec les pour dans une qui 2026", "fr") == {}
    assert about("mit der für und eine, die wir hätten", "de") == {}


def test_an_unknown_word_is_its_own_mark():
    assert about("Frescaty", "fr") == {"frescaty": frozenset({"frescaty"})}
    assert about("Frescaty", "fr").keys() == about("Frescaty", "de").keys()


def test_a_language_without_lists_has_its_words():
    assert set(about("cycling paths", "en")) == set(terms("cycling paths", "en").split())


def test_words_are_remembered_as_somebody_wrote_them():
    assert spoken("Vélos et vélo à l’École", "fr")["velo"] == "vélo"
    assert spoken("Straßen", "de") == {terms("Straßen", "de"): "Straßen"}


def test_the_files_speak_every_language_of_the_pages():
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 150
    for language in territory().languages:
        assert all(row[language] for row in rows)
        assert empty_stems(language)
