"""Two versions of a text, word by word, for people who want to see what changed."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; ``change`` is ``same``, ``removed`` or ``added``."""

    change: str
    text: str


def difference(before: str, after: str) -> list[Part]:
    """The parts in reading order; a replacement is a removal followed by an addition."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: list[Part] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            parts.append(Part("removed", "".join(old[i1:i2])))
        if j2 > j1:
            parts.append(Part("added", "".join(new[j1:j2])))
    return parts


def marked(parts: list[Part]) -> list[tuple[str, str]]:
    """Kind and text, as the component ``diff`` wants them; changed words with only a space between are one
    change."""
    found: list[tuple[str, str]] = []
    removed = added = ""
    for at, part in enumerate(parts):
        if part.change == "removed":
            removed += part.text
        elif part.change == "added":
            added += part.text
        elif (removed or added) and part.text.isspace() and at + 1 < len(parts):
            removed, added = removed + part.text, added + part.text
        else:
            found += [("delete", removed), ("insert", added), ("equal", part.text)]
            removed = added = ""
    return [(kind, text) for kind, text in [*found, ("delete", removed), ("insert", added)] if text]
