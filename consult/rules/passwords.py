"""What a password must be, by the CNIL's recommendation 2022-100: long, not common, not one's own name."""

import re
import unicodedata
from collections.abc import Iterable

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.rules.participation import PASSWORD_LENGTH

FEWEST_SIGNS = 5
SHORTEST_WORD = 4
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_WORDS = re.compile(r"[^\W\d_]+")


def normalised(password: str) -> str:
    """The password in NFC, so that a keyboard which composes accents differently gives the same one."""
    return unicodedata.normalize("NFC", password)


def is_hashable(password: str) -> bool:
    """Whether a typed password is worth comparing at all: not empty, not huge, no NUL or lone surrogate."""
    return 0 < len(password) <= PASSWORD_LENGTH[1] and not any(
        sign == "\0" or unicodedata.category(sign) == "Cs" for sign in password
    )


def check_password(
    password: str, *, common: frozenset[str], personal: Iterable[str], field: str = "password"
) -> str:
    """The normalised password; ``Invalid`` (beside ``field``) when it is too short, too long or guessable.

    ``common`` holds lower-case words; ``personal`` is what everybody knows of its owner (name, address).
    """
    chosen = normalised(password)
    low, high = PASSWORD_LENGTH
    if not low <= len(chosen) <= high:
        raise Invalid(
            "password_length",
            N_("A password has between %(low)s and %(high)s characters."),
            field=field,
            low=low,
            high=high,
        )
    if not is_hashable(chosen):
        raise Invalid(
            "password_signs", N_("This password contains a sign that cannot be typed again."), field=field
        )
    if _is_common(chosen.casefold(), common):
        raise Invalid(
            "password_common",
            N_("Many people use this password or a similar one. Please choose another."),
            field=field,
        )
    if _contains_personal(chosen.casefold(), personal):
        raise Invalid(
            "password_personal", N_("A password must not contain your name or address."), field=field
        )
    return chosen


def _is_common(password: str, common: frozenset[str]) -> bool:
    """Also when only digits and punctuation were added to a common word, or a few signs are repeated."""
    core = _EDGES.sub("", password)
    return len(set(password)) < FEWEST_SIGNS or password in common or core in common or core == ""


def _contains_personal(password: str, personal: Iterable[str]) -> bool:
    words = {word for text in personal for word in _WORDS.findall(text.casefold())}
    return any(len(word) >= SHORTEST_WORD and word in password for word in words)
