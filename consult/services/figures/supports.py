"""Supports by commune, as the map may tell them: rules/figures.py says of which communes."""

from datetime import datetime
from typing import Any

from consult.kernel.territory import territory
from consult.models.figures import ALL
from consult.queries import figures as queries
from consult.rules.figures import merged, month_starts

#: The table's name in the sheet for all.
TABLE = "supports_by_commune"


def supports(kept: dict[int, dict[str, Any]], moment: datetime) -> dict[str, Any]:
    """The count of this month where there is one, else a new one, up to the month's beginning.

    Counted once a month, so that no two counts differ by what one person did in a day. A commune is told when
    its *supporters* are enough, however many supports they gave.
    """
    until = month_starts(moment, territory().zone, 1)[0]
    day = until.date().isoformat()
    stands = kept[ALL].get(TABLE) if ALL in kept else None
    if stands and stands["until"] == day:
        return {TABLE: stands}
    rows = queries.supports_by_commune(until)
    told = merged({insee: people for insee, people, _ in rows}, territory().settings["small_group"])
    shown = {insee for insee, _ in told.shown}
    return {TABLE: {"until": day, "communes": {insee: count for insee, _, count in rows if insee in shown}}}
