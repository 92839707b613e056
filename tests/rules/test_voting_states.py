"""The life of a ballot: which steps exist, and which state holds at an instant."""

from datetime import UTC, datetime, timedelta

import pytest

from consult.kernel.errors import IllegalTransition
from consult.rules.voting import STATE_LABELS, TRANSITIONS, BallotState, check_transition, effective_state

STEPS = """
draft scheduled | scheduled open | open closed | closed proclaimed | proclaimed published
open suspended | suspended open | draft withdrawn | scheduled withdrawn
open annulled | suspended annulled | closed annulled
"""
ALLOWED = {
    tuple(map(BallotState, step.split())) for step in STEPS.replace("\n", "|").split("|") if step.strip()
}

OPENS = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
CLOSES = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize("source", BallotState)
@pytest.mark.parametrize("target", BallotState)
def test_exactly_the_steps_of_the_table_exist(source: BallotState, target: BallotState) -> None:
    if (source, target) in ALLOWED:
        check_transition(source, target)
        return
    with pytest.raises(IllegalTransition) as refusal:
        check_transition(source, target)
    assert refusal.value.code == "illegal_ballot_transition"
    assert refusal.value.message.values == {"source": source.value, "target": target.value}


def test_every_state_has_its_row_and_its_label() -> None:
    assert set(TRANSITIONS) == set(STATE_LABELS) == set(BallotState)


@pytest.mark.parametrize(
    ("state", "now", "effective"),
    [
        (BallotState.scheduled, OPENS - TICK, BallotState.scheduled),
        (BallotState.scheduled, OPENS, BallotState.open),
        (BallotState.scheduled, CLOSES, BallotState.open),
        (BallotState.scheduled, CLOSES + TICK, BallotState.closed),
        (BallotState.open, CLOSES, BallotState.open),
        (BallotState.open, CLOSES + TICK, BallotState.closed),
        (BallotState.suspended, CLOSES + TICK, BallotState.suspended),
        (BallotState.draft, CLOSES + TICK, BallotState.draft),
        (BallotState.annulled, CLOSES + TICK, BallotState.annulled),
    ],
)
def test_the_clock_opens_and_closes_without_a_deed(
    state: BallotState, now: datetime, effective: BallotState
) -> None:
    assert effective_state(state, OPENS, CLOSES, now) is effective


def test_without_times_only_the_clerk_opens_and_closes() -> None:
    assert effective_state(BallotState.scheduled, None, None, CLOSES) is BallotState.scheduled
    assert effective_state(BallotState.open, None, None, CLOSES) is BallotState.open
