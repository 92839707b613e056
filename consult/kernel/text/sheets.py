"""Tables leave the house as CSV through here: what spreadsheets of either country open without harm."""

import csv
from collections.abc import Iterable
from io import StringIO

#: A cell that begins so would be taken for a formula; an apostrophe before it keeps it a text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Cell = str | int | float | None


def sheet(head: Iterable[Cell], rows: Iterable[Iterable[Cell]]) -> bytes:
    """Semicolons, because French and German spreadsheets keep the comma for decimals; a byte order mark,
    because without it Excel does not read UTF-8; the line ends of RFC 4180. ``rows`` may be a stream.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> Cell:
    """The cell as no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
