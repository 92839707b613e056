"""A list of seats as clerks send it: from the text of a CSV file to rows, or to everything wrong in it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from consult.kernel.errors import Invalid
from consult.kernel.messages import N_, Message
from consult.rules.seat_columns import COLUMN_LABELS, COLUMNS, OPTIONAL, Column, Ground, plain, value

MOST_ROWS = 5000
MOST_BYTES = 2 * 1024 * 1024
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A mandate as one row tells it. ``row`` counts as spreadsheets do, the header being 1.

    None for ``email``, ``ends_on`` and ``leads_group`` says nothing, for ``function`` and
    ``political_group`` it says that there is none. Rows with the same ``person`` are one councillor.
    """

    row: int
    assembly: str
    family_name: str
    given_name: str
    starts_on: date
    language: str
    function: str | None = None
    political_group: str | None = None
    email: str | None = None
    ends_on: date | None = None
    leads_group: bool | None = None
    person: str | None = None

    @property
    def names(self) -> tuple[str, str]:
        return self.family_name, self.given_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken; ``column`` as the file spells it, empty when the whole row is meant."""

    row: int
    column: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows in the file's order, what is wrong, and how the file spells its columns."""

    rows: tuple[SeatRow, ...]
    problems: tuple[Problem, ...] = ()
    headers: Mapping[Column, str] = field(default_factory=dict)

    def spelled(self, column: Column) -> str:
        return self.headers.get(column, column.value)


#: Column → the field of ``SeatRow`` that takes it.
FIELDS: dict[Column, str] = {
    Column.ASSEMBLY: "assembly",
    Column.FAMILY_NAME: "family_name",
    Column.GIVEN_NAME: "given_name",
    Column.FUNCTION: "function",
    Column.GROUP: "political_group",
    Column.EMAIL: "email",
    Column.LANGUAGE: "language",
    Column.STARTS_ON: "starts_on",
    Column.ENDS_ON: "ends_on",
    Column.LEADS_GROUP: "leads_group",
    Column.PERSON: "person",
}


class _Place(NamedTuple):
    """Where a column stands, and how the file spells it."""

    column: int
    header: str


def refused(code: str, sentence: str, **values: object) -> Invalid:
    """The one sentence by which a whole file is refused."""
    return Invalid(code, sentence, field="file", **values)


def text_of(raw: bytes) -> str:
    """The text of a file; ``Invalid`` when it is too large or not UTF-8. A byte order mark is dropped."""
    if len(raw) > MOST_BYTES:
        raise refused(
            "file_too_large",
            N_("This file is larger than 2 MB. A list has at most %(most)s rows: please divide it."),
            most=MOST_ROWS,
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise refused(
            "file_encoding",
            N_("This file is not UTF-8. In the spreadsheet, save it as “CSV UTF-8” and send it again."),
        )
    return text


def read(text: str, ground: Ground) -> Reading:
    """Rows, or every problem in them; ``Invalid`` when the file as a whole is no such list."""
    records = _records(text)
    first = next(records, None)
    if first is None:
        raise refused("file_empty", N_("This file is empty."))
    columns = _columns(first[1])
    found: list[tuple[int, list[str]]] = []
    for record in records:
        if len(found) == MOST_ROWS:
            raise refused(
                "file_rows",
                N_("This list has more than %(most)s rows: please divide it."),
                most=MOST_ROWS,
            )
        found.append(record)
    if not found:
        raise refused("file_empty", N_("This list has a header but no rows."))
    problems: list[Problem] = []
    read_rows = [_row(number, cells, columns, ground, problems) for number, cells in found]
    rows = tuple(row for row in read_rows if row is not None)
    problems += _twice(rows)
    headers = {column: place.header for column, place in columns.items()}
    return Reading(rows, tuple(sorted(problems, key=lambda problem: problem.row)), headers)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with its number."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise refused(
            "file_broken", N_("Row %(row)s cannot be read: look for a quotation mark there."), row=number + 1
        ) from None


def _columns(header: list[str]) -> dict[Column, _Place]:
    """Where each column stands; ``Invalid`` for one that is missing, unknown or there twice."""
    columns: dict[Column, _Place] = {}
    for index, cell in enumerate(header):
        column = COLUMNS.get(plain(cell))
        if column is None and not cell.strip():
            continue
        if column is None:
            raise refused(
                "column_unknown",
                N_("The column “%(name)s” is not known here. The example shows the names of all columns."),
                name=cell.strip()[:40],
            )
        if column in columns:
            raise refused("column_twice", N_("The column “%(name)s” is there twice."), name=cell.strip()[:40])
        columns[column] = _Place(index, cell.strip())
    missing = [column for column in Column if column not in columns and column not in OPTIONAL]
    if missing:
        names = tuple(Message(COLUMN_LABELS[column]) for column in missing)
        raise refused("column_missing", N_("These columns are missing: %(names)s."), names=names)
    return columns


def _row(
    number: int, cells: list[str], columns: dict[Column, _Place], ground: Ground, problems: list[Problem]
) -> SeatRow | None:
    before = len(problems)
    values: dict[str, Any] = {}
    if any(cell.strip() for cell in cells[max(columns.values()).column + 1 :]):
        problems.append(Problem(number, "", Message(N_("This row has more cells than the header."))))
    for column, (index, header) in columns.items():
        try:
            values[FIELDS[column]] = value(column, cells[index] if index < len(cells) else "", ground)
        except Invalid as refusal:
            problems.append(Problem(number, header, refusal.message))
    if len(problems) > before:
        return None
    row = SeatRow(row=number, **values)
    if row.ends_on is not None and row.ends_on < row.starts_on:
        reason = Message(N_("A mandate cannot end before it begins."))
        problems.append(Problem(number, columns[Column.ENDS_ON].header, reason))
    return row


def _twice(rows: Iterable[SeatRow]) -> Iterator[Problem]:
    """Rows that name the same assembly, names and first day as an earlier one."""
    known: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = (row.assembly, *row.names, row.starts_on)
        first = known.setdefault(key, row.row)
        if first != row.row:
            yield Problem(row.row, "", Message(N_("This seat is in row %(row)s already."), {"row": first}))


def typed_row(cells: Mapping[Column, str], ground: Ground) -> SeatRow:
    """One row typed by hand, read as a list's would be; ``Invalid`` names the field of ``SeatRow``."""
    values: dict[str, Any] = {}
    for column, cell in cells.items():
        try:
            values[FIELDS[column]] = value(column, cell, ground)
        except Invalid as refusal:
            reason = refusal.message
            raise Invalid("cell", reason.sentence, field=FIELDS[column], **reason.values) from None
    return SeatRow(row=1, **values)
