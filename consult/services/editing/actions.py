"""Editors publish actions of the programme here: new ones, and new words for those that exist."""

import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now, today
from consult.kernel.db import Localised, db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.analysis import fold
from consult.models.programme import Action, ActionUpdate
from consult.queries.editing import things
from consult.rules.dates import misfit, slips
from consult.rules.editing import MOST_PARTNERS, NEW, TEXTS, Kept, refusals
from consult.rules.permissions import Facts, Permission, require
from consult.rules.programme import ActionStatus
from consult.services import journal, search
from consult.services.editing import wording
from consult.services.editing.revisions import lay

LINKS = ("communes", "places", "also")


def publish(actor: Actor, key: str, based_on: int, values: Mapping[str, Any]) -> str:
    """Publish the action ``key``, or a new one; the key it has from then on.

    ``values`` are its columns; ``communes``, ``places`` and ``also`` as keys. The chantier is that of the
    orientation; an action moves to another one only for who keeps both.
    """
    orientation = things.orientation(values["orientation_id"])
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=orientation.chantier_number))
    row = None if key == NEW else things.action(key, locked=True)
    if row is not None:
        require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=row.chantier_number))
    columns = _checked(values) | {"chantier_number": orientation.chantier_number}
    if row is None:
        row = _new(columns)
        changed = True
    else:
        changed = lay(row, columns, based_on)
    if changed:
        db.session.flush()
        search.actions([row])
        journal.record(
            actor,
            "action.announced" if key == NEW else "action.changed",
            "action",
            row.id,
            chantier=row.chantier_number,
            revision=row.revision,
        )
    return str(row.id)


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns and linked rows, clean; ``Invalid`` with everything found."""
    found: list[Invalid] = []
    clean = dict(values)
    try:
        clean = wording.checked(Kept.ACTION, values)
    except Invalid as refusal:
        found += [refusal, *refusal.also]
    clean["partners"] = _partners(values["partners"], found)
    found += _dates(values)
    wording.refuse(found)
    links = things.named(*(values[name] for name in LINKS))
    return clean | dict(zip(LINKS, links, strict=True))


def _dates(values: Mapping[str, Any]) -> list[Invalid]:
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if found := slips(today(), {"starts_on": starts_on, "ends_on": ends_on}):
        return found
    sentence = misfit(values["precision"], starts_on, ends_on)
    if sentence:
        return [Invalid("dates_misfit", sentence, field="ends_on")]
    window = territory().hundred_days
    if values["hundred_days"] and (ends_on < window["from"] or starts_on > window["to"]):
        sentence = N_("These dates lie outside the hundred days.")
        return [Invalid("hundred_days", sentence, field="hundred_days")]
    return []


def _partners(partners: list[Localised], found: list[Invalid]) -> list[Localised]:
    rule = TEXTS[Kept.ACTION]["partners"]
    clean = [words for each in partners if (words := wording.cleaned(each, rule))]
    for words in clean:
        found += refusals("partners", words, rule, territory().content_languages)
    if len(clean) > MOST_PARTNERS:
        sentence = N_("Please name at most %(max)d partners.")
        language = territory().content_languages[0]
        found.append(Invalid("partners", sentence, field=f"partners_{language}", max=MOST_PARTNERS))
    return clean


def _new(columns: dict[str, Any]) -> Action:
    title = next(iter(columns["title"].values()))
    words = re.sub(r"[^a-z0-9]+", "-", fold(title))[:50].strip("-")
    row = Action(
        **columns,
        key=f"c{columns['chantier_number']:02d}-{words}-{token_hex(4)}",
        position=things.next_position(columns["orientation_id"]),
        status=ActionStatus.ANNOUNCED,
        revision=2,  # what comes from the files has 1: an import leaves alone what is written here
    )
    row.updates = [
        ActionUpdate(status=ActionStatus.ANNOUNCED, note={}, happened_on=today(), recorded_at=now())
    ]
    db.session.add(row)
    return row
