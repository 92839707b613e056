"""Commands bring the programme's files into the database here: new entries, changes, never a deletion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from consult.gateways.programme_files.shapes import ActionEntry, ChantierEntry, MeetingEntry, Programme
from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import Base, Localised, db
from consult.kernel.territory import territory
from consult.models.events import Event
from consult.models.positions import Project
from consult.models.programme import Action, ActionUpdate, Ambition, Chantier, Orientation, Phase
from consult.models.territory import City, Commune, Place
from consult.queries.programme.stored import Stored, stored
from consult.rules.events import EventStatus
from consult.rules.permissions import Permission, require
from consult.services import journal, search

Row = TypeVar("Row", bound=Base)
PHASE = ("chantier_number", "kind", "starts_on", "ends_on", "note")
Tell = Callable[[str], None]


@dataclass(slots=True)
class Tally:
    """What an import did: rows made, changed or already right.

    ``vanished`` have left the files; ``kept`` differ from them, since editors published them here.
    """

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        return bool(self.created or self.changed)


def import_programme(actor: Actor, programme: Programme, tell: Tell = lambda step: None) -> Tally:
    """Store all of ``programme``; the same twice changes nothing. ``tell`` hears each step.

    The files rule over texts, dates and links of what they name. An action's status is theirs at its first
    import only: from then on it belongs to the editors. So does all of what they have published here, and the
    process of a chantier when they changed that. What the files no longer name stays, and is listed.
    """
    require(actor, Permission.ADMINISTER)
    run = _Import(stored(), Tally())
    tell("communes, cities and places")
    run.ground(programme)
    for chantier in programme.chantiers:
        tell(f"chantier {chantier.number}: {len(chantier.actions)} actions")
        run.chantier(chantier)
    run.others(programme)
    run.note_vanished()
    tally = run.tally
    if tally.moved:
        run.index()
        facts = {"created": tally.created, "changed": tally.changed, "vanished": len(tally.vanished)}
        journal.record(actor, "programme.imported", "programme", None, **facts)
    return tally


class _Import:
    """One run: what is stored, what was counted, and which stored rows the files have named."""

    def __init__(self, known: Stored, tally: Tally) -> None:
        self.known, self.tally = known, tally
        self.named: dict[str, set[Any]] = {shelf.name: set() for shelf in fields(Stored)}

    def put(self, shelf: str, key: Any, model: type[Row], values: Mapping[str, Any]) -> tuple[Row, bool]:
        """Make or change the row of ``shelf`` under ``key``; says whether anything was written."""
        rows: dict[Any, Row] = getattr(self.known, shelf)
        self.named[shelf].add(key)
        row = rows.get(key)
        if row is None:
            rows[key] = row = model(**values)
            db.session.add(row)
            self.tally.created += 1
            return row, True
        differing = {name: value for name, value in values.items() if _differs(getattr(row, name), value)}
        if differing and self.is_changed_here(row):
            self.tally.kept.append(_called(shelf, key))
            return row, False
        for name, value in differing.items():
            setattr(row, name, value)
        if differing:
            self.tally.changed += 1
        else:
            self.tally.unchanged += 1
        return row, bool(differing)

    def is_changed_here(self, row: Base) -> bool:
        """Whether editors have published it since it came from the files: a revision after the first."""
        if isinstance(row, Phase):
            return (self.known.chantiers[row.chantier_number].process_revision or 1) > 1
        return (getattr(row, "revision", 1) or 1) > 1

    def ground(self, programme: Programme) -> None:
        for commune in programme.communes:
            self.put("communes", commune.insee, Commune, _plain(commune))
        for city in programme.cities:
            self.put("cities", city.key, City, _plain(city))
        db.session.flush()
        for place in programme.places:
            self.put("places", place.key, Place, _plain(place))
        for ambition in programme.ambitions:
            self.put("ambitions", ambition.number, Ambition, _plain(ambition))
        db.session.flush()
        for chantier in programme.chantiers:
            values = _plain(chantier, without={"orientations", "phases", "actions"})
            self.put("chantiers", chantier.number, Chantier, values)

    def chantier(self, entry: ChantierEntry) -> None:
        for orientation in entry.orientations:
            self.put("orientations", orientation.key, Orientation, _plain(orientation))
        self.process(entry)
        db.session.flush()
        for action in entry.actions:
            self.action(action)

    def process(self, entry: ChantierEntry) -> None:
        """The phases as the files have them, or as the editors do once they have changed any."""
        wanted = {
            (phase.chantier_number, phase.kind, phase.ordinal): {name: getattr(phase, name) for name in PHASE}
            for phase in entry.phases
        }
        if (self.known.chantiers[entry.number].process_revision or 1) == 1:
            for key, values in wanted.items():
                self.put("phases", key, Phase, values)
            return
        stored = {key: row for key, row in self.known.phases.items() if key[0] == entry.number}
        standing = {key: {name: getattr(row, name) for name in PHASE} for key, row in stored.items()}
        if standing != wanted:
            self.tally.kept.append(_called("phases", entry.number))

    def action(self, entry: ActionEntry) -> None:
        new = entry.key not in self.known.actions
        links: dict[str, Any] = {
            "orientation_id": self.known.orientations[entry.orientation].id,
            "communes": [self.known.communes[insee] for insee in entry.communes],
            "places": [self.known.places[key] for key in entry.places],
            "also": [self.known.chantiers[number] for number in entry.also],
        }
        plain = _plain(entry, without={"orientation", "communes", "places", "also"})
        if new:
            links["updates"] = [_announcement(entry)]
        else:
            del plain["status"]
            plain |= _with_translations(self.known.actions[entry.key], entry)
        self.put("actions", entry.key, Action, plain | links)

    def others(self, programme: Programme) -> None:
        """What stands here only to be discussed; whether it is shown belongs to the editors."""
        for project in programme.projects:
            self.put("projects", project.key, Project, _plain(project))
        db.session.flush()
        for meeting in programme.meetings:
            self.meeting(meeting)

    def meeting(self, entry: MeetingEntry) -> None:
        """Nobody can register while its day is unknown; calendars hear of other days by its SEQUENCE."""
        action = self.known.actions[entry.action]
        links = {"action_id": action.id, "chantier_number": action.chantier_number}
        values = _plain(entry, without={"action"}) | links
        before = self.known.events.get(entry.key)
        if before is None:
            self.put("events", entry.key, Event, values | _published(entry.key))
            return
        days = (before.precision, before.starts_on, before.ends_on)
        row, changed = self.put("events", entry.key, Event, values)
        if changed and days != (row.precision, row.starts_on, row.ends_on):
            row.sequence += 1

    def index(self) -> None:
        """All of it, since an action is also found by the names of its places and communes."""
        db.session.flush()
        search.communes(self.known.communes.values())
        search.places(self.known.places.values())
        search.chantiers(self.known.chantiers.values())
        search.actions(self.known.actions.values())
        search.events(row.id for row in self.known.events.values())

    def note_vanished(self) -> None:
        for shelf in fields(Stored):
            rows: dict[Any, Base] = getattr(self.known, shelf.name)
            for key in rows.keys() - self.named[shelf.name]:
                if not self.is_changed_here(rows[key]):
                    self.tally.vanished.append(_called(shelf.name, key))
        self.tally.vanished.sort()
        self.tally.kept.sort()


def _called(shelf: str, key: Any) -> str:
    return f"{shelf}: {' '.join(map(str, key)) if isinstance(key, tuple) else key}"


def _published(key: str) -> dict[str, Any]:
    """What a meeting has at its first import, beside what the files say."""
    moment = now()
    return {
        "uid": str(uuid5(NAMESPACE_URL, f"event:{key}")),
        "status": EventStatus.PUBLISHED,
        "created_at": moment,
        "changed_at": moment,
        "published_at": moment,
    }


def _plain(entry: Any, without: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    return {each.name: getattr(entry, each.name) for each in fields(entry) if each.name not in without}


def _with_translations(row: Action, entry: ActionEntry) -> dict[str, Localised]:
    """The entry's texts with the translations they got here, until what was translated changes."""
    texts = {name: (getattr(row, name), getattr(entry, name)) for name in ("title", "summary", "lead")}
    return {
        name: before if before.items() >= given.items() else given for name, (before, given) in texts.items()
    }


def _differs(before: Any, after: Any) -> bool:
    """Whether a column or link changes; the order of links does not count."""
    if isinstance(after, list) and any(isinstance(item, Base) for item in [*before, *after]):
        return set(before) != set(after)
    return bool(before != after)


def _announcement(entry: ActionEntry) -> ActionUpdate:
    strategy = territory().strategy
    return ActionUpdate(
        status=entry.status,
        note=strategy["note"],
        happened_on=strategy["announced_on"],
        recorded_at=now(),
    )
