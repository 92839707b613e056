"""Whoever shows a chantier's process asks here where it stands and what people can do today."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from consult.kernel.messages import N_
from consult.rules.programme import PhaseKind, is_current

#: What each phase allows, the most inviting first: of several current phases the first one speaks.
INVITATIONS: dict[PhaseKind, str] = {
    PhaseKind.PROPOSE: N_("Today you can propose an idea, support those of others and debate them."),
    PhaseKind.VOTE: N_("Today the councillors vote. You can read the proposals and follow the ballot."),
    PhaseKind.LISTEN: N_("Today we listen: tell us what you see and need."),
    PhaseKind.CURATE: N_("Today the proposals are compared. You can still support and debate them."),
    PhaseKind.ANSWER: N_("Today the administration prepares its answers. You can read those already given."),
    PhaseKind.CARRY_OUT: N_("Today the actions are carried out. You can follow what becomes of each."),
    PhaseKind.REVIEW: N_("Today we look back together at what was done."),
}
PAUSE = N_("Nothing is under way here today. You can read what came before.")


class Position(StrEnum):
    """Where a phase stands on a given day."""

    PAST = "past"
    CURRENT = "current"
    FUTURE = "future"


def position(starts_on: date, ends_on: date | None, today: date) -> Position:
    """Whether a phase lies behind, holds or is to come on ``today``."""
    if is_current(starts_on, ends_on, today):
        return Position.CURRENT
    return Position.FUTURE if today < starts_on else Position.PAST


def invitation(current: Iterable[PhaseKind]) -> str:
    """One sentence, still in English, on what can be done while ``current`` phases hold."""
    kinds = set(current)
    return next((sentence for kind, sentence in INVITATIONS.items() if kind in kinds), PAUSE)
