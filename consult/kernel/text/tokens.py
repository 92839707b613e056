"""What the search index holds of a text: its words in every form in which somebody may ask for them."""

from functools import lru_cache

from consult.kernel.text.analysis import spellings, stem, token, written_words
from consult.kernel.text.compounds import LANGUAGE, parts

#: Stands before a part of a compound, which no word can begin with.
PART = "_"


def index_tokens(text: str, language: str) -> frozenset[str]:
    """Stems, plain folded words, other spellings and parts of compounds of a text in ``language``."""
    found = {match[0] for match in written_words(text)}
    return frozenset().union(*(word_tokens(word, language) for word in found))


@lru_cache(maxsize=200_000)
def word_tokens(word: str, language: str) -> frozenset[str]:
    """The tokens of one word as somebody wrote it; German writes its nouns with a capital."""
    found: set[str] = set()
    for spelling in spellings(word, language):
        found |= {token(spelling), token(stem(spelling, language))}
        if language == LANGUAGE:
            found |= {part_token(part) for part in parts(spelling, noun=word[:1].isupper())}
    found.discard("")
    return frozenset(found)


def part_token(part: str) -> str:
    return PART + token(part)
