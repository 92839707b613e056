"""A machine's words for one text: the memory first, then the service, with everything that is checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.gateways.translator import BadAnswer, Translator
from consult.kernel.text.language import SURE, detect
from consult.kernel.text.names import clean_line, clean_text
from consult.rules.participation import TITLE_LENGTH
from consult.rules.translations import MEMORY, plausible_length
from consult.services.translations.paragraphs import (
    digest,
    on_one_line,
    paragraphs,
    put_together,
    same_shape,
)
from consult.services.translations.terms import missing_terms, shielded

#: A text of more lines is for people: asking for it would outlast the claim.
MOST_PARAGRAPHS = 200


@dataclass(frozen=True, slots=True)
class Order:
    """A text to be translated, with the paragraphs that people have translated before, by their hash."""

    title: str | None
    body: str
    source: str
    target: str
    known: dict[str, str]


@dataclass(frozen=True, slots=True)
class Worded:
    """A translation; ``provider``: the service that made it, or the memory alone."""

    title: str | None
    body: str
    provider: str


def worded(order: Order, translator: Translator) -> Worded | None:
    """The translation; None when there is no word to translate. Touches no database.

    ``Away`` and ``BadAnswer`` as the translator, ``BadAnswer`` too for what fails a check.
    """
    units = paragraphs(order.title, order.body)
    if not units:
        return None
    if len(units) > MOST_PARAGRAPHS:
        raise BadAnswer("too many lines")
    unknown = list(dict.fromkeys(unit for unit in units if digest(unit) not in order.known))
    fresh = dict(zip(unknown, _asked(order, unknown, translator), strict=True))
    said = [fresh[unit] if unit in fresh else order.known[digest(unit)] for unit in units]
    title, body = put_together(order.title, order.body, said)
    made = Worded(
        _shortened(clean_line(title)) if title is not None else None,
        clean_text(body),
        translator.name if unknown else MEMORY,
    )
    if unknown:
        _check(order, units, said)
    return made


def _asked(order: Order, texts: Sequence[str], translator: Translator) -> list[str]:
    """Each text with its terms protected; those whose placeholders got lost once more without.

    What then calls an official term by another name is no translation of ours: people take over.
    """
    if not texts:
        return []
    covered = [shielded(text, order.source, order.target) for text in texts]
    answers = translator.translate([each.text for each in covered], order.source, order.target)
    opened = [each.opened(answer) for each, answer in zip(covered, answers, strict=True)]
    again = [text for text, answer in zip(texts, opened, strict=True) if answer is None]
    plain = iter(translator.translate(again, order.source, order.target) if again else [])
    said = [on_one_line(next(plain) if answer is None else answer) for answer in opened]
    for text, answer in zip(texts, said, strict=True):
        if text in again and missing_terms(text, answer, order.source, order.target):
            raise BadAnswer("an official term is called otherwise")
        if not clean_line(answer):
            raise BadAnswer("empty")
        if not same_shape(text, answer):
            raise BadAnswer("other marks, addresses or HTML")
        if not plausible_length(len(text), len(answer)):
            raise BadAnswer("length")
    return said


def _check(order: Order, units: Sequence[str], said: Sequence[str]) -> None:
    language, probability = detect("\n".join(said))
    if language != order.target and probability >= SURE:
        raise BadAnswer("wrong language")
    if list(units) == list(said) and probability >= SURE:
        raise BadAnswer("unchanged")


def _shortened(title: str) -> str:
    """A title that fits its column; a machine's may end with an ellipsis."""
    longest = TITLE_LENGTH[1]
    return title if len(title) <= longest else title[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
