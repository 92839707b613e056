"""What a chart is: a table for everybody, and a drawing of it whose numbers are ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.kernel.text.sheets import Cell
from consult.queries.figures import Names

#: The charts by their place in an address, in the order of the page.
NAMES = (
    *("homes", "languages", "kinds"),
    *("months", "chantiers", "states", "proposal-languages", "supports"),
    *("answers", "seats", "ballots", "communes"),
)


@dataclass(frozen=True, slots=True)
class ChartData:
    """One kept sheet: ``number`` is its chantier's, 0 for all together."""

    number: int
    tables: dict[str, Any]
    as_of: datetime
    names: Names


@dataclass(frozen=True, slots=True)
class Bar:
    """``width``: percent of the longest. ``mark``: hatched, since it is of another sort."""

    label: str
    value: str
    width: float
    mark: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of one whole; ``fill`` names its pattern: for, against, abstained, blank."""

    fill: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Multiple:
    """One of several small drawings; ``heights``: percent of the scale, one a month."""

    title: str
    values: Sequence[int]
    heights: Sequence[float]
    number: int = 0
    ambition: int = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """A mark on a line from 0 to 100 percent; ``level``: how many marks lie below it."""

    percent: float
    level: int


@dataclass(frozen=True, slots=True)
class Strip:
    dots: Sequence[Dot]
    mean: float
    levels: int


@dataclass(frozen=True, slots=True)
class Chart:
    """``head`` and ``rows`` are the table and the file; the other parts draw it.

    ``shown``: how many rows the page tells, the file holding all. ``links``: an address for the first cell of
    each row, where it has one. ``months``: the words under a multiple's ends.
    """

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    hint: str = ""
    bars: Sequence[Bar] = ()
    slices: Sequence[Slice] = ()
    multiples: Sequence[Multiple] = ()
    months: Sequence[str] = ()
    strip: Strip | None = None
    stats: Sequence[tuple[str, str]] = ()
    links: Sequence[str] = ()
    shown: int = 200


@dataclass(frozen=True, slots=True)
class Part:
    """``id`` is its anchor; ``empty`` says what is missing when there is no chart."""

    id: str
    title: str
    text: str
    charts: Sequence[Chart]
    empty: str = ""
    notes: Sequence[str] = field(default=())


def widths(values: Sequence[float]) -> list[float]:
    """Percent of the largest, at least of one."""
    most = max([1, *values])
    return [round(value * 100 / most, 2) for value in values]


def strip(shares: Sequence[float]) -> Strip:
    """Marks at their percent, those that would cover each other piled up."""
    piles: dict[int, int] = {}
    dots = []
    for percent in sorted(shares):
        place = round(percent / PILE)
        dots.append(Dot(min(100, place * PILE), piles.get(place, 0)))
        piles[place] = piles.get(place, 0) + 1
    return Strip(dots, round(sum(shares) / len(shares), 1), max(piles.values()))


#: Marks stand so many percent apart: as wide as one is on the narrowest telephone.
PILE = 4
