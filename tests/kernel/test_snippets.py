"""What a result shows of a text: the right place, the right words, nothing cut in two."""

import pytest

from consult.kernel.text.analysis import terms
from consult.kernel.text.snippets import Piece, highlighted, plain, snippet


def stems(words: str, language: str) -> frozenset[str]:
    return frozenset(terms(words, language).split())


def found(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.found]


def whole(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "asked", "language", "expected"),
    [
        ("Des vergers autour du verger.", "verger", "fr", ["vergers", "verger"]),
        ("La forêt, des forêts, l’École", "foret ecole", "fr", ["forêt", "forêts", "École"]),
        ("Straßen und die Straße", "strasse", "de", ["Straßen", "Straße"]),
        ("Pont-Rouge, Pont Rouge", "rouge", "fr", ["Rouge", "Rouge"]),
        ("Rien de cela.", "verger", "fr", []),
    ],
)
def test_words_are_found_in_all_their_forms(
    text: str, asked: str, language: str, expected: list[str]
) -> None:
    pieces = highlighted(text, stems(asked, language), language)
    assert found(pieces) == expected
    assert whole(pieces) == text


def test_without_words_nothing_is_found() -> None:
    assert highlighted("Un verger", frozenset(), "fr") == (Piece("Un verger"),)
    assert highlighted("", frozenset({"verg"}), "fr") == ()


def test_a_short_text_is_shown_whole_and_without_its_signs() -> None:
    body = "## Un *verger*\n\n- planter des [pommiers](https://example.org/a)\n- `arroser`"
    pieces = snippet(body, stems("pommier", "fr"), "fr")
    assert whole(pieces) == "Un verger planter des pommiers arroser"
    assert found(pieces) == ["pommiers"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("> cité\n> - 1. **a**", "cité a"),
        ("1 > 0, <b>gras</b> & n° #4", "1 > 0, <b>gras</b> & n° #4"),
        ("# Titre\n\ntexte - tiret", "Titre texte - tiret"),
    ],
)
def test_only_signs_of_markdown_go(body: str, expected: str) -> None:
    assert plain(body) == expected


def test_a_long_text_is_shown_where_most_of_its_words_stand() -> None:
    body = (
        "Un verger seul. " + "Autre chose encore. " * 40 + "Le verger et les écoles ensemble. " + "Fin. " * 80
    )
    pieces = snippet(body, stems("verger école", "fr"), "fr")
    assert found(pieces) == ["verger", "écoles"]
    assert whole(pieces).startswith("… ")
    assert whole(pieces).endswith(" …")
    assert len(whole(pieces)) <= 250
    assert whole(pieces)[2:-2] in plain(body)


@pytest.mark.parametrize("language", ["fr", "de"])
def test_without_a_word_found_the_beginning_is_shown(language: str) -> None:
    pieces = snippet("Wort " * 200, frozenset({"anderes"}), language)
    assert whole(pieces).startswith("Wort Wort")
    assert whole(pieces).endswith("Wort …")


def test_the_last_word_is_reached() -> None:
    pieces = snippet("mot " * 300 + "verger", stems("verger", "fr"), "fr")
    assert found(pieces) == ["verger"]
    assert whole(pieces).endswith("verger")


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert len(whole(snippet("x" * 5000, frozenset({"y"}), "fr"))) <= 245
