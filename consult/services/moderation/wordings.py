"""The wordings that a moderator starts from, in the author's language; the moderator edits before sending."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from consult.kernel.i18n import localised
from consult.kernel.territory import DATA
from consult.rules.moderation import DecisionKind, Ground, Label


@dataclass(frozen=True, slots=True)
class Wording:
    """How the facts may begin, and a whole reason."""

    facts: str
    reason: str


NOTHING = Wording("", "")


@cache
def _stored() -> dict[str, dict[str, dict[str, Any]]]:
    raw = yaml.safe_load((DATA / "moderation" / "statements.yaml").read_text("utf-8"))
    return {str(part): wordings for part, wordings in raw.items()}


def _in(language: str, found: dict[str, Any] | None) -> Wording:
    if found is None:
        return NOTHING
    return Wording(localised(found["facts"], language), localised(found["reason"], language))


def for_ground(ground: Ground, language: str) -> Wording:
    """For a decision that rests on a rule; in the first language of the house where ``language`` has none."""
    return _in(language, _stored()["grounds"].get(ground.value))


def for_label(label: Label, language: str) -> Wording:
    """For a label set above a text."""
    return _in(language, _stored()["labels"].get(label.value))


def for_kind(kind: DecisionKind, language: str) -> Wording:
    """For a decision that rests on no rule, such as moving; empty for any other."""
    return _in(language, _stored()["kinds"].get(kind.value))


def suggested(kind: DecisionKind, ground: Ground | None, label: Label | None, language: str) -> Wording:
    """What fits a decision as far as it is chosen: a label's own words go before those of the rule."""
    if kind is DecisionKind.LABEL and label is not None:
        return for_label(label, language)
    own = for_kind(kind, language)
    return own if own != NOTHING or ground is None else for_ground(ground, language)


def unfinished(text: str) -> bool:
    """Whether it is one of the wordings as it stands here, with a gap that nobody has filled."""
    return text.strip() in _gaps()


@cache
def _gaps() -> frozenset[str]:
    texts = (
        text
        for wordings in _stored().values()
        for wording in wordings.values()
        for part in wording.values()
        for text in part.values()
    )
    return frozenset(text for text in texts if "…" in text)


def all_in(language: str) -> dict[str, dict[str, tuple[str, str]]]:
    """Every wording in a language: by what it is chosen with (``ground``, ``label``, ``kind``), then its
    value, facts and reason."""
    return {
        part.removesuffix("s"): {
            value: (localised(found["facts"], language), localised(found["reason"], language))
            for value, found in wordings.items()
        }
        for part, wordings in _stored().items()
    }
