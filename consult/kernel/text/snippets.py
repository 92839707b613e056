"""Results of a search take from here what they show of a text, and which words of it were found."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from consult.kernel.text.analysis import fold, stem, written_words

LENGTH = 240
#: So much of the text stands before the first word that was found, where the beginning is left out.
BEFORE = 60
_SIGNS = re.compile(
    r"^(?:\s*(?:(?:[-+*]|\d+\.|#{1,6})\s|>))+|[*_`\[\]]|\((?:https?|mailto):[^)\s]*\)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text as it stands there; ``found`` when it is a word that was searched."""

    text: str
    found: bool = False


def plain(text: str) -> str:
    """A text on one line, without its Markdown signs and the addresses of its links."""
    return " ".join(_SIGNS.sub("", text).split())


def highlighted(text: str, stems: Collection[str], language: str) -> tuple[Piece, ...]:
    """All of ``text``, its words set apart whose stems in ``language`` are among ``stems``."""
    text = unicodedata.normalize("NFC", text)
    return tuple(_pieces(text, [word.span() for word, _stem in _found(text, stems, language)]))


def snippet(body: str, stems: Collection[str], language: str, length: int = LENGTH) -> tuple[Piece, ...]:
    """Where most of the words that were found stand together, at most about ``length`` signs.

    Cut between words, with an ellipsis at either end where something is left out; without any word found it
    is the beginning.
    """
    text = unicodedata.normalize("NFC", plain(body))
    if len(text) <= length:
        return highlighted(text, stems, language)
    start = _best(text, stems, language, length)
    end = start + length
    if start:
        start = text.find(" ", start, end) + 1 or start
    if end < len(text):
        cut = text.rfind(" ", start, end + 1)
        end = cut if cut > start else end
    inside = highlighted(text[start:end], stems, language)
    before = (Piece("… "),) if start else ()
    after = (Piece(" …"),) if end < len(text) else ()
    return (*before, *inside, *after)


def _best(text: str, stems: Collection[str], language: str, length: int) -> int:
    """Where the window with the most different words begins, the earliest of them."""
    found = list(_found(text, stems, language))
    best, most = 0, 0
    for at, (first, _stem) in enumerate(found):
        start = 0 if first.end() <= length - BEFORE else max(0, first.start() - BEFORE)
        inside = {bearing for word, bearing in found[at : at + length] if word.end() <= start + length}
        if len(inside) > most:
            best, most = start, len(inside)
    return min(best, max(0, len(text) - length))


def _found(text: str, stems: Collection[str], language: str) -> Iterator[tuple[re.Match[str], str]]:
    """The words that bear one of ``stems``, each with it."""
    for word in written_words(text) if stems else ():
        bearing = stem(fold(word[0]), language)
        if bearing in stems:
            yield word, bearing


def _pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in spans:
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:end], found=True)
        at = end
    if at < len(text):
        yield Piece(text[at:])
