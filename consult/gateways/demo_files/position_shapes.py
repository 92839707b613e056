"""What the demonstration's organisations say of chantiers, actions and the projects of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from consult.kernel.db import Localised
from consult.rules.positions import About, Stance


@dataclass(frozen=True, slots=True)
class Said:
    """One version: where the organisation stood so many days before today, and why."""

    stance: Stance
    reasons: Localised
    days_ago: int


@dataclass(frozen=True, slots=True)
class PositionText:
    """``organisation`` is its key; ``key`` that of the action or project, or the chantier's number.

    ``before``: what it said first, None where it never changed.
    """

    organisation: str
    about: About
    key: str
    said: Said
    before: Said | None


def position(raw: Mapping[str, Any]) -> PositionText:
    """From the file; ``KeyError``, ``ValueError`` or ``StopIteration`` when it is not right."""
    about = next(about for about in About if about.value in raw)
    before = raw.get("before")
    return PositionText(
        organisation=raw["organisation"],
        about=about,
        key=str(raw[about.value]),
        said=_said(raw),
        before=_said(before) if before else None,
    )


def _said(raw: Mapping[str, Any]) -> Said:
    return Said(Stance(raw["stance"]), dict(raw["reasons"]), int(raw["days_ago"]))
