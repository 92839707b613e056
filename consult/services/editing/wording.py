"""The texts of a sheet are cleaned and held to their rules here before anything is published."""

from collections.abc import Iterable, Mapping
from typing import Any

from consult.kernel.db import Localised
from consult.kernel.errors import Invalid
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line, clean_text
from consult.rules.editing import TEXTS, Kept, TextRule, refusals


def cleaned(words: Mapping[str, str], rule: TextRule) -> Localised:
    """Each language's text as it may be stored; empty ones are left out."""
    clean = clean_text if rule.lines else clean_line
    return {language: text for language, raw in words.items() if (text := clean(raw or ""))}


def checked(kind: Kept, values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with their texts clean; ``Invalid`` with every refusal of a text, each on its own field."""
    rules = {name: rule for name, rule in TEXTS[kind].items() if isinstance(values.get(name), Mapping)}
    texts = {name: cleaned(values[name], rule) for name, rule in rules.items()}
    needed = territory().content_languages
    refuse(refusal for name, words in texts.items() for refusal in refusals(name, words, rules[name], needed))
    return dict(values) | texts


def refuse(found: Iterable[Invalid]) -> None:
    """Raise the first of what was found, with the others beside it; nothing when there is none."""
    all_of_it = list(found)
    if all_of_it:
        all_of_it[0].also = tuple(all_of_it[1:])
        raise all_of_it[0]
