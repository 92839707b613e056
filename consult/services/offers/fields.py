"""What the forms around offers hand to the deeds: cleaned, bounded, with the language of each text."""

from dataclasses import dataclass

from consult.kernel.actor import Actor
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.language import SHORTEST, SURE, detect
from consult.kernel.text.names import clean_text
from consult.rules.offers import OfferKind
from consult.rules.participation import check_length


@dataclass(frozen=True, slots=True)
class OfferFields:
    """``language`` is what the person said, None to ask the text; ``named``: they agree to be named."""

    kind: OfferKind
    text: str
    language: str | None = None
    named: bool = False


def words(actor: Actor, text: str, said: str | None, bounds: tuple[int, int], field: str) -> tuple[str, str]:
    """The clean text and its language: the one its writer said, else the one it reads like.

    A text too short to tell is in its writer's language; any other is asked about with ``Invalid``.
    """
    body = clean_text(text)
    check_length(body, bounds, field)
    if said:
        return body, said
    detected, probability = detect(body)
    if probability >= SURE:
        return body, detected
    if len(body) < SHORTEST:
        return body, actor.language
    raise Invalid("language_unknown", N_("Please say in which language you wrote."), field="language")
