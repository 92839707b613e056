"""Who is in the room, who votes for whom, and which steps a sitting takes: without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.kernel.errors import IllegalTransition, Invalid
from consult.rules.sittings import (
    ITEM_STEPS,
    SITTING_STEPS,
    ConvocationRule,
    ItemState,
    Movement,
    SittingState,
    check_convocation,
    check_item_step,
    check_sitting_step,
    entitled,
    present_seats,
    quorum_figures,
    quorum_kept,
    room,
)
from consult.rules.voting import Flag, Proxy, QuorumCheck

SEATS = st.integers(1, 12)
MOVES = st.lists(st.tuples(SEATS, st.sampled_from(Movement)), max_size=40)
PAIRS = st.dictionaries(SEATS, SEATS, max_size=6).map(
    lambda found: [Proxy(grantor, holder) for grantor, holder in found.items() if grantor != holder]
)


def test_whoever_moved_last_inwards_is_present() -> None:
    moves = [(1, Movement.ARRIVED), (2, Movement.ARRIVED), (1, Movement.LEFT), (3, Movement.LEFT)]
    assert present_seats(moves) == {2}


def test_a_proxy_counts_while_its_holder_is_in_and_its_grantor_out() -> None:
    there = room(frozenset({1, 2}), [Proxy(3, 1), Proxy(2, 1), Proxy(4, 5)])
    assert there.represented == {3: 1}
    assert [there.voter_for(seat) for seat in (1, 3, 4)] == [1, 1, None]


def test_whoever_steps_back_takes_the_proxy_along() -> None:
    there = room(frozenset({1, 2}), [Proxy(3, 1), Proxy(4, 2)])
    assert entitled(there, {1}) == {2, 4}
    assert entitled(there, {3}) == {1, 2, 4}


@given(MOVES, PAIRS, st.sets(SEATS))
def test_nobody_votes_twice_nor_from_outside(
    moves: list[tuple[int, Movement]], proxies: list[Proxy], recused: set[int]
) -> None:
    there = room(present_seats(moves), proxies)
    voting = entitled(there, recused)
    assert not voting & recused
    for seat in voting:
        speaker = there.voter_for(seat)
        assert speaker in there.present
        assert speaker not in recused
    assert not there.represented.keys() & there.present


@pytest.mark.parametrize(
    ("convened", "urgent", "refused"),
    [
        (date(2026, 12, 4), False, False),
        (date(2026, 12, 5), False, True),
        (date(2026, 12, 8), True, False),
        (date(2026, 12, 9), True, True),
    ],
)
def test_five_clear_days_or_one_when_urgent(convened: date, urgent: bool, refused: bool) -> None:
    rule = ConvocationRule(clear_days=5, urgent_clear_days=1)
    sits = date(2026, 12, 10)
    if refused:
        with pytest.raises(Invalid, match="convocation_too_late"):
            check_convocation(rule, convened=convened, sits=sits, urgent=urgent)
    else:
        check_convocation(rule, convened=convened, sits=sits, urgent=urgent)


def test_in_alsace_moselle_an_urgent_convocation_is_sent_the_day_before_at_the_latest() -> None:
    rule = ConvocationRule(clear_days=3, urgent_clear_days=0)
    sits = date(2026, 12, 10)
    check_convocation(rule, convened=date(2026, 12, 9), sits=sits, urgent=True)
    with pytest.raises(Invalid) as refusal:
        check_convocation(rule, convened=sits, sits=sits, urgent=True)
    assert "day before" in refusal.value.message.sentence


def test_every_step_that_is_not_in_the_tables_is_refused() -> None:
    for source in SittingState:
        for target in SittingState:
            if target in SITTING_STEPS[source]:
                check_sitting_step(source, target)
            else:
                with pytest.raises(IllegalTransition):
                    check_sitting_step(source, target)
    for before in ItemState:
        for after in ItemState:
            if after in ITEM_STEPS[before]:
                check_item_step(before, after)
            else:
                with pytest.raises(IllegalTransition):
                    check_item_step(before, after)


@pytest.mark.parametrize("waiver", [None, Flag.quorum_waived_interested])
def test_the_quorum_is_read_back_as_it_was_written(waiver: Flag | None) -> None:
    check = QuorumCheck(in_office=19, required=10, counted=8, waiver=waiver)
    figures = quorum_figures(check, room(frozenset({1, 2}), [Proxy(3, 1)]), 1)
    assert quorum_kept(figures) == check
    assert (figures["present"], figures["represented"], figures["recused"]) == (2, 1, 1)
