"""What the demonstration adds to the programme: dated processes of chantiers, and steps of actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.kernel.db import Localised
from consult.rules.programme import ActionStatus, PhaseKind


@dataclass(frozen=True, slots=True)
class PhaseText:
    """Its first and last day, counted from today; negative before it."""

    kind: PhaseKind
    first: int
    last: int
    note: Localised


@dataclass(frozen=True, slots=True)
class StepText:
    """What became of the action with that key, so many days before today."""

    action: str
    status: ActionStatus
    days_ago: int
    note: Localised


def processes(raw: Mapping[int, list[Mapping[str, Any]]]) -> dict[int, tuple[PhaseText, ...]]:
    """By the chantier's number; ``KeyError`` or ``ValueError`` when the file is not right."""
    return {
        number: tuple(
            PhaseText(PhaseKind(one["kind"]), one["first"], one["last"], dict(one["note"])) for one in phases
        )
        for number, phases in raw.items()
    }


def step(raw: Mapping[str, Any]) -> StepText:
    """From the file; ``KeyError`` or ``ValueError`` when it is not right."""
    return StepText(raw["action"], ActionStatus(raw["status"]), raw["days_ago"], dict(raw["note"]))
