"""Pages that draw the communes get the map here, each a cell as ``flask territory cells`` computed it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.kernel.db import Localised
from consult.kernel.i18n import localised
from consult.kernel.territory import DATA
from consult.rules.cells import contains

FILE = DATA / "cells.json"
#: Size of the letters in units, in a narrow and in a wide drawing; the width of one as a part of it.
NARROW, WIDE, LETTER = 38, 19, 0.56
#: Eight directions clockwise from north.
WINDS = (
    (_l("to the north"), "↑"),
    (_l("to the north-east"), "↗"),
    (_l("to the east"), "→"),
    (_l("to the south-east"), "↘"),
    (_l("to the south"), "↓"),
    (_l("to the south-west"), "↙"),
    (_l("to the west"), "←"),
    (_l("to the north-west"), "↖"),
)


class Drawable(Protocol):
    @property
    def insee(self) -> str: ...
    @property
    def name(self) -> str: ...


class Neighbour(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> Localised: ...


@dataclass(frozen=True, slots=True)
class Look:
    """How a commune is shown: ``kind`` names a pattern of the component, ``words`` say the same as a text."""

    kind: str
    words: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """``number`` is the commune's place among those drawn, by which a table finds it.  In the
    middle of the cell stands ``narrow`` in a narrow drawing and ``wide`` in a wide one: its name or number,
    whichever fits, or nothing."""

    insee: str
    name: str
    number: int
    look: Look
    path: str
    x: int
    y: int
    narrow: str
    wide: str


@dataclass(frozen=True, slots=True)
class CityMark:
    """A city beyond the edge: ``words`` say where and how far, ``label`` is what stands in the drawing."""

    x: int
    y: int
    anchor: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class CellMap:
    """``box`` is the SVG's view box, ``missing`` names communes that the drawing does not know yet."""

    box: str
    height: int
    ten_kilometres: int
    cells: list[Cell]
    cities: list[CityMark]
    missing: list[str]


@cache
def _drawing() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text("utf-8"))) if FILE.exists() else {"cells": {}, "beyond": {}}


def cell_map(
    communes: Iterable[Drawable],
    look: Callable[[str], Look],
    cities: Iterable[Neighbour] = (),
    *,
    numbered: bool = True,
) -> CellMap | None:
    """``communes`` in the order of their numbers, each with its ``look`` (by INSEE code); None where there
    are too few to draw. ``numbered``: a table beside it has the numbers."""
    document, wanted = _drawing(), list(communes)
    known = [one for one in wanted if one.insee in document["cells"]]
    if len(known) < 2:
        return None
    marks = [_mark(city, document) for city in cities if city.key in document["beyond"]]
    return CellMap(
        box=f"0 0 {document['width']} {document['height']}" if marks else _box(),
        height=document["height"],
        ten_kilometres=document["ten_kilometres"],
        cells=[_cell(one, number, look(one.insee), numbered) for number, one in enumerate(known, start=1)],
        cities=marks,
        missing=[one.name for one in wanted if one.insee not in document["cells"]],
    )


def locator(insee: str) -> tuple[str, list[tuple[str, str]]] | None:
    """View box and (INSEE code, path) of all cells, for a small drawing that shows where one lies; None where
    the drawing does not know it. Takes no statement."""
    document = _drawing()
    if insee not in document["cells"]:
        return None
    return _box(), [(key, _path(key)) for key in document["cells"]]


@cache
def _box() -> str:
    """The view box of the cells alone, without the room for cities around them."""
    corners = [corner for cell in _drawing()["cells"].values() for corner in cell["outline"]]
    (left, right), (top, bottom) = ((min(ends) - 4, max(ends) + 4) for ends in zip(*corners, strict=True))
    return f"{left} {top} {right - left} {bottom - top}"


@cache
def _path(insee: str) -> str:
    """The outline as the shortest path data: a start, then steps."""
    outline = _drawing()["cells"][insee]["outline"]
    steps = " ".join(f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(outline))
    return f"M{outline[0][0]} {outline[0][1]}l{steps}z".replace(" -", "-")


def _cell(commune: Drawable, number: int, look: Look, numbered: bool) -> Cell:
    x, y = _drawing()["cells"][commune.insee]["middle"]
    texts = (commune.name, str(number)) if numbered else (commune.name,)
    narrow, wide = (_text(commune.insee, texts, size) for size in (NARROW, WIDE))
    return Cell(commune.insee, commune.name, number, look, _path(commune.insee), x, y, narrow, wide)


@cache
def _text(insee: str, texts: tuple[str, ...], size: int) -> str:
    return next((text for text in texts if _fits(insee, text, size)), "")


def _fits(insee: str, text: str, size: int) -> bool:
    cell = _drawing()["cells"][insee]
    (x, y), across, up = cell["middle"], len(text) * size * LETTER / 2, size * 0.42
    corners = ((x + side * across, y + level * up) for side in (-1, 1) for level in (-1, 1))
    return all(contains(cell["outline"], corner) for corner in corners)


def _mark(city: Neighbour, document: dict[str, Any]) -> CityMark:
    place = document["beyond"][city.key]
    x, y = place["point"]
    words, arrow = WINDS[round(place["bearing"] / 45) % len(WINDS)]
    name = localised(city.name)
    anchor = "start" if x == 0 else "end" if x == document["width"] else "middle"
    told = _(
        "%(city)s (%(distance)s km %(direction)s)", city=name, distance=place["distance"], direction=words
    )
    label = f"{arrow} {name}" if anchor == "start" else f"{name} {arrow}"
    return CityMark(x, min(max(y, WIDE), document["height"] - 6), anchor, label, told)
