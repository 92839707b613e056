"""No withheld number can be computed: from its table, nor from the sheets of all and of the chantiers."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.rules.figures import Groups, clock, due, merged, month_starts, sheets, withheld

ZONE = ZoneInfo("Europe/Paris")
COUNTS = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 40))


def test_small_groups_stand_together() -> None:
    told = merged({"a": 40, "b": 12, "c": 4, "d": 2, "e": 0}, 5)
    assert told == Groups((("a", 40), ("b", 12)), 6)


def test_one_small_group_is_hidden_by_the_next() -> None:
    assert merged({"a": 40, "b": 12, "c": 4}, 5) == Groups((("a", 40),), 16)


def test_two_that_are_too_few_together_take_a_third() -> None:
    assert merged({"a": 40, "b": 12, "c": 2, "d": 1}, 5) == Groups((("a", 40),), 15)


def test_groups_as_large_as_withheld_ones_can_be_do_not_give_themselves_away() -> None:
    assert merged({"a": 40, "b": 12, "c": 4, "d": 4}, 5) == Groups((("a", 40),), 20)


def test_equal_groups_are_hidden_together() -> None:
    assert merged({"a": 40, "b": 9, "c": 9, "d": 1}, 5) == Groups((("a", 40),), 19)


def test_nothing_small_nothing_merged() -> None:
    assert merged({"a": 5, "b": 6}, 5) == Groups((("b", 6), ("a", 5)), 0)


@pytest.mark.parametrize("counts", [{}, {"a": 4}, {"a": 2, "b": 2}, {"a": 0}])
def test_fewer_than_five_in_all_are_not_told(counts: Mapping[str, int]) -> None:
    assert merged(counts, 5) == Groups((), None)


@given(COUNTS, st.integers(2, 7), st.sets(st.sampled_from("abcdefghij")))
def test_a_table_tells_only_groups_that_are_large_enough(
    counts: dict[str, int], smallest: int, also: set[str]
) -> None:
    told = merged(counts, smallest, also)
    hidden = {group: people for group, people in counts.items() if people and group not in dict(told.shown)}
    assert all(people >= smallest and counts[group] == people for group, people in told.shown)
    assert not also & dict(told.shown).keys()
    assert sum(hidden.values()) == (told.rest if told.rest is not None else sum(counts.values()))
    assert (told.rest is None) == (sum(counts.values()) < smallest)
    if told.rest and told.shown:
        assert told.rest >= smallest
        assert len(hidden) >= 2


@pytest.mark.parametrize(("smallest", "most", "groups"), [(3, 12, 3), (3, 7, 4), (5, 16, 3)])
def test_who_knows_the_rule_finds_two_numbers_for_each_small_group(
    smallest: int, most: int, groups: int
) -> None:
    """Every table of so many groups, sorted by what it would tell; ``most`` bounds the sum as well, so that
    all tables with one outcome are among them."""
    outcomes: dict[Groups, list[tuple[int, ...]]] = defaultdict(list)
    for table in product(range(most + 1), repeat=groups):
        told = merged({str(place): people for place, people in enumerate(table)}, smallest)
        outcomes[told].append(table)
    for told, tables in outcomes.items():
        for place in range(groups):
            possible = {table[place] for table in tables}
            small = {number for number in possible if 0 < number < smallest}
            sums = {sum(table) for table in tables}
            assert not small or len(possible) > 1 or max(sums) > most, (told, place, possible)


def test_a_chantier_alone_in_withholding_is_joined_by_another() -> None:
    assert withheld(30, {1: 4, 2: 26, 3: 40}, 5) == {1}  # people overlap, so 30 says nothing of the four
    assert withheld(70, {1: 4, 2: 26, 3: 40}, 5) == {1, 2}
    assert withheld(74, {1: 4, 2: 26, 3: 40, 4: 4}, 5) == {1, 2, 4}
    assert withheld(71, {1: 4, 2: 26, 3: 40, 4: 1}, 5) == {1, 2, 4}
    assert withheld(60, {1: 20, 2: 40}, 5) == set()


def test_sheets_of_chantiers_do_not_give_away_each_other() -> None:
    """Thirty of one commune, 26 of them in one chantier: the other's four would be the difference."""
    whole = {"x": 30, "y": 60}
    everything, parts = sheets(whole, {1: {"x": 4, "y": 20}, 2: {"x": 26, "y": 40}}, (), 5)
    assert everything == Groups((("y", 60), ("x", 30)), 0)
    assert parts[1] == Groups((), 24)
    assert "x" not in dict(parts[2].shown)


