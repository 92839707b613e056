"""Why a thing was found, and which of its words show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from consult.kernel.text.analysis import fold, stem, written_words
from consult.kernel.text.tokens import word_tokens
from consult.queries.search.asking import Group, Question, Segment, Way
from consult.queries.search.nodes import Node, Term, holds, terms_of
from consult.rules.search import ReasonKind


@dataclass(frozen=True, slots=True)
class Reason:
    """``asked``: the word as it was typed; ``found``: the word that is there, as people write it.

    ``language``: of the text where it stands.
    """

    kind: ReasonKind
    asked: str
    found: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """``stems``: terms in the language of the text that is shown."""

    reasons: tuple[Reason, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands of a thing in one language; ``translated`` when it is not what its author wrote."""

    language: str
    title: str
    body: str
    translated: bool


class Read:
    """The words of one text, by their tokens."""

    def __init__(self, text: Written) -> None:
        self.language = text.language
        self._text = f"{text.title}\n{text.body}"

    @cached_property
    def words(self) -> dict[str, str]:
        """For each token a word as people write it, in small letters where they once do."""
        found: dict[str, str] = {}
        for match in written_words(self._text):
            word = match[0]
            for token in word_tokens(word, self.language):
                if token not in found or (found[token][0].isupper() and word.islower()):
                    found[token] = word
        return found

    def spoken(self, node: Node) -> list[str]:
        """Words of the text that bear a term of the tree, each once."""
        return list(dict.fromkeys(word for term in terms_of(node) for word in self._bearers(term)))

    def _bearers(self, term: Term) -> Iterable[str]:
        if not term.prefix:
            return [self.words[term.token]] if term.token in self.words else []
        return [word for token, word in self.words.items() if token.startswith(term.token)]


def explained(
    question: Question, shown: Written, others: Sequence[Written], replaced: Mapping[str, str]
) -> Why:
    """Every word that the shown text does not hold itself has a reason, but for words it only begins.

    ``replaced``: what was typed, by the word that was taken for it.
    """
    here, elsewhere = Read(shown), [Read(text) for text in others]
    reasons: list[Reason] = []
    stems: set[str] = set()
    for segment in question.segments:
        for asked, kind, node, text in _evidence(segment, here, elsewhere):
            spoken = text.spoken(node)
            if text is here:
                stems |= {stem(fold(word), here.language) for word in spoken}
            typed = replaced.get(asked)
            if typed is not None:
                itself = spoken[0] if kind in (None, ReasonKind.TRANSLATION) and spoken else asked
                reasons.append(Reason(ReasonKind.TYPING, typed, itself, text.language))
            if kind is not None and spoken:
                reasons.append(Reason(kind, asked, " ".join(spoken[:3]), text.language))
    return Why(tuple(dict.fromkeys(reasons)), frozenset(stems))


Evidence = tuple[str, ReasonKind | None, Node, Read]


def _evidence(segment: Segment, here: Read, elsewhere: Sequence[Read]) -> list[Evidence]:
    """How the words of a segment are in the thing: each by itself, or together by what the phrase means."""
    found = [_of_group(group, here, elsewhere) for group in segment.groups]
    if segment.ways and not all(each is not None and each[1] is None for each in found):
        together = _by_ways(segment.typed, segment.ways, here, elsewhere)
        if together is not None:
            return [together, *(each for each in found if each is not None and each[1] is None)]
    return [each for each in found if each is not None]


def _of_group(group: Group, here: Read, elsewhere: Sequence[Read]) -> Evidence | None:
    if holds(group.itself, here.words):
        return group.typed, None, group.itself, here
    for text in elsewhere:
        if holds(group.itself, text.words):
            return group.typed, ReasonKind.TRANSLATION, group.itself, text
    return _by_ways(group.typed, group.ways, here, elsewhere)


def _by_ways(typed: str, ways: Sequence[Way], here: Read, elsewhere: Sequence[Read]) -> Evidence | None:
    for text in (here, *elsewhere):
        for way in ways:
            if holds(way.node, text.words):
                return typed, way.kind, way.node, text
    return None
