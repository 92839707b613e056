"""Which decisions are possible, and what a restricting one owes its author."""

import pytest

from consult.kernel.errors import Invalid
from consult.rules.lifecycle import ProposalState, Review, Visibility
from consult.rules.moderation import (
    RESTRICTING,
    DecisionKind,
    Ground,
    Source,
    Standing,
    check_reasons,
    possible,
    source_of,
)

K, S, V = DecisionKind, ProposalState, Visibility
STORIES = [
    (
        "a new proposal",
        Standing(V.VISIBLE, 0, S.SUBMITTED, Review.PENDING),
        {K.PUBLISH, K.RETURN, K.HIDE, K.REMOVE},
    ),
    ("a public proposal", Standing(V.VISIBLE, 0, S.PUBLISHED, Review.ACCEPTED), {K.HIDE, K.REMOVE}),
    (
        "a later version",
        Standing(V.VISIBLE, 0, S.PUBLISHED, Review.PENDING),
        {K.PUBLISH, K.RETURN, K.HIDE, K.REMOVE},
    ),
    ("a change during a ballot", Standing(V.VISIBLE, 0, S.IN_BALLOT, Review.PENDING), {K.HIDE, K.REMOVE}),
    ("a returned proposal", Standing(V.VISIBLE, 0, S.RETURNED, Review.REFUSED), set()),
    ("a comment", Standing(V.VISIBLE), {K.HIDE, K.REMOVE}),
    ("a reported comment", Standing(V.VISIBLE, open_reports=2), {K.DISMISS, K.HIDE, K.REMOVE}),
    ("a hidden comment", Standing(V.HIDDEN), {K.REINSTATE, K.REMOVE}),
    ("a removed comment", Standing(V.REMOVED), {K.REINSTATE}),
]


@pytest.mark.parametrize(("story", "standing", "kinds"), STORIES, ids=[story for story, _, _ in STORIES])
def test_possible_decisions(story: str, standing: Standing, kinds: set[DecisionKind]) -> None:
    assert set(possible(standing, 7)) == kinds


def test_removing_what_ten_people_support_needs_a_second_person() -> None:
    shown = Standing(V.VISIBLE, 0, S.PUBLISHED, Review.ACCEPTED, supports=10)
    assert K.REMOVE not in possible(shown, 7)
    hidden_by_me = Standing(V.HIDDEN, 0, S.PUBLISHED, Review.ACCEPTED, supports=10, hidden_by_id=7)
    assert K.REMOVE not in possible(hidden_by_me, 7)
    assert K.REMOVE in possible(hidden_by_me, 8)
    assert K.REMOVE in possible(Standing(V.VISIBLE, 0, S.PUBLISHED, Review.ACCEPTED, supports=9), 7)


@pytest.mark.parametrize("kind", sorted(RESTRICTING))
def test_a_restriction_owes_ground_and_reason(kind: DecisionKind) -> None:
    with pytest.raises(Invalid, match="ground_missing"):
        check_reasons(kind, None, "Une raison assez longue.")
    with pytest.raises(Invalid, match="reason_missing"):
        check_reasons(kind, Ground.SPAM, "   court   ")
    check_reasons(kind, Ground.SPAM, "Une raison assez longue.")


def test_a_text_nobody_understands_is_returned_never_hidden() -> None:
    check_reasons(K.RETURN, Ground.UNCLEAR, "Que voulez-vous dire ?")
    with pytest.raises(Invalid, match="ground_unclear"):
        check_reasons(K.HIDE, Ground.UNCLEAR, "Que voulez-vous dire ?")


def test_publishing_owes_no_reason() -> None:
    check_reasons(K.PUBLISH, None, "")


def test_the_source_of_a_decision() -> None:
    assert source_of(K.PUBLISH, 0) is Source.REVIEW
    assert source_of(K.HIDE, 2) is Source.NOTICE
    assert source_of(K.HIDE, 0) is Source.OWN_INITIATIVE