def test_what_all_together_withhold_no_chantier_tells() -> None:
    everything, parts = sheets({"x": 3, "y": 7, "z": 60}, {1: {"x": 1, "y": 7, "z": 30}}, (), 5)
    assert everything == Groups((("z", 60),), 10)
    assert parts[1] == Groups((("z", 30),), 8)


def test_two_chantiers_that_hold_all_of_a_group_withhold_it_from_all_together() -> None:
    everything, parts = sheets({"x": 8, "y": 60}, {1: {"x": 4, "y": 30}, 2: {"x": 4, "y": 30}}, (), 5)
    assert everything == Groups((), 68)
    assert parts[1] == Groups((), 34)


@given(
    st.dictionaries(
        st.integers(1, 4), st.dictionaries(st.sampled_from("xyz"), st.integers(0, 12)), min_size=1
    )
)
def test_no_small_number_is_the_difference_of_the_sheets(parts: dict[int, dict[str, int]]) -> None:
    """Nobody takes part twice, the worst case: what all leave to the withheld ones fits several numbers."""
    whole = {group: sum(counts.get(group, 0) for counts in parts.values()) for group in "xyz"}
    closed = withheld(sum(whole.values()), {part: sum(counts.values()) for part, counts in parts.items()}, 5)
    everything, told = sheets(whole, parts, closed, 5)
    assert all(told[part] == Groups((), None) for part in closed)
    for group, people in everything.shown:
        silent = [part for part in parts if group not in dict(told[part].shown)]
        left = people - sum(dict(told[part].shown).get(group, 0) for part in parts)
        small = [part for part in silent if 0 < parts[part].get(group, 0) < 5]
        if small:
            assert len(silent) > 1
            larger = [part for part in silent if parts[part].get(group, 0) >= 5]
            assert larger or left <= 4 * (len(silent) - 1)
    for part, groups in told.items():
        assert all(parts[part][group] == number >= 5 for group, number in groups.shown)


def test_answers_are_counted_by_their_clock() -> None:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    term, day = timedelta(days=90), timedelta(days=1)
    owed = [
        (moment - day, moment - 11 * day),  # 80 days after it was owed
        (moment - 20 * day, moment - 20 * day),  # on its last day
        (moment - 40 * day, moment - 30 * day),  # ten days late
        (moment, None),
        (moment - day, None),
    ]
    told = clock(owed, term, moment)
    assert (told.in_time, told.late, told.waiting, told.overdue, told.days) == (2, 1, 1, 1, 90.0)
    assert clock([], term, moment).days is None


def test_months_are_those_of_the_territory() -> None:
    starts = month_starts(datetime(2026, 1, 31, 23, 30, tzinfo=UTC), ZONE, 3)
    assert [start.isoformat() for start in starts] == [
        "2025-12-01T00:00:00+01:00",
        "2026-01-01T00:00:00+01:00",
        "2026-02-01T00:00:00+01:00",
    ]


def test_a_sheet_is_counted_once_a_day_at_night() -> None:
    counted = datetime(2026, 10, 24, 2, 0, tzinfo=UTC)
    assert due(None, counted, ZONE)
    assert not due(counted, counted + timedelta(hours=20), ZONE)
    assert not due(counted, datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ZONE)  # half past two, summer time
    assert due(counted, datetime(2026, 10, 25, 2, 0, tzinfo=UTC), ZONE)  # three, winter time
