"""Communes, cities, places and ambitions are read here: what chantiers and actions refer to."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from consult.gateways.programme_files.marked import Entry, Report, load
from consult.gateways.programme_files.shapes import AmbitionEntry, CityEntry, CommuneEntry, PlaceEntry
from consult.kernel.territory import territory

Value = TypeVar("Value")


class Row:
    """One line of a CSV file; reports like ``Entry`` does."""

    def __init__(self, values: dict[str, str], file: str, line: int, report: Report) -> None:
        self.values, self.file, self.line, self.report = values, file, line, report

    def key(self, name: str, what: str) -> str:
        """The field, which no other ``what`` may have."""
        found = self.text(name)
        self.report.once(what, found, self.file, self.line, name)
        return found

    def text(self, name: str, optional: bool = False) -> str:
        value = (self.values.get(name) or "").strip()
        if not value and not optional:
            self.report.add(self.file, self.line, name, "this field is empty")
        return value

    def take(self, name: str, convert: Callable[[str], Value], wanted: str, default: Value) -> Value:
        """The field converted, or ``default`` after reporting; an empty field was reported before."""
        text = self.text(name)
        try:
            return convert(text) if text else default
        except ValueError:
            self.report.add(self.file, self.line, name, f"{wanted} belongs here, not {text!r}")
            return default


def _rows(path: Path, columns: set[str], report: Report) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = columns - set(reader.fieldnames or ())
            for name in sorted(missing):
                report.add(path.name, 1, name, "this column is missing")
            return [] if missing else [Row(row, path.name, reader.line_num, report) for row in reader]
    except FileNotFoundError:
        report.add(path.name, 1, "", "this file is missing")
    except (UnicodeDecodeError, csv.Error) as error:
        report.add(path.name, 1, "", f"not readable as UTF-8 CSV: {error}")
    return []


def _code(length: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) != length or not text.isalnum() or not text.isascii():
            raise ValueError
        return text

    return check


def communes(path: Path, report: Report) -> list[CommuneEntry]:
    """``communes.csv``: INSEE and SIREN codes, population, membership dates, the town hall's position."""
    columns = {"insee", "name", "siren", "population", "postal_codes", "member_from", "member_to"}
    return [
        CommuneEntry(
            insee=row.take("insee", _code(5), "a code of 5 signs", row.key("insee", "commune")),
            name=row.key("name", "commune’s name"),
            siren=row.take("siren", _code(9), "a code of 9 digits", ""),
            population=row.take("population", int, "a whole number", 0),
            postal_codes=row.text("postal_codes").split("|"),
            member_from=row.take("member_from", date.fromisoformat, "a day such as 2018-01-01", date.min),
            member_to=row.take("member_to", date.fromisoformat, "a day such as 2018-01-01", date.max)
            if row.text("member_to", optional=True)
            else None,
            lat=row.take("townhall_lat", float, "a decimal number of degrees", 0.0),
            lon=row.take("townhall_lon", float, "a decimal number of degrees", 0.0),
        )
        for row in _rows(path, columns | {"townhall_lat", "townhall_lon"}, report)
    ]


def cities(path: Path, report: Report) -> list[CityEntry]:
    """``cities.csv``: the partner cities, with a name and region in each language of the content."""
    languages = territory().content_languages
    columns = {"key", "country", "network", "lat", "lon"}
    columns |= {f"{field}_{language}" for field in ("name", "region") for language in languages}
    return [
        CityEntry(
            key=row.key("key", "city"),
            name={language: row.text(f"name_{language}") for language in languages},
            country=row.take("country", _code(2), "a country's two letters", ""),
            region={language: row.text(f"region_{language}") for language in languages},
            network=row.text("network"),
            lat=row.take("lat", float, "a decimal number of degrees", 0.0),
            lon=row.take("lon", float, "a decimal number of degrees", 0.0),
        )
        for row in _rows(path, columns, report)
    ]


def entries_of(path: Path, report: Report) -> list[Entry]:
    tree = load(path, report)
    if tree is None:
        return []
    if not isinstance(tree, yaml.SequenceNode):
        report.add(path.name, tree.start_mark.line + 1, "", "a list belongs here")
        return []
    return [Entry(node, path.name, f"[{index}]", report) for index, node in enumerate(tree.value, start=1)]


def ambitions(path: Path, report: Report) -> list[AmbitionEntry]:
    found = []
    for entry in entries_of(path, report):
        entry.path = entry.key("ambition") or entry.path
        number = entry.number("number")
        report.once("ambition’s number", str(number), entry.file, entry.line, f"{entry.path}.number")
        found.append(
            AmbitionEntry(
                number=number,
                key=entry.path,
                name=entry.words("name", 100),
                summary=entry.words("summary"),
                colour=entry.text("colour", 20),
            )
        )
        entry.done()
    return found


def places(path: Path, known_communes: set[str], report: Report) -> list[PlaceEntry]:
    found = []
    for entry in entries_of(path, report):
        entry.path = entry.key("place") or entry.path
        commune = entry.value("commune", str, "an INSEE code in quotes, or null", optional=True)
        if commune is not None and commune not in known_communes:
            entry.bad("commune", f"there is no commune {commune!r}", entry.nodes["commune"])
        found.append(
            PlaceEntry(
                key=entry.path,
                name=entry.words("name", 100),
                summary=entry.words("summary"),
                commune_insee=commune,
                collective_intelligence=entry.flag("collective_intelligence"),
                lat=entry.degrees("lat"),
                lon=entry.degrees("lon"),
            )
        )
        entry.done()
    return found
