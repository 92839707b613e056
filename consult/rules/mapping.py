"""What the map of the communes may show, and into which of five classes a value falls."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

CLASSES = 5


class Show(StrEnum):
    PROPOSALS = "proposals"
    SUPPORTS = "supports"
    VOTES = "votes"


@dataclass(frozen=True, slots=True)
class Class:
    """The values from ``low`` to ``high``, both included; ``number`` counts from 1, the lowest."""

    number: int
    low: int
    high: int


def fifths() -> list[Class]:
    """Per cent in five equal classes: 0–19, 20–39 … 80–100."""
    return [
        Class(number, number * 20 - 20, number * 20 - 1 + number // 5) for number in range(1, CLASSES + 1)
    ]


def growing(values: Iterable[int]) -> list[Class]:
    """At most five classes from the smallest to the largest of the positive whole ``values``, each about as
    many times as wide as the one before; none without a value. Zero belongs to no class.
    """
    found = sorted(value for value in values if value > 0)
    if not found:
        return []
    low, high = found[0], found[-1]
    bounds = sorted({low, *(ceil(low * (high / low) ** (part / CLASSES)) for part in range(1, CLASSES))})
    starts = [bound for bound in bounds if bound <= high]
    ends = [*(start - 1 for start in starts[1:]), high]
    return [
        Class(number, start, end) for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def class_of(value: int, classes: Iterable[Class]) -> int:
    """The number of the class that holds ``value``; 0 where none does."""
    return next((one.number for one in classes if one.low <= value <= one.high), 0)
