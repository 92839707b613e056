"""What is put to the vote stands in every language: scheduling checks it here, all missing texts at once."""

from collections.abc import Mapping

from consult.kernel.db import Localised
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_text


def one_line(text: str) -> str:
    """One clean line that keeps its no-break spaces: what is frozen is printed as it was written."""
    return " ".join(clean_text(text).split("\n"))


class InEveryLanguage:
    """Collects what is missing or too long, so that a clerk reads all of it after one try."""

    def __init__(self) -> None:
        self.refusals: list[Invalid] = []

    def of(self, words: Mapping[str, str], field: str, longest: int, suffix: str = "") -> Localised:
        """The words as one line in each language of the content, and in others that have them.

        A fault is noted for ``<field>_<code><suffix>``.
        """
        cleaned = {code: one_line(words.get(code, "")) for code in territory().languages}
        for code, text in cleaned.items():
            where = f"{field}_{code}{suffix}"
            if not text and code in territory().content_languages:
                self._note("language_missing", MISSING, where)
            elif len(text) > longest:
                self._note("too_long", TOO_LONG, where, most=longest)
        return {code: text for code, text in cleaned.items() if text}

    def _note(self, code: str, sentence: str, field: str, **values: object) -> None:
        self.refusals.append(Invalid(code, sentence, field=field, **values))

    def require(self) -> None:
        """Refuse with ``Invalid`` when anything was noted: the first fault, the others in its ``also``."""
        if self.refusals:
            first, *others = self.refusals
            first.also = tuple(others)
            raise first


MISSING = N_("This text is needed in every language before anyone votes on it.")
TOO_LONG = N_("Please write at most %(most)s characters.")
