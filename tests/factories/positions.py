"""Projects of others and positions of invented organisations; each function returns a stored row."""

import itertools

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.organisations import Organisation
from consult.models.positions import Position, Project
from consult.rules.positions import About, Stance, Thing
from consult.services import positions
from consult.services.positions import PositionFields
from tests.factories import people
from tests.factories.ground import words

_numbers = itertools.count(1)
FRENCH = "Nous demandons d’abord plus de trains entre les deux villes, avant toute nouvelle route."
GERMAN = "Wir wünschen uns zuerst mehr Züge zwischen den beiden Städten und erst danach neue Straßen."


def project(**values: object) -> Project:
    """A public project of the State."""
    number = next(_numbers)
    defaults = {
        "key": f"project-{number}",
        "chantier_number": 4,
        "title": words(f"Une route nouvelle {number}", f"Eine neue Straße {number}"),
        "summary": words("L’État consulte sur une route.", "Der Staat hört zu einer Straße an."),
        "owner": words("L’État", "Der französische Staat"),
    }
    made = Project(**(defaults | values))
    db.session.add(made)
    db.session.flush()
    return made


def on(project: Project) -> Thing:
    return Thing(About.PROJECT, project.id)


def fields(stance: Stance = Stance.FOR, **reasons: str) -> PositionFields:
    return PositionFields(stance, reasons or {"fr": FRENCH})


def given(
    keeper: Account | None = None,
    thing: Thing | None = None,
    stance: Stance = Stance.FOR,
    *,
    organisation: Organisation | None = None,
    **reasons: str,
) -> Position:
    """What an organisation of ``keeper`` says on ``thing``, a new project by default, in French."""
    keeper = keeper or people.participant()
    organisation = organisation or people.organisation(keeper)
    thing = thing or on(project())
    return positions.give(people.actor(keeper), organisation.id, thing, fields(stance, **reasons))
