"""The map of the communes is drawn here: a cell around each town hall, cut by a disc."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, dist, hypot, pi, radians, sin
from typing import TypeVar

#: Nothing further than this from a town hall belongs to its cell, in kilometres.
DISC = 2.4
#: Corners of the polygon that stands for the disc: on paper nobody sees them.
CORNERS = 64
#: The longer side of the territory in units of the drawing, and the room beyond it: without a city's name,
#: with one above or below, with one beside.
LONGEST, MARGIN, ABOVE, BESIDE = 880, 12, 84, 150
#: One degree of latitude on a sphere of the Earth's mean radius (6,371.0088 km).
KILOMETRES_PER_DEGREE = 111.195

Place = tuple[float, float]
Point = tuple[float, float]
Whole = tuple[int, int]
Corner = TypeVar("Corner")


@dataclass(frozen=True, slots=True)
class Cell:
    """In units of the drawing: the town hall, the middle of the cell, the corners of its outline in order."""

    hall: Whole
    middle: Whole
    outline: list[Whole]


@dataclass(frozen=True, slots=True)
class Beyond:
    """A city outside the drawing: where its arrow stands at the edge, its direction clockwise from north in
    degrees, and its distance from the centre in kilometres."""

    point: Whole
    bearing: int
    distance: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lengths are in units: ``ten_kilometres`` is the scale."""

    width: int
    height: int
    ten_kilometres: int
    cells: dict[str, Cell]
    beyond: dict[str, Beyond]


def draw(halls: Mapping[str, Place], centre: Place, cities: Mapping[str, Place]) -> Drawing:
    """``halls``, ``centre`` and ``cities`` are latitudes and longitudes in degrees; north is up.

    Distances are those of a plane that touches the territory: right to one in a thousand within it. Only
    cities beyond the drawing are placed.
    """
    narrowing = cos(radians(sum(lat for lat, _ in halls.values()) / len(halls)))
    flat = {key: _flat(place, narrowing) for key, place in halls.items()}
    far = {key: _flat(place, narrowing) for key, place in cities.items()}
    west, east = min(x for x, _ in flat.values()) - DISC, max(x for x, _ in flat.values()) + DISC
    north, south = min(y for _, y in flat.values()) - DISC, max(y for _, y in flat.values()) + DISC
    outside = {key: (x, y) for key, (x, y) in far.items() if not (west < x < east and north < y < south)}
    middle = _flat(centre, narrowing)
    sides = {_side(middle, point, (west, north, east, south)) for point in outside.values()}
    names = {"w": BESIDE, "n": ABOVE, "e": BESIDE, "s": ABOVE}
    left, top, right, bottom = (room if side in sides else MARGIN for side, room in names.items())
    scale = LONGEST / max(east - west, south - north)

    def unit(point: Point) -> Point:
        return left + (point[0] - west) * scale, top + (point[1] - north) * scale

    width, height = left + (east - west) * scale + right, top + (south - north) * scale + bottom
    placed = {key: unit(point) for key, point in flat.items()}
    return Drawing(
        width=round(width),
        height=round(height),
        ten_kilometres=round(10 * scale),
        cells={key: cell(hall, list(placed.values()), DISC * scale) for key, hall in placed.items()},
        beyond={
            key: _beyond(unit(middle), unit(point), (width, height), scale) for key, point in outside.items()
        },
    )


def cell(hall: Point, halls: Sequence[Point], radius: float) -> Cell:
    """What lies nearer to ``hall`` than to any other of ``halls``, and at most ``radius`` from it."""
    outline = [
        (hall[0] + radius * cos(2 * pi * turn / CORNERS), hall[1] + radius * sin(2 * pi * turn / CORNERS))
        for turn in range(CORNERS)
    ]
    for other in halls:
        if other != hall and dist(hall, other) < 2 * radius:
            outline = _nearer(outline, hall, other)
    middle = _middle(outline)
    whole = [(round(x), round(y)) for x, y in outline]
    return Cell(
        hall=(round(hall[0]), round(hall[1])),
        middle=(round(middle[0]), round(middle[1])),
        outline=[corner for corner, following in _sides(whole) if corner != following],
    )


def contains(outline: Sequence[Point], point: Point) -> bool:
    """Whether ``point`` lies in a convex ``outline``, its border included."""
    turns = [
        (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax) for (ax, ay), (bx, by) in _sides(outline)
    ]
    return min(turns) >= 0 or max(turns) <= 0


def _nearer(outline: list[Point], hall: Point, other: Point) -> list[Point]:
    """The part of a convex ``outline`` that is nearer to ``hall``: cut halfway to ``other``."""
    towards = other[0] - hall[0], other[1] - hall[1]
    halfway = (hall[0] + other[0]) / 2, (hall[1] + other[1]) / 2

    def past(point: Point) -> float:
        return (point[0] - halfway[0]) * towards[0] + (point[1] - halfway[1]) * towards[1]

    kept: list[Point] = []
    for one, following in _sides(outline):
        here, there = past(one), past(following)
        if here <= 0:
            kept.append(one)
        if here * there < 0:
            part = here / (here - there)
            kept.append((one[0] + (following[0] - one[0]) * part, one[1] + (following[1] - one[1]) * part))
    return kept


def _sides(outline: Sequence[Corner]) -> list[tuple[Corner, Corner]]:
    return list(zip(outline, [*outline[1:], outline[0]], strict=True))


def _middle(outline: Sequence[Point]) -> Point:
    """The centre of gravity, which lies inside as the outline is convex."""
    double = x = y = 0.0
    for (ax, ay), (bx, by) in _sides(outline):
        part = ax * by - bx * ay
        double, x, y = double + part, x + (ax + bx) * part, y + (ay + by) * part
    return x / (3 * double), y / (3 * double)


def _flat(place: Place, narrowing: float) -> Point:
    """Kilometres to the east and to the south."""
    return place[1] * narrowing * KILOMETRES_PER_DEGREE, -place[0] * KILOMETRES_PER_DEGREE


def _side(centre: Point, point: Point, box: tuple[float, float, float, float]) -> str:
    """Through which side of ``box`` (west, north, east, south) the way from the centre leads."""
    x, y = point[0] - centre[0], point[1] - centre[1]
    across = (box[2] - centre[0] if x > 0 else centre[0] - box[0]) / max(abs(x), 1e-9)
    along = (box[3] - centre[1] if y > 0 else centre[1] - box[1]) / max(abs(y), 1e-9)
    if across < along:
        return "e" if x > 0 else "w"
    return "s" if y > 0 else "n"


def _beyond(centre: Point, city: Point, size: Point, scale: float) -> Beyond:
    x, y = city[0] - centre[0], city[1] - centre[1]
    bearing = degrees(atan2(x, -y)) % 360
    across = ((size[0] if x > 0 else 0) - centre[0]) / x if abs(x) > 1e-9 else float("inf")
    along = ((size[1] if y > 0 else 0) - centre[1]) / y if abs(y) > 1e-9 else float("inf")
    part = min(across, along)
    point = round(centre[0] + x * part), round(centre[1] + y * part)
    return Beyond(point, round(bearing), round(hypot(x, y) / scale))
