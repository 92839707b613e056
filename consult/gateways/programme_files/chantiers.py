"""One file a chantier: its text, orientations, phases and actions are read and checked here."""

from dataclasses import dataclass
from datetime import date

from consult.gateways.programme_files.marked import Entry, localised
from consult.gateways.programme_files.shapes import (
    ActionEntry,
    ChantierEntry,
    OrientationEntry,
    PhaseEntry,
)
from consult.kernel.territory import territory
from consult.rules.programme import ActionKind, ActionStatus, Part, PhaseKind, Precision

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
ORIENTATIONS = (2, 4)


@dataclass(frozen=True, slots=True)
class Known:
    """What a chantier's file may refer to."""

    ambitions: set[int]
    chantiers: set[int]
    communes: set[str]
    places: set[str]


def chantier(entry: Entry, known: Known) -> ChantierEntry:
    """The chantier of one file; everything that does not hold is reported."""
    number = entry.number("number")
    entry.report.once("chantier", str(number), entry.file, entry.line, "number")
    ambition = entry.number("ambition")
    if ambition and ambition not in known.ambitions:
        entry.bad("ambition", f"there is no ambition {ambition}", entry.nodes["ambition"])
    orientations = [
        _orientation(part, number, position)
        for position, part in enumerate(entry.entries("orientations"), start=1)
    ]
    if not ORIENTATIONS[0] <= len(orientations) <= ORIENTATIONS[1]:
        entry.bad("orientations", f"there are {len(orientations)}, but two to four belong here")
    keys = {orientation.key for orientation in orientations}
    found = ChantierEntry(
        number=number,
        ambition_number=ambition,
        name=entry.words("name", 100),
        subtitle=entry.words("subtitle", 200),
        question=entry.words("question", 300),
        introduction=entry.words("introduction"),
        orientations=orientations,
        phases=_phases(entry, number),
        actions=[
            _action(part, number, position, keys, known)
            for position, part in enumerate(entry.entries("actions"), start=1)
        ],
    )
    entry.done()
    return found


def _orientation(entry: Entry, number: int, position: int) -> OrientationEntry:
    found = OrientationEntry(
        key=entry.key("orientation"),
        chantier_number=number,
        position=position,
        title=entry.words("title", 200),
    )
    entry.done()
    return found


def _phases(entry: Entry, number: int) -> list[PhaseEntry]:
    phases: list[PhaseEntry] = []
    for part in entry.entries("phases"):
        kind = part.choice("kind", PhaseKind)
        starts_on, ends_on = part.day("from") or date.min, part.day("to", optional=True)
        _check_days(part, starts_on, ends_on)
        ordinal = 1 + sum(phase.kind is kind for phase in phases)
        phases.append(PhaseEntry(number, kind, ordinal, starts_on, ends_on, part.words("note")))
        part.done()
    return phases


def _action(entry: Entry, number: int, position: int, orientations: set[str], known: Known) -> ActionEntry:
    """An action may be published before it is translated; chantiers and their parts may not."""
    orientation = entry.text("orientation", 60)
    if orientation and orientation not in orientations:
        reason = f"this chantier has no orientation {orientation!r}"
        entry.bad("orientation", reason, entry.nodes["orientation"])
    precision, starts_on, ends_on = when(entry)
    hundred_days = entry.flag("hundred_days")
    window = territory().hundred_days
    if hundred_days and (ends_on < window["from"] or starts_on > window["to"]):
        entry.bad("hundred_days", "its dates lie outside the hundred days", entry.nodes["hundred_days"])
    area, communes, places = _where(entry, known)
    found = ActionEntry(
        key=entry.key("action", 80),
        chantier_number=number,
        orientation=orientation,
        position=position,
        kind=entry.choice("kind", ActionKind),
        title=entry.words("title", 120, to_follow=True),
        summary=entry.words("summary", 600, to_follow=True),
        precision=precision,
        starts_on=starts_on,
        ends_on=ends_on,
        hundred_days=hundred_days,
        area=area,
        communes=communes,
        places=places,
        lead=entry.words("lead", 200, to_follow=True),
        part=entry.choice("part", Part),
        partners=[localised(partner, 200, to_follow=True) for partner in entry.entries("partners")],
        also=_also(entry, number, known),
        status=entry.choice("status", ActionStatus),
    )
    entry.done()
    return found


def when(entry: Entry) -> tuple[Precision, date, date]:
    """The field ``when``: how exactly it is known, and its first and last day."""
    node = entry.node("when")
    if node is None:
        return Precision.DAY, date.min, date.max
    part = Entry(node, entry.file, f"{entry.path}.when", entry.report)
    precision = part.choice("precision", Precision)
    starts_on, ends_on = part.day("from"), part.day("to")
    part.done()
    if starts_on is None or ends_on is None:
        return precision, date.min, date.max
    _check_days(part, starts_on, ends_on)
    if precision is Precision.DAY and starts_on != ends_on:
        part.bad("to", "a single day begins and ends on the same day", part.nodes["to"])
    return precision, starts_on, ends_on


def _check_days(part: Entry, starts_on: date, ends_on: date | None) -> None:
    for name, day in (("from", starts_on), ("to", ends_on)):
        if day is not None and day != date.min and not FIRST_DAY <= day <= LAST_DAY:
            part.bad(name, f"{day} is no year of this programme", part.nodes[name])
    if ends_on is not None and ends_on < starts_on:
        part.bad("to", f"{ends_on} lies before {starts_on}", part.nodes["to"])


def _where(entry: Entry, known: Known) -> tuple[str | None, list[str], list[str]]:
    node = entry.node("where")
    if node is None:
        return None, [], []
    part = Entry(node, entry.file, f"{entry.path}.where", entry.report)
    area = part.value("area", str, "a word", optional=True)
    if area is not None and not territory().area_name(area):
        part.bad("area", f"there is no area {area!r}", part.nodes["area"])
    communes = part.scalars("communes", str, "an INSEE code in quotes") if "communes" in part.nodes else []
    places = part.scalars("places", str, "a place's key") if "places" in part.nodes else []
    for name, values, allowed in (("communes", communes, known.communes), ("places", places, known.places)):
        for value in values:
            if value not in allowed:
                part.bad(name, f"there is no {value!r} among the {name}", part.nodes[name])
    if not (area or communes or places):
        part.bad("", "a commune, a place or an area belongs here")
    part.done()
    return area, communes, places


def _also(entry: Entry, number: int, known: Known) -> list[int]:
    numbers: list[int] = entry.scalars("also", int, "a chantier's number")
    for other in numbers:
        if other == number or other not in known.chantiers:
            entry.bad("also", f"{other} is no other chantier", entry.nodes["also"])
    return numbers
