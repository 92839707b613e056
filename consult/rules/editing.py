"""What editors keep: the official texts that have drafts, a preview and a guard against lost updates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_


class Kept(StrEnum):
    CHANTIER = "chantier"
    PHASES = "phases"
    ACTION = "action"
    EVENT = "event"
    PLACE = "place"
    PROJECT = "project"
    PAGE = "page"


#: The key of a draft of something that does not exist yet.
NEW = "new"
KEPT_LABELS = {
    Kept.CHANTIER: N_("Page of a chantier"),
    Kept.PHASES: N_("Process of a chantier"),
    Kept.ACTION: N_("Action"),
    Kept.EVENT: N_("Event of the calendar"),
    Kept.PLACE: N_("Place"),
    Kept.PROJECT: N_("Project of others"),
    Kept.PAGE: N_("Static page"),
}


class Need(Enum):
    """In which of the content's languages a text must stand before its thing is published."""

    ALL = "in every language"
    ONE = "in one language at least: the translation follows"
    ALL_OR_NONE = "in every language or in none"
    ANY_OR_NONE = "in some languages or in none"


@dataclass(frozen=True, slots=True)
class TextRule:
    """``longest`` in characters of one language; ``lines``: a text of several lines."""

    longest: int
    need: Need = Need.ALL
    lines: bool = False


#: Actions and what becomes of them may be published before they are translated; the rest waits for both.
TEXTS: dict[Kept, dict[str, TextRule]] = {
    Kept.CHANTIER: {
        "name": TextRule(200),
        "subtitle": TextRule(300),
        "question": TextRule(300),
        "introduction": TextRule(3000, lines=True),
    },
    Kept.PHASES: {"note": TextRule(1000, Need.ALL_OR_NONE, lines=True)},
    Kept.ACTION: {
        "title": TextRule(120, Need.ONE),
        "summary": TextRule(600, Need.ONE, lines=True),
        "lead": TextRule(200, Need.ONE),
        "note": TextRule(1000, Need.ONE, lines=True),
        "partners": TextRule(200, Need.ANY_OR_NONE),
    },
    Kept.PLACE: {"name": TextRule(120), "summary": TextRule(1000, lines=True)},
    Kept.PROJECT: {
        "title": TextRule(200),
        "summary": TextRule(3000, lines=True),
        "owner": TextRule(200),
    },
    Kept.PAGE: {"title": TextRule(200), "body": TextRule(60_000, lines=True)},
}
#: What a page may name is bounded, as the form that lists it is.
MOST_PHASES = 12
MOST_PARTNERS = 20


def refusals(name: str, words: Mapping[str, str], rule: TextRule, needed: Sequence[str]) -> Iterator[Invalid]:
    """What keeps the cleaned ``words`` from being published; each names the field ``<name>_<language>``.

    ``needed`` are the languages of the content. Source: both languages before publication, but for actions
    and what becomes of them.
    """
    missing = [language for language in needed if not words.get(language)]
    if rule.need is Need.ALL or (rule.need is Need.ALL_OR_NONE and any(words.values())):
        for language in missing:
            yield Invalid("missing", N_("Please write this in every language."), field=f"{name}_{language}")
    elif rule.need is Need.ONE and not any(words.values()):
        sentence = N_("Please write this in at least one language.")
        yield Invalid("missing", sentence, field=f"{name}_{needed[0]}")
    for language, text in words.items():
        if len(text) > rule.longest:
            sentence = N_("Please write at most %(max)d characters.")
            yield Invalid("too_long", sentence, field=f"{name}_{language}", max=rule.longest)
