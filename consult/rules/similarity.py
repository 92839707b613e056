"""Pages ask here how alike two texts are, and whether that is enough to show one beside the other."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz, process

#: From so much likeness on, 0 to 1, one text is shown beside another: by words alone, and with vectors.
ENOUGH_WORDS = 0.14
ENOUGH = 0.5
#: From so much nearness of two vectors on, texts that share few words mean the same.
SAME_MEANING = 0.45
#: So many of the texts with the most words in common are compared word by word.
COMPARED_CLOSELY = 40
FEWEST_WORDS, MOST_WORDS = 2, 6

TITLE_BONUS = 0.5
#: Words that only the lexicon brings together across languages say a little less.
ACROSS_LANGUAGES = 0.85
#: How near, 0 to 100, two long words are when one of them is a slip of the pen.
SLIP, SHORTEST_SLIP = 85, 5
#: Rarity of words is judged as if so many texts more had been read, so that it holds among few too.
UNREAD = 20


class Why(StrEnum):
    """What makes two texts alike: words that both use, or a meaning that vectors find."""

    WORDS = "words"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text is about: its marks with the stems that bear them, those in its title, its vector.

    A mark beginning with ``#`` stands for a meaning that words of several languages have.
    """

    language: str
    marks: Mapping[str, frozenset[str]]
    title: frozenset[str] = frozenset()
    vector: bytes | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` ranks; ``marks`` are shared, from own mark to the other's: the same but for a slip."""

    score: float
    why: Why
    marks: Mapping[str, str]


def likest(own: Gist, others: Sequence[Gist], limit: int) -> list[tuple[int, Likeness]]:
    """Which of ``others`` are alike enough to be shown, by place in the sequence, the likest first."""
    rarity = Rarity(others)
    near = nearness(own.vector, [other.vector for other in others])
    rough = [_together(_by_words(own, other, rarity), near[at]) for at, other in enumerate(others)]
    closely = sorted(range(len(others)), key=lambda at: (-rough[at], at))[:COMPARED_CLOSELY]
    found = [(at, _compared(own, others[at], rarity, near[at])) for at in closely]
    alike = [(at, likeness) for at, likeness in found if likeness is not None]
    return sorted(alike, key=lambda pair: (-pair[1].score, pair[0]))[:limit]


class Rarity:
    """How telling a mark is: the fewer of the texts at hand bear it, the more."""

    def __init__(self, gists: Sequence[Gist]) -> None:
        self._read = len(gists)
        self._bearers = Counter(mark for gist in gists for mark in gist.marks)

    def __call__(self, mark: str) -> float:
        return math.log((self._read + UNREAD) / (self._bearers[mark] + 1))


def nearness(own: bytes | None, others: Sequence[bytes | None]) -> list[float | None]:
    """Cosines of normalised vectors of little-endian float16; None where either is missing."""
    near: list[float | None] = [None] * len(others)
    places = [at for at, other in enumerate(others) if own and other and len(other) == len(own)]
    if own is None or not places:
        return near
    table = np.frombuffer(b"".join(others[at] or b"" for at in places), "<f2").reshape(len(places), -1)
    cosines = table.astype(np.float32) @ np.frombuffer(own, "<f2").astype(np.float32)
    for at, cosine in zip(places, cosines.tolist(), strict=True):
        near[at] = cosine
    return near


def _compared(own: Gist, other: Gist, rarity: Rarity, near: float | None) -> Likeness | None:
    slips = _slips(own, other)
    words = _by_words(own, other, rarity, slips)
    shared = {mark: mark for mark in own.marks if mark in other.marks} | slips
    score = _together(words, near)
    bearers = frozenset().union(*(own.marks[mark] for mark in shared))
    if score < ENOUGH:
        return None
    if near is not None and near >= SAME_MEANING and words < ENOUGH_WORDS:
        return Likeness(score, Why.MEANING, shared)
    return Likeness(score, Why.WORDS, shared) if len(bearers) >= FEWEST_WORDS else None


def _together(words: float, near: float | None) -> float:
    """Both kinds of likeness in one figure; without vectors the words decide alone."""
    return words + (ENOUGH - ENOUGH_WORDS if near is None else near)


def _by_words(own: Gist, other: Gist, rarity: Rarity, slips: Mapping[str, str] | None = None) -> float:
    """Cosine of the weighted marks, 0 to 1."""
    pairs = [(mark, mark) for mark in own.marks if mark in other.marks] + list((slips or {}).items())
    if not pairs:
        return 0.0
    shared = sum(rarity(mine) * _bonus(own, mine) * _bonus(other, its) for mine, its in pairs)
    length = math.sqrt(_square(own, own.marks, rarity) * _square(other, other.marks, rarity))
    return shared / length * (1.0 if own.language == other.language else ACROSS_LANGUAGES)


def _square(gist: Gist, marks: Iterable[str], rarity: Rarity) -> float:
    return sum(rarity(mark) * _bonus(gist, mark) ** 2 for mark in marks)


def _bonus(gist: Gist, mark: str) -> float:
    return 1 + TITLE_BONUS if mark in gist.title else 1.0


def _slips(own: Gist, other: Gist) -> dict[str, str]:
    """Long words of ``own`` that ``other`` spells a little differently, with its spelling."""
    mine, its = _spelled(own, other), _spelled(other, own)
    found = ((word, process.extractOne(word, its, scorer=fuzz.ratio, score_cutoff=SLIP)) for word in mine)
    return {word: best[0] for word, best in found if best is not None}


def _spelled(gist: Gist, other: Gist) -> list[str]:
    """Marks that are words of their own and have no equal in ``other``."""
    return [
        mark
        for mark in gist.marks
        if len(mark) >= SHORTEST_SLIP and not mark.startswith("#") and mark not in other.marks
    ]
