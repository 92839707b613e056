"""What somebody typed becomes here what the index is asked: groups of alternatives, one for each word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from consult.kernel.territory import territory
from consult.kernel.text.analysis import fold, spellings, stem, token, unspelled, written_words
from consult.kernel.text.compounds import LANGUAGE as COMPOUNDING
from consult.kernel.text.compounds import parts
from consult.kernel.text.lexicon import EQUIVALENTS, GLOSSARY, RELATED
from consult.kernel.text.meanings import LONGEST_PHRASE, Phrase, empty_words, same_meaning, small_words
from consult.kernel.text.tokens import part_token
from consult.queries.search.nodes import Node, Term, all_of, any_of
from consult.rules.search import ReasonKind

#: What it means that a word stands in a list, the surest first.
REASON_OF = {
    GLOSSARY: ReasonKind.GLOSSARY,
    EQUIVALENTS: ReasonKind.SYNONYM,
    RELATED: ReasonKind.RELATED,
}
MOST_WORDS = 8
MOST_SIGNS = 200
SHORTEST_PREFIX = 3
#: A contracted umlaut leaves at least so much of a word: ``vue`` is not ``vu``, ``Tür`` is indexed both ways.
SHORTEST_UNSPELLED = 4
#: A stem of fewer letters stands for too many words; so does the beginning of a word that is hardly longer.
SHORTEST_STEM, SHORTEST_BEGINNING = 3, 4


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to what was asked: what the index must hold, and how it is explained."""

    kind: ReasonKind
    node: Node
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One word: ``literal`` holds its own forms, ``begun`` what it begins, ``ways`` what means the same."""

    typed: str
    literal: Node
    begun: Node | None
    ways: tuple[Way, ...]

    @property
    def itself(self) -> Node:
        return any_of(self.literal, self.begun) if self.begun else self.literal

    @property
    def node(self) -> Node:
        return any_of(self.itself, *(way.node for way in self.ways))


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that belong together: each for itself, or the ``ways`` of the phrase that they are."""

    typed: str
    groups: tuple[Group, ...]
    ways: tuple[Way, ...] = ()

    @property
    def node(self) -> Node:
        return any_of(all_of(*(group.node for group in self.groups)), *(way.node for way in self.ways))


@dataclass(frozen=True, slots=True)
class Question:
    """All segments must be found; of a loosened question at least ``least`` of its ``words``."""

    segments: tuple[Segment, ...]
    words: tuple[Node, ...] = ()
    least: int = 0

    @property
    def groups(self) -> list[Group]:
        return [group for segment in self.segments for group in segment.groups]

    @property
    def literal(self) -> Node:
        return all_of(*(group.literal for group in self.groups))

    @property
    def node(self) -> Node:
        if self.words:
            return any_of(*(all_of(*some) for some in combinations(self.words, self.least)))
        return all_of(*(segment.node for segment in self.segments))


def question(text: str, reader: str | None = None) -> Question | None:
    """What is asked with ``text``; None when it has no word. At most eight words of 200 signs count.

    ``reader``: whose words are taken for words of this language where its lists know them.
    """
    typed = typed_words(text)
    if not typed:
        return None
    folded = [fold(word) for word in typed]
    groups = [_group(word, reader, last=at == len(typed) - 1) for at, word in enumerate(typed)]
    return Question(tuple(_segments(groups, folded, reader)))


def typed_words(text: str) -> list[str]:
    """The words that count, as they were typed, each once; empty ones only where there is no other."""
    found = {fold(match[0]): match[0] for match in written_words(text[:MOST_SIGNS])}
    telling = [word for folded, word in found.items() if folded not in empty_words()]
    return (telling or list(found.values()))[:MOST_WORDS]


def _group(typed: str, reader: str | None, *, last: bool) -> Group:
    folded = fold(typed)
    languages = _languages([folded], reader)
    begun = None
    if last and len(folded) >= SHORTEST_PREFIX:
        begun = Term(token(folded), prefix=True)
    meant = list(_meant([folded], languages)) or list(_meant_by_parts(folded))
    compounds = _compounds(folded) if COMPOUNDING in languages else ()
    return Group(typed, _forms(folded, languages), begun, (*compounds, *meant))


def _languages(asked: Sequence[str], reader: str | None) -> Sequence[str]:
    """The reader's own where its lists know what is asked, so that ``Rat`` is not ``rater``; else all."""
    return [reader] if reader and same_meaning(asked, reader) else territory().text_languages


