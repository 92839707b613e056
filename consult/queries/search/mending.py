"""Where nothing is found, what somebody may have meant instead of a mistyped word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz.distance import OSA

from consult.kernel.db import db, dialect_name
from consult.kernel.text.analysis import fold
from consult.kernel.text.meanings import listed_words
from consult.models.search import SearchTrigram, SearchWord
from consult.queries.search.asking import Question, question
from consult.queries.search.matching import entries_with
from consult.queries.search.nodes import any_of
from consult.rules.search import most_errors

#: So many words of the texts are compared with each word typed, those with most trigrams in common.
COMPARED = 100
#: So many of the nearest are tried before a word is given up.
TRIED = 5


@dataclass(frozen=True, slots=True)
class Mended:
    """The question that was probably meant, its words, and each new word's mistyped one."""

    question: Question
    words: tuple[str, ...]
    replaced: Mapping[str, str]


def trigrams(word: str) -> set[str]:
    """Three signs in a row of a word between two blanks."""
    marked = f" {word} "
    return {marked[at : at + 3] for at in range(len(marked) - 2)}


def mended(asked: Question) -> Mended | None:
    """Each word that nothing public holds, replaced by the nearest one that something does; None where none
    is near. Two statements."""
    typed = [group.typed for group in asked.groups]
    near = _nearest([fold(word) for word in typed])
    if not any(near.values()):
        return None
    held = _held({word for words in near.values() for word in words} | set(near))
    replaced: dict[str, str] = {}
    words = []
    for word in typed:
        folded = fold(word)
        known = next((each for each in near[folded] if each in held), None)
        if folded in held or known is None:
            words.append(word)
            continue
        replaced[known] = word
        words.append(known)
    better = question(" ".join(words)) if replaced else None
    return None if better is None else Mended(better, tuple(words), replaced)


def _nearest(folded: Sequence[str]) -> dict[str, list[str]]:
    """For each word the nearest known ones, the most alike first."""
    long_enough = [word for word in dict.fromkeys(folded) if most_errors(word)]
    candidates = _candidates(long_enough)
    return {word: _near(word, candidates.get(word, ())) for word in folded}


def _near(word: str, known: Sequence[str]) -> list[str]:
    most = most_errors(word)
    if not most:
        return []
    far = {other: OSA.distance(word, other, score_cutoff=most) for other in {*known, *listed_words()}}
    near = [other for other, distance in far.items() if 0 < distance <= most]
    return sorted(near, key=lambda other: (far[other], -len(trigrams(word) & trigrams(other)), other))[:TRIED]


def _candidates(folded: Sequence[str]) -> dict[str, list[str]]:
    """Words of the texts that share most trigrams with each of ``folded``; one statement."""
    if not folded:
        return {}
    branches = [sa.select(_alike(word, at).subquery()) for at, word in enumerate(folded)]
    found: dict[str, list[str]] = {word: [] for word in folded}
    for at, word in db.session.execute(sa.union_all(*branches)):
        found[folded[at]].append(word)
    return found


def _alike(word: str, at: int) -> sa.Select[int, str]:
    most = most_errors(word)
    by_sign = sa.collate(SearchWord.word, "C") if dialect_name() == "postgresql" else SearchWord.word
    return (
        sa.select(sa.literal(at, sa.Integer).label("at"), SearchWord.word)
        .join(SearchTrigram, SearchTrigram.word_id == SearchWord.id)
        .where(
            SearchTrigram.gram.in_(sorted(trigrams(word))),
            sa.func.length(SearchWord.word).between(len(word) - most, len(word) + most),
        )
        .group_by(SearchWord.id, SearchWord.word)
        .order_by(sa.func.count().desc(), by_sign)
        .limit(COMPARED)
    )


def _held(words: set[str]) -> set[str]:
    """Those with which something public is found; one statement."""
    asked = [(word, each.groups[0]) for word in sorted(words) if (each := question(word)) is not None]
    columns = [
        entries_with(any_of(group.literal, *(way.node for way in group.ways))).exists().label(f"held_{at}")
        for at, (_, group) in enumerate(asked)
    ]
    row = db.session.execute(sa.select(*columns)).one()
    return {word for (word, _), held in zip(asked, row, strict=True) if held}
