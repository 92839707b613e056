"""A paper's outcomes and votes, read by ambition."""

import pytest

from consult.rules.voting import AmbitionReading, Outcome, Tally, by_ambition


def tally(for_: int, against: int, abstain: int = 0, blank: int = 0) -> Tally:
    return Tally(for_, against, abstain, blank, in_roll=100)


def test_each_ambition_counts_its_proposals_and_sums_its_votes() -> None:
    readings = by_ambition(
        [
            (2, Outcome.favourable, tally(40, 10, 5)),
            (1, Outcome.unfavourable, tally(10, 40, 2, 3)),
            (2, Outcome.divided, tally(20, 20, 1)),
            (2, Outcome.favourable, tally(1, 0)),
        ]
    )
    assert list(readings) == [1, 2]
    assert readings[2] == AmbitionReading(2, 0, 1, for_=61, against=30, abstain=6)
    assert readings[1] == AmbitionReading(0, 1, 0, for_=10, against=40, abstain=2)
    assert readings[2].proposals == 3


def test_nothing_counted_reads_as_nothing() -> None:
    assert by_ambition([]) == {}


def test_a_sitting_s_outcome_is_never_mixed_in() -> None:
    with pytest.raises(KeyError):
        by_ambition([(1, Outcome.adopted, tally(1, 0))])
