"""One analyser for everything that is searched: fold first, then stem, the same on both databases."""

import re
import unicodedata
from functools import cache

import Stemmer

_WORDS = re.compile(r"\w+", re.UNICODE)
_LIGATURES = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae"})
_STEMMERS = {"fr": "french", "de": "german", "en": "english"}


def fold(text: str) -> str:
    """Lower case without accents or ligatures: ``Straße`` → ``strasse``, ``École`` → ``ecole``."""
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    spread = unicodedata.normalize("NFKD", lowered.translate(_LIGATURES))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name else None


def terms(text: str, language: str) -> str:
    """Folded, stemmed words of ``text`` in their order, joined by spaces."""
    words = _WORDS.findall(fold(text))
    if language == "fr":  # Snowball stems "verger" to "verg" but leaves "vergers" at "verger"
        words = [word[:-1] if word.endswith("ers") and len(word) > 5 else word for word in words]
    stemmer = _stemmer(language)
    return " ".join(stemmer.stemWords(words) if stemmer else words)
