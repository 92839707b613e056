"""Where a chantier's process stands, and what people are invited to do."""

from datetime import date

import pytest

from consult.rules.phases import INVITATIONS, PAUSE, UNTIL, Invitation, PhaseTime, invitation, position
from consult.rules.programme import PhaseKind

FIRST, LAST = date(2019, 1, 30), date(2019, 5, 9)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2019, 1, 29), PhaseTime.FUTURE),
        (FIRST, PhaseTime.CURRENT),
        (LAST, PhaseTime.CURRENT),
        (date(2019, 5, 10), PhaseTime.PAST),
    ],
)
def test_both_bounds_belong_to_a_phase(today: date, expected: PhaseTime) -> None:
    assert position(FIRST, LAST, today) is expected


def test_an_open_phase_never_passes() -> None:
    assert position(FIRST, None, date(2099, 1, 1)) is PhaseTime.CURRENT


def test_of_several_phases_the_most_inviting_speaks() -> None:
    said = invitation({PhaseKind.CARRY_OUT: LAST, PhaseKind.PROPOSE: None})
    assert said == Invitation(INVITATIONS[PhaseKind.PROPOSE], PhaseKind.PROPOSE, None)


def test_a_phase_that_ends_says_until_when() -> None:
    said = invitation({PhaseKind.VOTE: LAST})
    assert said == Invitation(UNTIL[PhaseKind.VOTE], PhaseKind.VOTE, LAST)
    assert all("%(day)s" in sentence for sentence in UNTIL.values())


def test_every_phase_invites_and_none_means_a_pause() -> None:
    assert set(INVITATIONS) == set(UNTIL) == set(PhaseKind)
    assert invitation({}) == Invitation(PAUSE)
