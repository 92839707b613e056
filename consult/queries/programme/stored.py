"""The import deed asks here for everything the database already knows of the programme."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from consult.kernel.db import db
from consult.models.events import Event
from consult.models.positions import Project
from consult.models.programme import Action, Ambition, Chantier, Orientation, Phase
from consult.models.territory import City, Commune, Place
from consult.rules.programme import PhaseKind

PhaseKey = tuple[int, PhaseKind, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """Rows by what identifies them in the files; a phase by chantier, kind and its turn among that kind."""

    communes: dict[str, Commune]
    cities: dict[str, City]
    places: dict[str, Place]
    ambitions: dict[int, Ambition]
    chantiers: dict[int, Chantier]
    orientations: dict[str, Orientation]
    phases: dict[PhaseKey, Phase]
    actions: dict[str, Action]
    projects: dict[str, Project]
    events: dict[str, Event]


def stored() -> Stored:
    """All of it in thirteen statements; actions with their communes, places and other chantiers."""
    actions = db.session.scalars(
        sa.select(Action).options(
            selectinload(Action.communes), selectinload(Action.places), selectinload(Action.also)
        )
    )
    return Stored(
        communes={row.insee: row for row in db.session.scalars(sa.select(Commune))},
        cities={row.key: row for row in db.session.scalars(sa.select(City))},
        places={row.key: row for row in db.session.scalars(sa.select(Place))},
        ambitions={row.number: row for row in db.session.scalars(sa.select(Ambition))},
        chantiers={row.number: row for row in db.session.scalars(sa.select(Chantier))},
        orientations={row.key: row for row in db.session.scalars(sa.select(Orientation))},
        phases=_phases(),
        actions={row.key: row for row in actions},
        projects={row.key or "": row for row in db.session.scalars(_from_files())},
        events={row.key or "": row for row in db.session.scalars(_announced())},
    )


def _from_files() -> sa.Select[Project]:
    return sa.select(Project).where(Project.key.is_not(None))


def _announced() -> sa.Select[Event]:
    return sa.select(Event).where(Event.key.is_not(None))


def _phases() -> dict[PhaseKey, Phase]:
    found: dict[PhaseKey, Phase] = {}
    for phase in db.session.scalars(sa.select(Phase).order_by(Phase.id)):
        turn = 1 + sum(key[:2] == (phase.chantier_number, phase.kind) for key in found)
        found[phase.chantier_number, phase.kind, turn] = phase
    return found
