"""Which other words and phrases, in any language, mean what somebody asks for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from consult.kernel.territory import DATA, territory
from consult.kernel.text.analysis import stem, words
from consult.kernel.text.lexicon import Row, rows

#: A phrase of the lists has at most so many words that count.
LONGEST_PHRASE = 4
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase of the list ``source``: as people write it, and its folded words that count."""

    language: str
    written: str
    words: Key
    source: str


@cache
def empty_words() -> frozenset[str]:
    """Folded words that nobody looks for, of all languages together."""
    lists = yaml.safe_load((DATA / "stop_words.yaml").read_text("utf-8"))["search"]
    return frozenset(word for text in lists.values() for word in words(text))


@cache
def small_words() -> frozenset[str]:
    """Those, and all that say nothing of a text's subject: no stem of a word that nobody typed may be one."""
    lists = yaml.safe_load((DATA / "stop_words.yaml").read_text("utf-8"))
    texts = (text for text in lists.values() if isinstance(text, str))
    return empty_words() | {word for text in texts for word in words(text)}


def same_meaning(asked: Sequence[str], language: str) -> tuple[Phrase, ...]:
    """What else is said for these folded words, taken together as a word or phrase of ``language``."""
    key = tuple(stem(word, language) for word in asked)
    return tuple(phrase for row in _rows(language).get(key, ()) for phrase in _phrases(row))


@cache
def listed_words() -> tuple[str, ...]:
    """Every folded word of the lists, sorted: somebody may have meant one of them."""
    return tuple(
        sorted({word for row in rows() for phrase in _phrases(row) for word in phrase.words if len(word) > 3})
    )


@cache
def _rows(language: str) -> Mapping[Key, tuple[Row, ...]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows():
        for phrase in _phrases(row):
            key = tuple(stem(word, language) for word in phrase.words)
            if phrase.language == language and row not in found[key]:
                found[key].append(row)
    return {key: tuple(known) for key, known in found.items()}


@cache
def _phrases_of(number: int) -> tuple[Phrase, ...]:
    row = rows()[number - 1]
    return tuple(
        Phrase(language, written, key, row.source)
        for language in territory().text_languages
        for entry in row.entries.get(language, ())
        for written in _readings(entry)
        if (key := content(words(written))) and len(key) <= LONGEST_PHRASE
    )


def _phrases(row: Row) -> tuple[Phrase, ...]:
    return _phrases_of(row.number)


def _readings(entry: str) -> Iterator[str]:
    """``plan local (PLUi)`` says two things: what stands before the bracket, and what stands in it."""
    outside, _, inside = entry.partition("(")
    yield outside.strip()
    if inside:
        yield inside.rstrip(")").strip()


def content(asked: Sequence[str]) -> Key:
    """The words that say something; all of them where none does."""
    return tuple(word for word in asked if word not in empty_words()) or tuple(asked)
