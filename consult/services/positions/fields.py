"""What the form of a position hands to the deeds: reasons in one language or several, cleaned and bounded."""

from dataclasses import dataclass

from consult.kernel.db import Localised
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_, LanguageName
from consult.kernel.territory import territory
from consult.kernel.text.language import SURE, detect
from consult.kernel.text.names import clean_text
from consult.rules.positions import Stance, check_reasons


@dataclass(frozen=True, slots=True)
class PositionFields:
    """``reasons`` by language, empty ones left out by the deed; ``language_sure``: whoever writes says that
    each text is in the language it stands under, though it may read like another."""

    stance: Stance
    reasons: Localised
    language_sure: bool = False


def checked(fields: PositionFields) -> Localised:
    """The clean reasons; ``Invalid`` when there are none, one is too short or long, or reads like another
    language than its own and nobody has said that it shall be so."""
    languages = territory().languages
    cleaned = {code: clean_text(fields.reasons.get(code, "")) for code in languages}
    reasons = {code: text for code, text in cleaned.items() if text}
    check_reasons(reasons, languages)
    if not fields.language_sure:
        for code, text in reasons.items():
            _check_language(code, text)
    return reasons


def _check_language(said: str, text: str) -> None:
    language, probability = detect(text)
    if language != said and probability >= SURE:
        raise Invalid(
            "language_doubtful",
            N_("This reads like another language: %(language)s. Is it in the right field?"),
            field=f"reasons_{said}",
            language=LanguageName(language),
        )
