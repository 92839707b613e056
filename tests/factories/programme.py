"""Actions and places on the ground of the tests; each function returns a stored row."""

import itertools
from datetime import date

import sqlalchemy as sa

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.programme import Action, ActionUpdate, Orientation
from consult.models.territory import Place
from consult.rules.programme import ActionKind, ActionStatus, Part, Precision
from tests.factories.ground import words

_numbers = itertools.count(1)


def action(chantier: int = 4, **values: object) -> Action:
    """An announced action of spring 2019 in the chantier's only orientation."""
    number = next(_numbers)
    orientation = db.session.scalars(
        sa.select(Orientation).where(Orientation.chantier_number == chantier)
    ).first()
    assert orientation is not None
    defaults = {
        "key": f"c{chantier:02d}-test-{number}",
        "position": number,
        "kind": ActionKind.ACTION,
        "title": words(f"Planter des arbres {number}", f"Bäume pflanzen {number}"),
        "summary": words("Des arbres pour tous.", "Bäume für alle."),
        "precision": Precision.SEASON,
        "starts_on": date(2019, 3, 20),
        "ends_on": date(2019, 6, 20),
        "hundred_days": True,
        "area": "metropolis",
        "lead": words("La commune", "Die Gemeinde"),
        "part": Part.SUPPORTS,
        "partners": [words("Une association", "Ein Verein")],
        "status": ActionStatus.ANNOUNCED,
    }
    made = Action(chantier_number=chantier, orientation_id=orientation.id, **(defaults | values))
    made.updates = [
        ActionUpdate(
            status=ActionStatus.ANNOUNCED,
            note=words("Annoncé.", "Angekündigt."),
            happened_on=date(2019, 1, 30),
            recorded_at=now(),
        )
    ]
    db.session.add(made)
    db.session.flush()
    return made


def place(commune: str | None = "57039", **values: object) -> Place:
    """A place of collective intelligence in a commune."""
    number = next(_numbers)
    name = words(f"Le Plateau {number}", f"Die Ebene {number}")
    defaults = {"key": f"place-{number}", "name": name, "summary": words("Un lieu.", "Ein Ort.")}
    made = Place(commune_insee=commune, collective_intelligence=True, **(defaults | values))
    db.session.add(made)
    db.session.flush()
    return made
