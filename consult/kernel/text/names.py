"""What people call themselves is cleaned and checked here before anyone reads it."""

import re
import unicodedata

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.analysis import fold
from consult.kernel.text.reserved import is_reserved, words_of

_SPACES = re.compile(r"\s+")
#: Signs without shape that are no control characters: fillers of Hangul, a blank of Braille, a joiner.
_FILLERS = dict.fromkeys(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"))
#: Signs that choose the shape of the one before; after an emoji they stay.
_SELECTORS = re.compile("[\ufe00-\ufe0e\u180b-\u180f\U000e0100-\U000e01ef]|(?<=\\w)\ufe0f")
#: Kinds of signs that are letters, or letters used as numbers.
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nl"})
MOST_ACCENTS, MOST_MARKS = 2, 4
#: First words of the Unicode names of letters that belong to no alphabet.
_COMMON = frozenset({"MODIFIER", "FEMININE", "MASCULINE", "MICRO"})
#: Chinese signs stand beside Japanese syllables.
_TOGETHER = {
    "HIRAGANA": "CJK",
    "KATAKANA": "CJK",
    "KATAKANA-HIRAGANA": "CJK",
    "IDEOGRAPHIC": "CJK",
    "BOPOMOFO": "CJK",
}
#: Alphabets in which people write their names today (Unicode Standard Annex 31, table 5, and four more).
_IN_USE = frozenset(
    {"ARABIC", "ARMENIAN", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN", "GREEK"}
    | {"GUJARATI", "GURMUKHI", "HANGUL", "HEBREW", "KANNADA", "KHMER", "LAO", "LATIN", "MALAYALAM", "MYANMAR"}
    | {"ORIYA", "SINHALA", "TAMIL", "TELUGU", "THAANA", "THAI", "TIBETAN"}
    | {"MONGOLIAN", "NKO", "SYRIAC", "TIFINAGH"}
)


def clean_line(text: str) -> str:
    """One line in NFC without control, bidi or zero-width characters, with single spaces."""
    composed = unicodedata.normalize("NFC", text).translate(_FILLERS)
    visible = "".join(
        " " if sign in "\r\n\t" else sign
        for sign in composed
        if sign in "\r\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return _SPACES.sub(" ", visible).strip()


def clean_text(text: str) -> str:
    """Several lines in NFC, line ends as ``\\n``, without control, bidi or zero-width characters."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    composed = composed.translate(_FILLERS)
    return "".join(
        sign
        for sign in composed
        if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    ).strip()


def _script(sign: str) -> str | None:
    """The alphabet of a letter, None for every other sign; those that are written together are one."""
    if not sign.isalpha():
        return None
    first = unicodedata.name(sign, "UNKNOWN").split(" ")[0]
    return None if first in _COMMON else _TOGETHER.get(first, first)


def clean_name(name: str) -> str:
    """A name as it is stored: one clean line, in which letters dressed up as others are plain ones."""
    visible = _SELECTORS.sub("", clean_line(name))
    return unicodedata.normalize("NFC", "".join(map(_undressed, visible)))


def _undressed(sign: str) -> str:
    dressed = unicodedata.category(sign) in _LETTERS and sign not in "ªº"
    return unicodedata.normalize("NFKC", sign) if dressed else sign


def check_display_name(name: str, reserved: tuple[str, ...]) -> str:
    """The clean name; ``Invalid`` when it has no letter, is buried under marks, mixes alphabets or poses as
    the house."""
    cleaned = clean_name(name)
    scripts = {script for script in map(_script, cleaned) if script}
    for wrong, code, sentence in (
        (not any(map(str.isalpha, cleaned)), "name_letters", N_("A name has at least one letter.")),
        (_is_flooded(cleaned), "name_marks", N_("Please write your name in ordinary letters.")),
        (len(scripts) > 1, "name_scripts", N_("Please write your name in one alphabet only.")),
        (not scripts <= _IN_USE, "name_marks", N_("Please write your name in ordinary letters.")),
        (
            is_reserved(cleaned, reserved),
            "name_reserved",
            N_("This name is reserved. Please choose another."),
        ),
    ):
        if wrong:
            raise Invalid(code, sentence, field="display_name")
    return cleaned


def _is_flooded(name: str) -> bool:
    """More than two marks on a letter, or more than four signs of any kind that take no room."""
    accents = marks = 0
    for sign in unicodedata.normalize("NFD", name):
        mark = unicodedata.category(sign) in {"Mn", "Me"}
        marks = marks + 1 if mark else 0
        accents = accents + (unicodedata.combining(sign) > 0) if mark else 0
        if accents > MOST_ACCENTS or marks > MOST_MARKS:
            return True
    return False


def is_same_name(one: str, other: str) -> bool:
    """Whether two names differ by case, accents, spaces and punctuation only."""
    return "".join(words_of(one)) == "".join(words_of(other))


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
