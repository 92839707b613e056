"""The orders in which a debate may be read."""

from hypothesis import given
from hypothesis import strategies as st

from consult.rules.comments import CommentOrder, Stance, Standing, arranged, page_start

FOR, AGAINST, NEUTRAL = Stance.FOR, Stance.AGAINST, Stance.NEUTRAL


def test_newest_comes_first() -> None:
    comments = [Standing(1, FOR), Standing(3, AGAINST), Standing(2, FOR, useful=9)]
    assert arranged(comments, CommentOrder.NEWEST) == [3, 2, 1]


def test_useful_counts_marks_of_both_kinds_and_newer_wins_a_tie() -> None:
    comments = [Standing(1, FOR, 5, 5), Standing(2, FOR, 2, 0), Standing(3, AGAINST, 0, 1), Standing(4, FOR)]
    assert arranged(comments, CommentOrder.USEFUL) == [2, 4, 1, 3]


def test_both_sides_alternate_each_with_its_best_first() -> None:
    comments = [
        Standing(1, FOR, useful=1),
        Standing(2, FOR, useful=7),
        Standing(3, AGAINST),
        Standing(4, AGAINST, useful=2),
        Standing(5, FOR),
    ]
    assert arranged(comments, CommentOrder.BALANCED) == [2, 4, 1, 3, 5]


def test_remarks_come_in_turn_after_both_sides() -> None:
    comments = [Standing(1, NEUTRAL), Standing(2, FOR), Standing(3, AGAINST), Standing(4, NEUTRAL)]
    assert arranged(comments, CommentOrder.BALANCED) == [2, 3, 4, 1]


standings = st.lists(
    st.builds(
        Standing,
        id=st.integers(1, 10_000),
        stance=st.sampled_from(Stance),
        useful=st.integers(0, 5),
        not_useful=st.integers(0, 5),
    ),
    unique_by=lambda standing: standing.id,
)


@given(standings, st.sampled_from(CommentOrder))
def test_every_order_shows_everything_once(comments: list[Standing], order: CommentOrder) -> None:
    assert sorted(arranged(comments, order)) == sorted(comment.id for comment in comments)


@given(standings)
def test_no_side_is_ahead_while_the_other_still_has_arguments(comments: list[Standing]) -> None:
    stances = {comment.id: comment.stance for comment in comments}
    sides = [stances[number] for number in arranged(comments, CommentOrder.BALANCED)]
    smaller = min(sides.count(FOR), sides.count(AGAINST))
    seen_for = seen_against = 0
    for stance in sides:
        seen_for += stance is FOR
        seen_against += stance is AGAINST
        if min(seen_for, seen_against) < smaller:
            assert abs(seen_for - seen_against) <= 1


def test_the_page_of_a_comment_begins_at_a_multiple_of_the_size() -> None:
    assert page_start([5, 4, 3, 2, 1], 2, 2) == 2
    assert page_start([5, 4, 3, 2, 1], 99, 2) == 0
