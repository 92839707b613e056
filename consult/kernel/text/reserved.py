"""Nobody poses as the house: names that are, contain or imitate a reserved one are found here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from consult.kernel.text.lookalikes import plain, readings

_WORDS = re.compile(r"[^\W_]+")
_DIGITS = "0123456789"
#: From so many letters on, a reserved name is found inside another word too: no family is called so.
LONG = 9
#: From so many letters on, an s at the end makes a plural.
PLURAL_FROM = 5
#: Words that join names.
JOINTS = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "et", "von", "der", "die", "das", "und", "the", "of"}
)
#: Words that make a name sound official.
ATTACHED = frozenset(
    {"officiel", "officielle", "official", "offiziell", "offizielle", "offizieller", "verifie", "verified"}
    | {"verifiziert", "compte", "konto", "account", "team", "equipe", "staff", "service", "dienst", "info"}
    | {"contact", "kontakt", "profil"}
)


def words_of(text: str) -> list[str]:
    """The plain words of a name: ``M. Le-Maître`` → ``m``, ``le``, ``maitre``."""
    return _WORDS.findall(plain(text))


@dataclass(frozen=True, slots=True)
class _Taken:
    """The reserved names as word lists and written together, and a pattern of words glued to them."""

    names: tuple[tuple[str, ...], ...]
    words: frozenset[str]
    long: tuple[str, ...]
    glued_names: re.Pattern[str]
    glued_words: re.Pattern[str]


@cache
def _taken(reserved: tuple[str, ...]) -> _Taken:
    names = tuple(tuple(words_of(name)) for name in reserved)
    together = {"".join(words) for words in names}
    words = frozenset(word for name in names for word in name) - JOINTS
    return _Taken(
        names,
        words,
        tuple(name for name in together if len(name) >= LONG),
        _glued(together),
        _glued(words),
    )


def _glued(parts: Iterable[str]) -> re.Pattern[str]:
    """One or more reserved parts and official words without spaces, such as ``adminofficiel``."""
    own, official, joint = (
        "|".join(sorted(group, key=len, reverse=True)) for group in (set(parts), ATTACHED, JOINTS)
    )
    return re.compile(rf"(?:{official})*(?:{own})(?:(?:{joint})*(?:{own}|{official}))*")


def _sequences(reading: str) -> list[list[str]]:
    """The words as they are written, with single letters put together, and with every dot taken out."""
    words = _WORDS.findall(reading)
    tokens = ["".join(_WORDS.findall(part)) for part in reading.split()]
    return [_bare(words), _bare(_without_gaps(words)), _bare(tokens)]


def _bare(words: Iterable[str]) -> list[str]:
    """Words without digits at their ends: ``admin42`` is an admin."""
    return [bare for word in words if (bare := word.strip(_DIGITS))]


def _without_gaps(words: Iterable[str]) -> list[str]:
    """Letters that stand alone side by side are one word."""
    found: list[str] = []
    open_word = False
    for word in words:
        if len(word) == 1 and open_word:
            found[-1] += word
        else:
            found.append(word)
        open_word = len(word) == 1
    return found


def is_reserved(name: str, reserved: tuple[str, ...]) -> bool:
    """Whether a person of this name poses as the house: a reserved name stands in it word for word, whatever
    else stands there; or is all of it however it is spaced out, spelt or glued to an official word.

    Whole words only, save for long ones: a family called Lemaire is no mayor.
    """
    taken = _taken(reserved)
    return bool(reserved) and any(_poses(reading, taken) for reading in readings(name))


def _poses(reading: str, taken: _Taken) -> bool:
    together = "".join(_WORDS.findall(reading))
    if any(name in together for name in taken.long) or taken.glued_names.fullmatch(together.strip(_DIGITS)):
        return True
    return any(_stands_in(words, taken) for words in _sequences(reading))


def _stands_in(words: list[str], taken: _Taken) -> bool:
    if any(taken.glued_names.fullmatch(word) for word in words):
        return True
    singular = [word[:-1] if word.endswith("s") and len(word) > PLURAL_FROM else word for word in words]
    return any(
        tuple(line[at : at + len(name)]) == name
        for name in taken.names
        for line in (words, singular)
        for at in range(len(line) - len(name) + 1)
    )


def is_only_reserved(name: str, reserved: tuple[str, ...]) -> bool:
    """Whether an organisation's name is nothing but reserved words, official ones and what joins them:
    an association may bear the town's name beside one of its own, and no other."""
    taken = _taken(reserved)
    return any(_has_nothing_else(words, taken) for reading in readings(name) for words in _sequences(reading))


def _has_nothing_else(words: list[str], taken: _Taken) -> bool:
    known = taken.words | JOINTS | ATTACHED
    others = [word for word in words if word not in known and not taken.glued_words.fullmatch(word)]
    return bool(words) and not others and not set(words) <= JOINTS
