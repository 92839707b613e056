"""Where nothing is found, what somebody may have meant instead of a mistyped word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz.distance import OSA

from consult.kernel.db import db, dialect_name
from consult.kernel.territory import territory
from consult.kernel.text.analysis import fold, token
from consult.kernel.text.meanings import listed_words, same_meaning
from consult.models.search import SearchTrigram, SearchWord
from consult.queries.search.asking import Question, question
from consult.queries.search.matching import entries_with
from consult.queries.search.nodes import Node, Term, any_of
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


def mended(asked: Question, reader: str) -> Mended | None:
    """Each word that neither the lists know nor anything public holds, replaced by the nearest one that
    something does; None where none is near. Two statements."""
    typed = [group.typed for group in asked.groups]
    near = _nearest([fold(word) for word in typed])
    if not any(near.values()):
        return None
    held = _held({word for words in near.values() for word in words}, set(near), reader)
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
    better = question(" ".join(words), reader) if replaced else None
    return None if better is None else Mended(better, tuple(words), replaced)


def _nearest(folded: Sequence[str]) -> dict[str, list[str]]:
    """For each word the nearest known ones, the most alike first."""
    mistakable = [word for word in dict.fromkeys(folded) if most_errors(word) and not _listed(word)]
    candidates = _candidates(mistakable)
    return {word: _near(word, candidates[word]) if word in candidates else [] for word in folded}


def _listed(word: str) -> bool:
    """Whether the word lists know it, in any form of any language: then it is no typing error."""
    return word in listed_words() or any(same_meaning([word], each) for each in territory().text_languages)


def _near(word: str, known: Sequence[str]) -> list[str]:
    most = most_errors(word)
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


def _held(known: set[str], typed: set[str], reader: str) -> set[str]:
    """Those with which something public is found; one statement.

    A word that was learned from a text counts only if a public text holds it as it is: its parts, its other
    forms and what means the same may stand in public while its own text is withheld.
    """
    asked = {word: _traces(word, word in typed or word in listed_words(), reader) for word in known | typed}
    words = sorted(asked)
    columns = [entries_with(asked[word]).exists().label(f"held_{at}") for at, word in enumerate(words)]
    row = db.session.execute(sa.select(*columns)).one()
    return {word for word, held in zip(words, row, strict=True) if held}


def _traces(word: str, by_any_way: bool, reader: str) -> Node:
    wanted = question(word, reader) if by_any_way else None
    if wanted is None:
        return Term(token(word))
    (group,) = wanted.groups
    return any_of(group.literal, *(way.node for way in group.ways))
