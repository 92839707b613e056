"""Long German words are taken apart here, with the words that the site itself uses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import yaml

from consult.kernel.territory import DATA
from consult.kernel.text.analysis import LONGEST_WORD, fold, stem, words
from consult.kernel.text.lexicon import rows
from consult.kernel.text.meanings import empty_words

LANGUAGE = "de"
#: Shorter parts are too often an accident; those of the word lists are known to be words.
SHORTEST, SHORTEST_LISTED = 4, 3
SHORTEST_COMPOUND = 6
#: What German puts between two parts: Gemeinderat-s-mitglied, Streuobstwiese-n-pflege, Frau-en-haus.
_JOINTS = ("", "s", "n", "en", "es", "er")
_FOLDERS = ("programme", "places.yaml", "territory.yaml")
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Folded words: ``listed`` in the word lists, ``known`` from the texts of the programme besides."""

    listed: frozenset[str]
    known: frozenset[str]

    def has(self, word: str) -> bool:
        if word in self.listed:
            return len(word) >= SHORTEST_LISTED
        return len(word) >= SHORTEST and word in self.known


@lru_cache(maxsize=50_000)
def parts(word: str, *, noun: bool = False) -> tuple[str, ...]:
    """Stems of the smallest known parts of a folded German word, in their order; empty for any other word.

    Of a ``noun`` one part is enough that is a listed word of at least four letters: Uferpromenade holds Ufer.
    """
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_WORD or not _LETTERS.fullmatch(word):
        return ()
    found = _apart(word) or (_half(word) if noun else ())
    return tuple(stem(part, LANGUAGE) for part in found)


@lru_cache(maxsize=50_000)
def _apart(word: str) -> tuple[str, ...]:
    """All parts of ``word``, the first cut being the one with the longest head; empty where none fits."""
    vocabulary = _vocabulary()
    for at in range(len(word) - SHORTEST_LISTED, SHORTEST_LISTED - 1, -1):
        tail = word[at:]
        rest = (tail,) if _is_part(tail, vocabulary) else ()
        if not rest:
            continue
        for head in _heads(word[:at]):
            if _is_part(head, vocabulary):
                return (*(_apart(head) or (head,)), *(_apart(tail) or rest))
            deeper = _apart(head)
            if deeper:
                return (*deeper, *(_apart(tail) or rest))
    return ()


def _half(word: str) -> tuple[str, ...]:
    """The listed word that ends or begins ``word``, where the rest is long enough to be one."""
    listed = _vocabulary().listed
    for at in range(SHORTEST, len(word) - SHORTEST + 1):
        if _stem_of(word[at:]) in listed or word[at:] in listed:
            return (word[at:],)
    for at in range(len(word) - SHORTEST, SHORTEST - 1, -1):
        if word[:at] in listed:
            return (word[:at],)
    return ()


def _heads(head: str) -> Iterator[str]:
    for joint in _JOINTS:
        if head.endswith(joint) and len(head) - len(joint) >= SHORTEST_LISTED:
            yield head[: len(head) - len(joint)] if joint else head


def _is_part(word: str, vocabulary: Vocabulary) -> bool:
    if word in empty_words():
        return False
    return vocabulary.has(word) or (len(word) > SHORTEST and vocabulary.has(_stem_of(word)))


def _stem_of(word: str) -> str:
    return stem(word, LANGUAGE)


@cache
def _vocabulary() -> Vocabulary:
    """Words and their stems, so that every form of a known word is known; read once a process."""
    listed = {word for row in rows() for entry in row.entries.get(LANGUAGE, ()) for word in words(entry)}
    known = {word for text in _german_texts() for word in _nouns(text)}
    return Vocabulary(*(frozenset(each | {_stem_of(word) for word in each}) for each in (listed, known)))


def _nouns(text: str) -> Iterator[str]:
    """German writes nouns with a capital, and only they make compounds that people look for."""
    for word in re.findall(r"\b[A-ZÄÖÜ][a-zäöüß]{3,}\b", text):
        yield fold(word)


def _german_texts() -> Iterator[str]:
    for name in _FOLDERS:
        path = DATA / name
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            yield from _german(yaml.load(file.read_text("utf-8"), Loader=_LOADER))  # noqa: S506  # our own data, safe loaders


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _german(value: Any) -> Iterator[str]:
    """Every text that stands under the language's key, however deep."""
    if isinstance(value, dict):
        if isinstance(value.get(LANGUAGE), str):
            yield value[LANGUAGE]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _german(each)
