"""The circle of the random order, and the words that make two proposals alike."""

from datetime import date, timedelta

from consult.rules.ranking import (
    CIRCLE,
    ORDER_LABELS,
    ListOrder,
    circle_start,
    overlap_needed,
    telling_words,
)


def test_a_day_begins_at_the_same_point_for_everybody():
    assert circle_start(date(2026, 3, 2)) == circle_start(date(2026, 3, 2))


def test_days_begin_all_around_the_circle():
    starts = [circle_start(date(2026, 1, 1) + timedelta(days=n)) for n in range(400)]
    assert all(0 <= start < CIRCLE for start in starts)
    quarters = [sum(1 for start in starts if start * 4 // CIRCLE == quarter) for quarter in range(4)]
    assert min(quarters) > 60, "each quarter of the circle gets about a hundred of four hundred days"


def test_telling_words_are_the_longest_different_ones():
    assert telling_words(["le", "verger", "le", "long", "verger", "chemin", "arbre"]) == [
        "chemin",
        "verger",
        "arbre",
        "long",
    ]
    assert len(telling_words(f"mot{n:04d}" for n in range(50))) == 10


def test_two_texts_need_two_words_in_common_or_a_third():
    assert [overlap_needed(words) for words in (0, 1, 3, 6, 7, 10)] == [2, 2, 2, 2, 3, 4]


def test_every_order_has_a_name():
    assert set(ORDER_LABELS) == set(ListOrder)