def _forms(folded: str, languages: Sequence[str]) -> Node:
    """A word and its stems in ``languages``; a German umlaut may have been typed as two letters."""
    stems = [stem(folded, language) for language in languages]
    short = unspelled(folded)
    if COMPOUNDING in languages and short != folded and len(short) >= SHORTEST_UNSPELLED:
        stems += [short, stem(short, COMPOUNDING)]
    return _tokens(folded, stems, empty_words())


def _tokens(word: str, stems: Iterable[str], empty: frozenset[str]) -> Node:
    """The word itself always; a stem unless it is a word that says nothing: ``lesen`` is not ``les``.

    Such a word's other forms are those that begin with it; of a short one, singular and plural.
    """
    others = [each for each in dict.fromkeys(stems) if each != word]
    told = [each for each in others if _tells(each, empty)]
    found = [Term(token(form)) for form in (word, *told)]
    if len(told) < len(others):
        if len(word) >= SHORTEST_BEGINNING:
            found.append(Term(token(word), prefix=True))
        else:
            found.append(Term(token(f"{word}s")))
        if word.endswith("s") and _tells(word[:-1], empty):
            found.append(Term(token(word[:-1])))
    return any_of(*found)


def _tells(form: str, empty: frozenset[str]) -> bool:
    return len(form) >= SHORTEST_STEM and form not in empty


def _compounds(folded: str) -> Iterator[Way]:
    """As a part of a longer word; and a long word by all of its parts."""
    stems = {stem(form, COMPOUNDING) for form in spellings(folded, COMPOUNDING)}
    stems = {each for each in stems if len(each) >= SHORTEST_STEM}
    if stems:
        yield Way(ReasonKind.COMPOUND, any_of(*map(Term, sorted(map(part_token, stems)))), COMPOUNDING)
    split = parts(folded)
    if split:
        yield Way(ReasonKind.COMPOUND, all_of(*map(part_node, split)), COMPOUNDING)


def part_node(part: str) -> Node:
    """A stem, as a word and in a compound, where no empty word can stand."""
    compounded = Term(part_token(part))
    return any_of(Term(token(part)), compounded) if _tells(part, small_words()) else compounded


def _meant(asked: Sequence[str], languages: Sequence[str]) -> Iterator[Way]:
    """What else is said for a word or phrase of ``languages``, the surest list first, each once; never
    an empty word. Of the same language no part of a compound: ``Bahn`` is a ``Zug``, ``Autobahn`` is not."""
    if empty_words().issuperset(asked):
        return
    seen: set[Node] = set()
    phrases = [(phrase, spoken) for spoken in languages for phrase in same_meaning(asked, spoken)]
    for phrase, spoken in sorted(phrases, key=lambda each: list(REASON_OF).index(each[0].source)):
        if empty_words().issuperset(phrase.words):
            continue
        node = _said(phrase, compounded=phrase.language != spoken)
        if node not in seen and phrase.words != tuple(asked):
            seen.add(node)
            yield Way(REASON_OF[phrase.source], node, phrase.language)


def _said(phrase: Phrase, *, compounded: bool) -> Node:
    """All words of a phrase of the lists, each in its forms in the phrase's own language."""
    return all_of(*(_form(word, phrase.language, compounded=compounded) for word in phrase.words))


def _form(word: str, language: str, *, compounded: bool) -> Node:
    stemmed = stem(word, language)
    forms = _tokens(word, [stemmed], small_words())
    if compounded and language == COMPOUNDING and len(stemmed) >= SHORTEST_STEM:
        return any_of(forms, Term(part_token(stemmed)))
    return forms


def _meant_by_parts(folded: str) -> Iterator[Way]:
    """What the lists do not know as a whole: each of its parts, or what other languages say for it."""
    split = parts(folded)
    meant = [_foreign(part) for part in split]
    if any(meant):
        nodes = (any_of(part_node(part), *said) for part, said in zip(split, meant, strict=True))
        yield Way(ReasonKind.COMPOUND, all_of(*nodes))


def _foreign(part: str) -> list[Node]:
    return [way.node for way in _meant([part], [COMPOUNDING]) if way.language != COMPOUNDING]


def _segments(groups: Sequence[Group], folded: Sequence[str], reader: str | None) -> Iterator[Segment]:
    """The longest phrases that the lists know, from the left; every other word stands alone."""
    at = 0
    while at < len(groups):
        for end in range(min(len(groups), at + LONGEST_PHRASE), at + 1, -1):
            ways = tuple(_meant(folded[at:end], _languages(folded[at:end], reader)))
            if ways:
                together = tuple(groups[at:end])
                yield Segment(" ".join(group.typed for group in together), together, ways)
                at = end
                break
        else:
            yield Segment(groups[at].typed, (groups[at],))
            at += 1
