"""Headings part their long words here, for the browsers that bring no hyphenation of their own."""

import re
from functools import lru_cache

from consult.kernel.territory import DATA

SOFT = "\u00ad"


def soft(text: str) -> str:
    """``text`` with a soft hyphen at each joint that ``data/hyphens.txt`` knows; nothing else changes."""
    pattern, joints = _table()
    return pattern.sub(lambda found: _parted(found[0], joints[found[0].lower()]), text)


def _parted(word: str, lengths: tuple[int, ...]) -> str:
    ends = [sum(lengths[: count + 1]) for count in range(len(lengths))]
    return SOFT.join(word[end - length : end] for end, length in zip(ends, lengths, strict=True))


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, tuple[int, ...]]]:
    """A pattern of the known words, and for each the lengths of its parts."""
    lines = (DATA / "hyphens.txt").read_text("utf-8").splitlines()
    words = [line.split("-") for line in lines if line and not line.startswith("#")]
    joints = {"".join(parts).lower(): tuple(map(len, parts)) for parts in words}
    return re.compile("|".join(map(re.escape, joints)), re.IGNORECASE), joints
