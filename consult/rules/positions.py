"""Where an organisation stands on a chantier, an action or an outside project, and how it must say why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_


class Stance(StrEnum):
    """The order is that of the columns side by side."""

    FOR = "for"
    WITH_CONDITIONS = "with_conditions"
    AGAINST = "against"
    OPEN = "open"


REASONS_LENGTH = (50, 4000)
STANCE_LABELS = {
    Stance.FOR: N_("In favour"),
    Stance.WITH_CONDITIONS: N_("In favour on conditions"),
    Stance.AGAINST: N_("Opposed"),
    Stance.OPEN: N_("Neither for nor against"),
}


class About(StrEnum):
    """What a position can be about; the value is the word in addresses."""

    CHANTIER = "chantier"
    ACTION = "action"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Thing:
    """A chantier by its number, an action or an outside project by its row."""

    about: About
    id: int


def check_reasons(reasons: Mapping[str, str], languages: Collection[str]) -> None:
    """Reasons in one of the ``languages`` or more, each of 50 to 4,000 characters; ``Invalid`` names every
    field (``reasons_<language>``) that is not so."""
    if not reasons:
        raise Invalid(
            "reasons_missing",
            N_("Please give your reasons in one language at least."),
            field=f"reasons_{next(iter(languages))}",
        )
    wrong = [_wrong(language) for language, text in reasons.items() if not _fits(text)]
    if wrong:
        first, *others = wrong
        first.also = tuple(others)
        raise first


def _fits(text: str) -> bool:
    return REASONS_LENGTH[0] <= len(text) <= REASONS_LENGTH[1]


def _wrong(language: str) -> Invalid:
    low, high = REASONS_LENGTH
    sentence = N_("Please write between %(low)s and %(high)s characters.")
    return Invalid("length", sentence, field=f"reasons_{language}", low=low, high=high)
