"""What people call themselves is cleaned and checked here before anyone reads it."""

import re
import unicodedata

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.analysis import fold

_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"[^\W_]+")


def clean_line(text: str) -> str:
    """One line in NFC without control, bidi or zero-width characters, with single spaces."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if sign in "\r\n\t" else sign
        for sign in composed
        if sign in "\r\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return _SPACES.sub(" ", visible).strip()


def clean_text(text: str) -> str:
    """Several lines in NFC, line ends as ``\\n``, without control, bidi or zero-width characters."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        sign
        for sign in composed
        if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    ).strip()


def _script(sign: str) -> str | None:
    if not sign.isalpha():
        return None
    return unicodedata.name(sign, "UNKNOWN").split(" ")[0]


def check_display_name(name: str, reserved: tuple[str, ...]) -> str:
    """The cleaned name; ``Invalid`` when it mixes scripts or poses as the house."""
    cleaned = clean_line(name)
    scripts = {script for script in map(_script, cleaned) if script}
    if len(scripts) > 1:
        raise Invalid(
            "name_scripts", N_("Please write your name in one alphabet only."), field="display_name"
        )
    if is_reserved(cleaned, reserved):
        raise Invalid(
            "name_reserved", N_("This name is reserved. Please choose another."), field="display_name"
        )
    return cleaned


#: A French name's article melts with « de ».
_MELTED = {"Le ": "du ", "Les ": "des "}
_SPOKEN = {"fr": "de %s", "de": "von %s"}


def of_place(name: str, language: str) -> str:
    """A place as belonging is told: « d’Augny », « du Ban-Saint-Martin », „von Augny“."""
    if language == "fr":
        for article, melted in _MELTED.items():
            if name.startswith(article):
                return melted + name.removeprefix(article)
        if fold(name[0]) in "aeiouy":
            return f"d’{name}"
    return _SPOKEN.get(language, "%s") % name


def words_of(text: str) -> list[str]:
    """The folded words of a name: ``M. Le-Maître`` → ``m``, ``le``, ``maitre``."""
    return _WORDS.findall(fold(text))


def is_reserved(name: str, reserved: tuple[str, ...]) -> bool:
    """Whether a reserved name stands in ``name`` word for word, or is all of it however it is spaced out.

    Whole words only: a family called Lemaire is no mayor.
    """
    words = words_of(name)
    for taken in map(words_of, reserved):
        starts = range(len(words) - len(taken) + 1)
        if "".join(words) == "".join(taken) or any(words[at : at + len(taken)] == taken for at in starts):
            return True
    return False
