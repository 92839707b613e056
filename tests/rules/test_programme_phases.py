"""Where a chantier's process stands, and what people are invited to do."""

from datetime import date

import pytest

from consult.rules.phases import INVITATIONS, PAUSE, Position, invitation, position
from consult.rules.programme import PhaseKind

FIRST, LAST = date(2019, 1, 30), date(2019, 5, 9)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2019, 1, 29), Position.FUTURE),
        (FIRST, Position.CURRENT),
        (LAST, Position.CURRENT),
        (date(2019, 5, 10), Position.PAST),
    ],
)
def test_both_bounds_belong_to_a_phase(today: date, expected: Position) -> None:
    assert position(FIRST, LAST, today) is expected


def test_an_open_phase_never_passes() -> None:
    assert position(FIRST, None, date(2099, 1, 1)) is Position.CURRENT


def test_of_several_phases_the_most_inviting_speaks() -> None:
    sentence = invitation([PhaseKind.CARRY_OUT, PhaseKind.PROPOSE])
    assert sentence == INVITATIONS[PhaseKind.PROPOSE]


def test_every_phase_invites_and_none_means_a_pause() -> None:
    assert set(INVITATIONS) == set(PhaseKind)
    assert invitation([]) == PAUSE
