"""The wordings that a moderator starts from, in the author's language; the moderator edits before sending."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from consult.kernel.i18n import localised
from consult.kernel.territory import DATA
from consult.rules.moderation import GROUNDED, DecisionKind, Ground, Label


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


def for_name(ground: Ground, language: str) -> Wording:
    """For a name that a neutral one replaces; the rule's own words where there are none for names."""
    own = _in(language, _stored()["names"].get(ground.value))
    return own if own != NOTHING else for_ground(ground, language)


def suggested(
    kind: DecisionKind, ground: Ground | None, label: Label | None, language: str, *, name: bool = False
) -> Wording:
    """What fits a decision as far as it is chosen: a label's own words go before those of the rule, and a
    ``name`` is spoken of as a name; empty where the decision rests on no rule and has no words of its own."""
    if kind is DecisionKind.LABEL and label is not None:
        return for_label(label, language)
    own = for_kind(kind, language)
    if own != NOTHING or ground is None or kind not in GROUNDED:
        return own
    return for_name(ground, language) if name and kind is DecisionKind.HIDE else for_ground(ground, language)


def is_stored(text: str, language: str) -> bool:
    """Whether it is one of the wordings in ``language``, left as it was: another may take its place."""
    return text.strip() in {
        words for part in all_in(language).values() for pair in part.values() for words in pair
    }


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


def all_in(language: str, *, names: bool = True) -> dict[str, dict[str, tuple[str, str]]]:
    """Every wording in a language: by what it is chosen with (``ground``, ``label``, ``kind``, and ``name``
    for the grounds of a name, where wanted), then its value, facts and reason."""
    return {
        part.removesuffix("s"): {
            value: (localised(found["facts"], language), localised(found["reason"], language))
            for value, found in wordings.items()
        }
        for part, wordings in _stored().items()
        if names or part != "names"
    }
