"""What each phase of a chantier admits, alone and together with others."""

import pytest

from consult.rules.lifecycle import ProposalKind
from consult.rules.phases import ADMITTED, CLOSED, Contribution, admitted, of_kind
from consult.rules.programme import PhaseKind

C, P = Contribution, PhaseKind
EVERYTHING = {C.PROPOSAL, C.NEED, C.SUPPORT, C.DEBATE}


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        ([], set()),
        ([P.LISTEN], {C.NEED, C.SUPPORT, C.DEBATE}),
        ([P.PROPOSE], EVERYTHING),
        ([P.CURATE], {C.SUPPORT, C.DEBATE}),
        ([P.VOTE], set()),
        ([P.ANSWER, P.CARRY_OUT], set()),
        ([P.CARRY_OUT, P.PROPOSE], EVERYTHING),
        ([P.REVIEW], {C.DEBATE}),
    ],
)
def test_what_phases_admit_together(phases: list[PhaseKind], expected: set[Contribution]) -> None:
    assert admitted(phases) == expected


def test_every_phase_and_every_contribution_is_in_the_tables() -> None:
    assert set(ADMITTED) == set(PhaseKind)
    assert set(CLOSED) == set(Contribution)


@pytest.mark.parametrize(
    ("kind", "counts_as"),
    [
        (ProposalKind.IDEA, C.PROPOSAL),
        (ProposalKind.SOLUTION, C.PROPOSAL),
        (ProposalKind.NEED, C.NEED),
    ],
)
def test_needs_are_taken_before_ideas(kind: ProposalKind, counts_as: Contribution) -> None:
    assert of_kind(kind) is counts_as
