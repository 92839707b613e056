"""Editors publish places and projects of others here, which an address of their own belongs to."""

import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import today
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.text.analysis import fold
from consult.models.positions import Project
from consult.models.territory import Place
from consult.queries.editing import things
from consult.rules.dates import slips
from consult.rules.editing import NEW, Kept
from consult.rules.permissions import Facts, Permission, require
from consult.services import journal, search
from consult.services.editing import wording
from consult.services.editing.revisions import lay


def publish_place(actor: Actor, key: str, based_on: int, values: Mapping[str, Any]) -> str:
    """Publish the place ``key``, or a new one; any editor may, since a place serves several chantiers."""
    require(actor, Permission.EDIT_PROGRAMME)
    columns = wording.checked(Kept.PLACE, values)
    if (columns["lat"] is None) != (columns["lon"] is None):
        raise Invalid("half_a_point", N_("Please give both coordinates or none."), field="lon")
    if key == NEW:
        row = Place(**columns, key=f"{_words(columns['name'], 40)}-{token_hex(4)}", revision=2)
        db.session.add(row)
    else:
        row = things.place(key, locked=True)
        if not lay(row, columns, based_on):
            return key
    db.session.flush()
    search.places([row])
    event = "place.added" if key == NEW else "place.changed"
    journal.record(actor, event, "place", row.id, revision=row.revision)
    return str(row.id)


def publish_project(actor: Actor, key: str, based_on: int, values: Mapping[str, Any]) -> str:
    """Publish a project that others decide on, in a chantier or for all of them."""
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=values["chantier_number"]))
    columns = wording.checked(Kept.PROJECT, values)
    starts_on, ends_on = columns["starts_on"], columns["ends_on"]
    wording.refuse(slips(today(), {"starts_on": starts_on, "ends_on": ends_on}))
    if starts_on and ends_on and ends_on < starts_on:
        sentence = N_("The end comes before the beginning.")
        raise Invalid("dates_in_order", sentence, field="ends_on")
    if key == NEW:
        row = Project(**columns, key=f"{_words(columns['title'], 50)}-{token_hex(4)}", revision=1)
        db.session.add(row)
    else:
        row = things.project(key, locked=True)
        require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=row.chantier_number))
        if not lay(row, columns, based_on):
            return key
    db.session.flush()
    journal.record(
        actor,
        "project.added" if key == NEW else "project.changed",
        "project",
        row.id,
        chantier=row.chantier_number,
        revision=row.revision,
    )
    return str(row.id)


def _words(name: Mapping[str, str], longest: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(next(iter(name.values()))))[:longest].strip("-")
