"""What the programme's files say, once checked: plain values that the import deed stores."""

from dataclasses import dataclass, field
from datetime import date

from consult.kernel.db import Localised
from consult.rules.events import Audience, EventKind
from consult.rules.programme import ActionKind, ActionStatus, Part, PhaseKind, Precision


@dataclass(frozen=True, slots=True)
class CommuneEntry:
    insee: str
    name: str
    siren: str
    population: int
    postal_codes: list[str]
    member_from: date
    member_to: date | None
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class CityEntry:
    key: str
    name: Localised
    country: str
    region: Localised
    network: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    key: str
    name: Localised
    summary: Localised
    commune_insee: str | None
    collective_intelligence: bool
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class AmbitionEntry:
    number: int
    key: str
    name: Localised
    summary: Localised
    colour: str


@dataclass(frozen=True, slots=True)
class OrientationEntry:
    key: str
    chantier_number: int
    position: int
    title: Localised


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """``ordinal`` counts the phases of one kind in one chantier, from 1: together they identify a phase."""

    chantier_number: int
    kind: PhaseKind
    ordinal: int
    starts_on: date
    ends_on: date | None
    note: Localised


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """``communes`` are INSEE codes, ``places`` keys, ``also`` numbers of other chantiers it serves."""

    key: str
    chantier_number: int
    orientation: str
    position: int
    kind: ActionKind
    title: Localised
    summary: Localised
    precision: Precision
    starts_on: date
    ends_on: date
    hundred_days: bool
    area: str | None
    communes: list[str]
    places: list[str]
    lead: Localised
    part: Part
    partners: list[Localised]
    also: list[int]
    status: ActionStatus


@dataclass(frozen=True, slots=True)
class ChantierEntry:
    number: int
    ambition_number: int
    name: Localised
    subtitle: Localised
    question: Localised
    introduction: Localised
    orientations: list[OrientationEntry]
    phases: list[PhaseEntry]
    actions: list[ActionEntry]


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """What others decide on; ``owner`` says who. Dates and address are None where nobody has told them."""

    key: str
    chantier_number: int | None
    title: Localised
    summary: Localised
    owner: Localised
    url: str | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """A meeting that the programme announces, by the ``action`` it belongs to, whose key it names."""

    key: str
    action: str
    kind: EventKind
    audience: Audience
    precision: Precision
    starts_on: date
    ends_on: date
    title: Localised
    summary: Localised
    host: Localised
    languages: list[str]


@dataclass(frozen=True, slots=True)
class Programme:
    """All files of one folder, every reference between them known to hold."""

    communes: list[CommuneEntry]
    cities: list[CityEntry]
    places: list[PlaceEntry]
    ambitions: list[AmbitionEntry]
    chantiers: list[ChantierEntry]
    projects: list[ProjectEntry] = field(default_factory=list)
    meetings: list[MeetingEntry] = field(default_factory=list)
