"""The life of a proposal: what the table holds, and that nothing else is possible."""

from itertools import pairwise, product

import pytest

from consult.kernel.errors import IllegalTransition
from consult.rules.lifecycle import KIND_LABELS, STATE_LABELS, ProposalKind, ProposalState, check_transition

PATHS = (
    "draft submitted published in_ballot voted answered in_progress done",
    "submitted returned submitted",
    "published answered",
    "in_ballot published",
    "voted in_ballot",
    "draft withdrawn",
    "submitted withdrawn",
    "returned withdrawn",
    "published withdrawn",
    "published merged published",
)
ALLOWED = {step for path in PATHS for words in [path.split()] for step in pairwise(words)}


@pytest.mark.parametrize(("before", "after"), list(product(ProposalState, repeat=2)))
def test_every_step_that_the_design_does_not_name_is_refused(
    before: ProposalState, after: ProposalState
) -> None:
    if (before.value, after.value) in ALLOWED:
        check_transition(before, after)
        return
    with pytest.raises(IllegalTransition):
        check_transition(before, after)


def test_each_state_and_kind_has_a_word() -> None:
    assert set(STATE_LABELS) == set(ProposalState)
    assert set(KIND_LABELS) == set(ProposalKind)
