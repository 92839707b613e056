"""Texts are reduced here to what they are about, with the same marks in every language."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import yaml

from consult.kernel.territory import DATA, territory
from consult.kernel.text.analysis import terms

SHORTEST_WORD = 3
#: A compound is taken apart where at least so many letters on either side leave a known word.
SHORTEST_PART = 4
COMPOUNDING = {"de"}
_SPOKEN = re.compile(r"\w+")
#: The house's own terms; words that mean the same in the other language; words of one subject. Marks of texts
#: are made of the first and the last: families of words say better what two texts have in common.
GLOSSARY, EQUIVALENTS, RELATED = "glossary.csv", "equivalents.csv", "words.csv"
_FILES = (RELATED, GLOSSARY, EQUIVALENTS)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and phrases of one language, as stems, and the numbers of the meanings they may have."""

    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    compounds: bool

    def meanings(self, stem: str) -> frozenset[str]:
        """Marks of one stem; of a compound those of its parts."""
        known = self.words.get(stem)
        if known or not self.compounds:
            return known or frozenset()
        joints = range(SHORTEST_PART, len(stem) - SHORTEST_PART + 1)
        heads = [self.words[stem[:at]] for at in joints if stem[:at] in self.words]
        tails = [self.words[stem[at:]] for at in joints if stem[at:] in self.words]
        return frozenset().union(*heads[-1:], *tails[:1])


def marks(stems: Sequence[str], language: str) -> dict[str, frozenset[str]]:
    """What the words of a text mean: from mark to the stems that bear it, without the empty words.

    A mark is ``#`` and a number where the lexicon knows the word, in either language, else the stem.
    """
    lexicon, empty = _lexicon(language), empty_stems(language)
    found: dict[str, set[str]] = defaultdict(set)
    for at, stem in enumerate(stems):
        for phrase, mark in lexicon.phrases.get(stem, ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                found[mark].update(phrase)
        if len(stem) < SHORTEST_WORD or stem in empty or stem.isdigit():
            continue
        for mark in _meanings(stem, language) or (stem,):
            found[mark].add(stem)
    return {mark: frozenset(bearers) for mark, bearers in found.items()}


def spoken(text: str, language: str) -> dict[str, str]:
    """For each stem of ``text`` a word as somebody wrote it, in small letters where they once did."""
    words: dict[str, str] = {}
    for word in _SPOKEN.findall(text):
        stem = terms(word, language)
        if stem not in words or (words[stem][0].isupper() and word.islower()):
            words[stem] = word
    return words


@lru_cache(maxsize=20_000)
def _meanings(stem: str, language: str) -> frozenset[str]:
    return _lexicon(language).meanings(stem)


@cache
def empty_stems(language: str) -> frozenset[str]:
    """Stems of words that say nothing about a text's subject, the territory's own name among them."""
    lists = yaml.safe_load((DATA / "stop_words.yaml").read_text("utf-8"))
    name = territory().name.get(language, "")
    return frozenset(terms(f"{lists.get(language, '')} {name}", language).split())


@cache
def _lexicon(language: str) -> Lexicon:
    words: dict[str, set[str]] = defaultdict(set)
    phrases: dict[str, set[tuple[tuple[str, ...], str]]] = defaultdict(set)
    for mark, entry in _entries(language):
        stems = tuple(terms(entry, language).split())
        if len(stems) == 1:
            words[stems[0]].add(mark)
        elif stems:
            phrases[stems[0]].add((stems, mark))
    return Lexicon(
        words={stem: frozenset(found) for stem, found in words.items()},
        phrases={stem: tuple(sorted(found)) for stem, found in phrases.items()},
        compounds=language in COMPOUNDING,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list, ``source``: words and phrases that belong together."""

    number: int
    source: str
    entries: Mapping[str, tuple[str, ...]]


@cache
def rows() -> tuple[Row, ...]:
    """All lines, numbered over all files."""
    return tuple(_rows())


def _rows() -> Iterator[Row]:
    number = 0
    for name in _FILES:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                number += 1
                entries = {
                    language: tuple(
                        entry
                        for column in (language, f"{language}_plural")
                        for entry in (line.get(column) or "").split("|")
                        if entry
                    )
                    for language in territory().text_languages
                }
                yield Row(number, name, entries)


def _entries(language: str) -> Iterator[tuple[str, str]]:
    """Each word or phrase of ``language`` with the mark of its row."""
    for row in rows():
        if row.source != EQUIVALENTS:
            for entry in row.entries.get(language, ()):
                yield f"#{row.number}", entry
