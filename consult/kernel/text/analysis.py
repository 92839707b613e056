"""Search and its index read texts through here, so that both see the same words in the same forms."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import Stemmer

#: Longer words are cut: nobody types them, and no database should have to keep them.
LONGEST_WORD = 60
_WORDS = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
#: ``ue`` after a vowel or q is not a spelled-out umlaut: Steuer, neue, Quelle.
_SPELLED = re.compile(r"(?<![aeiouq])([aou])e")
_PLAIN = re.compile(r"[a-z0-9]+")
_STEMMERS = {"fr": "french", "de": "german", "en": "english"}
_WITH_UMLAUTS = {"de", "lb"}
#: Plurals that the French stemmer leaves as they are.
_PLURALS = {"aux": "ail", "travaux": "travail", "vitraux": "vitrail"}
_PLURAL_S = re.compile(r"^\w{2,}[aiou]s$")
_PLURAL_X = re.compile(r"^\w*(li|j|f|v|chev|nev|o)eux$|^\w+oux$")


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


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word, the same for its plural; the word itself in a language without stemmer."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    if language != "fr":
        return str(stemmer.stemWord(word))
    word = _PLURALS.get(word, word)
    if word.endswith(("ers", "irs")) and len(word) > 5:  # "verger" becomes "verg", "vergers" stays "verger"
        word = word[:-1]
    found = str(stemmer.stemWord(word))
    if found == word and (_PLURAL_S.match(word) or _PLURAL_X.match(word)):
        return str(stemmer.stemWord(word[:-1]))
    return found


def words(text: str) -> list[str]:
    """The folded words of ``text`` in their order."""
    return _WORDS.findall(fold(text))


def written_words(text: str) -> Iterator[re.Match[str]]:
    """Where in ``text`` its words stand, as somebody wrote them."""
    return _WORDS.finditer(unicodedata.normalize("NFC", text))


def terms(text: str, language: str) -> str:
    """Folded, stemmed words of ``text`` in their order, joined by spaces."""
    return " ".join(stem(word, language) for word in words(text))


def spellings(word: str, language: str) -> set[str]:
    """The folded forms of a word as written: with and without ``ae`` for ä, where there are umlauts."""
    plain = fold(word)
    if language not in _WITH_UMLAUTS:
        return {plain}
    return {plain, fold(word.lower().translate(_UMLAUTS)), unspelled(plain)}


def unspelled(word: str) -> str:
    """A folded word with its umlauts as one letter: ``baeume`` → ``baume``, but ``steuer`` as it is."""
    return _SPELLED.sub(r"\1", word)


def token(word: str) -> str:
    """A folded word or stem as the index holds it: ASCII letters, digits and ``_``, of limited length.

    Any other sign stands as its number, so that both databases take the same words apart.
    """
    if not _PLAIN.fullmatch(word):
        word = "".join(sign if _PLAIN.fullmatch(sign) else f"_{ord(sign):x}" for sign in word)
    return word[:LONGEST_WORD]
