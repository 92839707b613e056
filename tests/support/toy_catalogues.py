"""Catalogues made from the sentences themselves: one long and accented, one that only marks what it holds."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from consult.cli.catalogues import extracted, texts

FIRST, LAST = "⟦", "⟧"
#: What a translation must leave as it is: places, tags, entities.
KEPT = re.compile(r"(%\(\w+\)[sd]|%%|<[^>]+>|&\w+;)")
ACCENTED = str.maketrans("aceinouyACEINOUY", "âçéîñöüÿÂÇÉÎÑÖÜŸ")
#: German builds words as long as these; a page must break them, not grow.
COMPOUNDS = (
    "Gemeindeverbandsversammlungsbeschluss",
    "Straßenverkehrsberuhigungsmaßnahme",
    "Bürgerbeteiligungsverfahren",
)
#: Sentences longer than SHORT characters get such a word when EVERY divides their length.
SHORT, EVERY, LONGER = 12, 4, 0.4


def long_and_accented(sentence: str) -> str:
    """``sentence`` in accented letters between brackets, two fifths longer, with a long word now and then."""
    pieces = KEPT.split(sentence)
    said = "".join(piece if KEPT.fullmatch(piece) else piece.translate(ACCENTED) for piece in pieces)
    return f"{FIRST}{said}{_more(len(sentence))}{LAST}"


def _more(length: int) -> str:
    wanted = max(3, round(length * LONGER))
    if length > SHORT and length % EVERY == 0:
        return f" {COMPOUNDS[length % len(COMPOUNDS)]}"
    return "".join(f" {'ôöûü'[at % 4] * min(6, wanted - at)}" for at in range(0, wanted, 7))


def marked(sentence: str) -> str:
    """``sentence`` with nothing but a mark before it."""
    return f"nl:{sentence}"


def write(folder: Path, language: str, say: Callable[[str], str]) -> Path:
    """Put a catalogue of ``language`` below ``folder`` in which ``say`` has translated every sentence."""
    catalog = Catalog(locale=language)
    for message in extracted():
        if message.id:
            catalog.add(message.id, _said(message.id, say, catalog.num_plurals))
    path = folder / language / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)
    return folder


def _said(sentence: str | list[str] | tuple[str, ...], say: Callable[[str], str], forms: int) -> object:
    spoken: Iterator[str] = map(say, texts(sentence))
    if isinstance(sentence, str):
        return next(spoken)
    one, many = spoken
    return (one, *[many] * (forms - 1))
