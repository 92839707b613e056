"""A chantier's page has its proposals drawn by commune here, small, with what the drawing says as a table."""

from dataclasses import dataclass, replace

from flask_babel import ngettext

from consult.queries.territory import Row
from consult.rules.mapping import class_of, growing
from consult.web.kit.cells import CellMap, Look, cell_map


@dataclass(frozen=True, slots=True)
class Drawn:
    """``rows``: communes that proposals name, those of most proposals first; ``elsewhere``: proposals that
    name none."""

    map: CellMap
    rows: list[Row]
    elsewhere: int


def drawn(rows: list[Row], elsewhere: int) -> Drawn | None:
    """None where no proposal names a commune, or there are too few communes to draw."""
    named = sorted((row for row in rows if row.count), key=lambda row: -(row.count or 0))
    classes = growing(row.count or 0 for row in named)
    looks = {row.commune.insee: _look(row.count or 0, class_of(row.count or 0, classes)) for row in rows}
    whole = cell_map([row.commune for row in rows], looks.__getitem__, numbered=False) if named else None
    if whole is None:
        return None
    # so small a drawing has no room for names: it says how many proposals there are
    counts = {row.commune.insee: str(row.count) for row in named}
    cells = [
        replace(cell, narrow=counts.get(cell.insee, ""), wide=counts.get(cell.insee, ""))
        for cell in whole.cells
    ]
    return Drawn(replace(whole, cells=cells), named, elsewhere)


def _look(count: int, number: int) -> Look:
    if not number:
        return Look("none")
    return Look(str(number), ngettext("%(num)s proposal", "%(num)s proposals", count))
