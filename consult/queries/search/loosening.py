"""Where nothing holds all words that were asked for, what holds most of them is sought."""

from collections.abc import Iterator
from dataclasses import replace

from consult.kernel.text.analysis import fold
from consult.kernel.text.compounds import LANGUAGE as COMPOUNDING
from consult.kernel.text.compounds import parts
from consult.kernel.text.meanings import same_meaning
from consult.queries.search.asking import Question, Way, part_node
from consult.queries.search.nodes import Node, any_of
from consult.rules.search import ReasonKind


def loosened(asked: Question, reader: str) -> tuple[Question, ...]:
    """The same with one word less, then with any of the words; a compound alone with any of its parts."""
    words = tuple(_words(asked))
    if len(words) > 1:
        return tuple(replace(asked, words=words, least=least) for least in dict.fromkeys((len(words) - 1, 1)))
    return _taken_apart(asked, reader)


def _words(asked: Question) -> Iterator[Node]:
    """Each word; what says the same as a phrase holds all of the phrase's words."""
    for segment in asked.segments:
        for group in segment.groups:
            yield any_of(group.node, *(way.node for way in segment.ways))


def _taken_apart(asked: Question, reader: str) -> tuple[Question, ...]:
    (segment,) = asked.segments
    (group,) = segment.groups
    folded = fold(group.typed)
    if reader != COMPOUNDING and same_meaning([folded], reader):
        return ()
    noun = reader == COMPOUNDING or group.typed[:1].isupper()
    words = tuple(part_node(part) for part in dict.fromkeys(parts(folded, noun=noun)))
    if not words:
        return ()
    way = Way(ReasonKind.COMPOUND, any_of(*words), COMPOUNDING)
    opened = replace(segment, groups=(replace(group, ways=(way,)),))
    return (Question((opened,), words, least=1),)
