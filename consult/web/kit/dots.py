"""A plain map for any page: each commune a mark where its town hall stands, larger with more people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, radians, sqrt
from typing import Protocol

WIDTH, EDGE = 640.0, 44.0
SMALLEST, LARGEST = 4.0, 26.0
#: Size of the names, in the drawing's units; a letter is about half as wide as high.
LETTER_WIDTH, LETTER_HEIGHT = 13.0, 26.0

Box = tuple[float, float, float, float]


class Located(Protocol):
    """What can be put on the map: degrees of the town hall, and inhabitants."""

    @property
    def name(self) -> str: ...
    @property
    def population(self) -> int: ...
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Dot:
    """A commune's mark in the drawing's units; ``named`` where its name fits above it."""

    commune: Located
    x: float
    y: float
    radius: float
    named: bool = False


@dataclass(frozen=True, slots=True)
class DotMap:
    width: float
    height: float
    dots: list[Dot]


def dots(located: Iterable[Located], smallest: float = SMALLEST) -> DotMap | None:
    """The communes seen from above, north up, the largest first; None where there are too few to draw.

    ``smallest`` is the radius of an empty commune, so that shapes can still be told apart.
    """
    communes = sorted(located, key=lambda each: -each.population)
    if len(communes) < 2:
        return None
    north, south = max(each.lat for each in communes), min(each.lat for each in communes)
    west, east = min(each.lon for each in communes), max(each.lon for each in communes)
    narrowing = cos(radians((north + south) / 2))
    scale = (WIDTH - 2 * EDGE) / max((east - west) * narrowing, 0.001)
    most = max(communes[0].population, 1)
    bare = [
        Dot(
            commune=each,
            x=round(EDGE + (each.lon - west) * narrowing * scale, 1),
            y=round(EDGE + (north - each.lat) * scale, 1),
            radius=round(smallest + (LARGEST - smallest) * sqrt(each.population / most), 1),
        )
        for each in communes
    ]
    return DotMap(WIDTH, round((north - south) * scale + 2 * EDGE, 1), _name(bare))


def _name(bare: list[Dot]) -> list[Dot]:
    """The dots, those named whose name covers no other dot and no larger commune's name."""
    taken: list[Box] = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in bare]
    found = []
    for dot in bare:
        half, bottom = len(dot.commune.name) * LETTER_WIDTH / 2, dot.y - dot.radius - 4
        box = (dot.x - half, bottom - LETTER_HEIGHT, dot.x + half, bottom)
        named = box[0] >= 0 and box[2] <= WIDTH and not any(_overlap(box, other) for other in taken)
        taken += [box] if named else []
        found.append(replace(dot, named=named))
    return found


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
