"""The sheets as they were last counted, and the names that their keys stand for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import Localised, db
from consult.kernel.errors import NotFound
from consult.models.figures import ALL, FigureSheet
from consult.models.programme import Chantier
from consult.models.territory import Commune


@dataclass(frozen=True, slots=True)
class Names:
    """Names of communes by INSEE code; (name, ambition's number) of chantiers by number."""

    communes: dict[str, str]
    chantiers: dict[int, tuple[Localised, int]]


def kept() -> dict[int, dict[str, Any]]:
    """The tables of all sheets by their scope, locked, for who counts anew. One statement."""
    rows = db.session.execute(sa.select(FigureSheet.scope, FigureSheet.tables).with_for_update())
    return {scope: tables for scope, tables in rows}  # noqa: C416  # a Row is no pair to the type checker


def keep(sheets: Mapping[int, dict[str, Any]], moment: datetime) -> None:
    """These sheets as of ``moment``, and no others. Two statements."""
    db.session.execute(sa.delete(FigureSheet).execution_options(synchronize_session=False))
    rows = [{"scope": scope, "tables": tables, "as_of": moment} for scope, tables in sheets.items()]
    db.session.execute(sa.insert(FigureSheet), rows)


def counted_at() -> datetime | None:
    """When the sheets were last counted; None before the first time."""
    return db.session.scalar(sa.select(FigureSheet.as_of).where(FigureSheet.scope == ALL))


def sheet(scope: int) -> FigureSheet | None:
    """The sheet of ``scope``: ``ALL``, or a chantier's number. One statement."""
    return db.session.get(FigureSheet, scope)


def names(scope: int) -> Names:
    """What a page of figures names; ``NotFound`` where ``scope`` is no chantier. Two statements."""
    communes = db.session.execute(sa.select(Commune.insee, Commune.name))
    chantiers = db.session.execute(
        sa.select(Chantier.number, Chantier.name, Chantier.ambition_number).order_by(Chantier.number)
    )
    found = Names(
        communes={row.insee: row.name for row in communes},
        chantiers={number: (name, ambition) for number, name, ambition in chantiers},
    )
    if scope != ALL and scope not in found.chantiers:
        raise NotFound
    return found
