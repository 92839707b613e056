"""How alike two texts are: by rare words more than by common ones, by vectors where there are any."""

import numpy as np
import pytest

from consult.rules.similarity import (
    COMPARED_CLOSELY,
    ENOUGH,
    ENOUGH_WORDS,
    Gist,
    Why,
    likest,
    nearness,
)


def gist(words: str, title: str = "", language: str = "fr", vector: bytes | None = None) -> Gist:
    marks = {word: frozenset({word}) for word in f"{title} {words}".split()}
    return Gist(language, marks, frozenset(title.split()), vector)


def vector(*values: float) -> bytes:
    row = np.array(values, "<f2")
    return (row / np.linalg.norm(row)).astype("<f2").tobytes()


def test_a_rare_word_says_more_than_a_common_one():
    own = gist("verger ruche banc chemin")
    crowd = [gist(f"banc chemin mot{number} autre{number} tiers{number}") for number in range(30)]
    rare = gist("verger ruche sable pont gare")
    places = [at for at, _ in likest(own, [*crowd, rare], 3)]
    assert places[0] == len(crowd)


def test_the_same_text_is_as_alike_as_can_be():
    text = gist("ruche abeille", "verger école")
    ((_, found),) = likest(text, [text], 3)
    assert found.score == pytest.approx(1 + ENOUGH - ENOUGH_WORDS)
    assert found.why is Why.WORDS


def test_a_word_of_the_title_counts_more():
    own = gist("banc chemin pont", "verger ruche")
    titled, buried = gist("sable gare tram", "verger ruche"), gist("verger ruche sable gare tram")
    assert [at for at, _ in likest(own, [buried, titled], 2)] == [1, 0]


def test_one_word_alone_never_makes_two_texts_alike():
    assert likest(gist("verger"), [gist("verger")], 3) == []


def test_a_slip_of_the_pen_joins_long_words_only():
    ((_, found),) = likest(gist("mediatheque quartier"), [gist("mediateque quartier")], 3)
    assert found.marks == {"quartier": "quartier", "mediatheque": "mediateque"}
    ((_, found),) = likest(gist("bus tram gare"), [gist("bis tram gare")], 3)
    assert "bus" not in found.marks


def test_vectors_find_what_words_do_not():
    own, near, far = vector(1, 0), vector(1, 0.5), vector(0, 1)
    others = [
        gist("friedhof grab", language="de", vector=far),
        gist("acker stein", language="de", vector=near),
    ]
    ((at, found),) = likest(gist("tombe pierre", vector=own), others, 3)
    assert (at, found.why, found.marks) == (1, Why.MEANING, {})


def test_without_a_vector_words_decide_alone():
    own = gist("verger ruche", vector=vector(1, 0))
    assert [at for at, _ in likest(own, [gist("verger ruche"), gist("pont gare")], 3)] == [0]


def test_vectors_of_another_length_are_not_compared():
    assert nearness(vector(1, 0), [vector(1, 0), None, vector(1, 0, 0)]) == [
        pytest.approx(1, abs=0.01),
        None,
        None,
    ]
    assert nearness(None, [vector(1, 0)]) == [None]
    assert nearness(vector(1, 0), []) == []


def test_the_likest_is_found_behind_very_many():
    own = gist("verger ruche banc")
    many = [gist(f"verger ruche mot{number}") for number in range(COMPARED_CLOSELY * 2)]
    assert likest(own, [*many, own], 3)[0][0] == len(many)


def test_texts_without_words_are_like_nothing():
    assert likest(gist(""), [gist(""), gist("verger ruche")], 3) == []
    assert likest(gist("verger ruche"), [], 3) == []
