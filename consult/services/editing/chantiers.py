"""Editors publish a chantier's texts here, and the phases of its process."""

from collections.abc import Mapping
from datetime import date
from itertools import zip_longest
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import today
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.models.programme import Chantier, Phase
from consult.queries.editing import things
from consult.rules.dates import slips
from consult.rules.editing import MOST_PHASES, Kept
from consult.rules.permissions import Facts, Permission, require
from consult.rules.programme import PhaseKind
from consult.services import journal, search
from consult.services.editing import wording
from consult.services.editing.revisions import check, lay

Phases = list[dict[str, Any]]


def publish(actor: Actor, key: str, based_on: int, values: Mapping[str, Any]) -> str:
    """Give the chantier ``key`` its texts, in every language of the content."""
    chantier = things.chantier(key, locked=True)
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=chantier.number))
    if lay(chantier, wording.checked(Kept.CHANTIER, values), based_on):
        search.chantiers([chantier])
        _record(actor, "chantier.changed", chantier, chantier.revision)
    return key


def publish_phases(actor: Actor, key: str, based_on: int, values: Mapping[str, Any]) -> str:
    """Make the process of the chantier ``key`` what ``values["phases"]`` lists.

    Each has ``kind``, ``starts_on``, ``ends_on`` and ``note``; they stand in the order of their dates,
    whatever the list's. A ``line`` names the form's line in refusals.
    """
    chantier = things.chantier(key, locked=True)
    require(actor, Permission.EDIT_PROGRAMME, Facts(chantier=chantier.number))
    wanted = _checked(values["phases"])
    order = list(PhaseKind)
    before = sorted(chantier.phases, key=lambda one: (one.starts_on, order.index(one.kind)))
    if [_values(phase) for phase in before] == wanted:
        return key
    check(chantier.process_revision, based_on)
    for row, phase in zip_longest(before, wanted):
        if phase is None:
            db.session.delete(row)
        elif row is None:
            db.session.add(Phase(chantier_number=chantier.number, **phase))
        else:
            for name, value in phase.items():
                setattr(row, name, value)
    chantier.process_revision += 1
    db.session.flush()
    db.session.expire(chantier, ["phases"])
    _record(actor, "chantier.process_changed", chantier, chantier.process_revision)
    return key


def _record(actor: Actor, event: str, chantier: Chantier, revision: int) -> None:
    journal.record(actor, event, "chantier", chantier.number, chantier=chantier.number, revision=revision)


def _values(phase: Phase) -> dict[str, Any]:
    return {name: getattr(phase, name) for name in ("kind", "starts_on", "ends_on", "note")}


def _checked(phases: Phases) -> Phases:
    """Clean and in order; ``Invalid`` with every refusal, on ``<field>_<line>``."""
    found: list[Invalid] = []
    if not 1 <= len(phases) <= MOST_PHASES:
        sentence = N_("A process has between 1 and %(max)d steps.")
        found.append(Invalid("phases", sentence, max=MOST_PHASES))
    done = []
    for phase in phases:
        line = phase.get("line", 0)
        found += _in_order(phase["starts_on"], phase["ends_on"], line)
        try:
            clean = wording.checked(Kept.PHASES, {"note": phase["note"]})
        except Invalid as refusal:
            for one in (refusal, *refusal.also):
                one.field = f"{one.field}_{line}"
                found.append(one)
        else:
            done.append({name: phase[name] for name in ("kind", "starts_on", "ends_on")} | clean)
    wording.refuse(found)
    order = list(PhaseKind)
    return sorted(done, key=lambda one: (one["starts_on"], order.index(one["kind"])))


def _in_order(starts_on: date, ends_on: date | None, line: int) -> list[Invalid]:
    if found := slips(today(), {f"starts_on_{line}": starts_on, f"ends_on_{line}": ends_on}):
        return found
    if ends_on is None or ends_on >= starts_on:
        return []
    sentence = N_("The end comes before the beginning.")
    return [Invalid("dates_in_order", sentence, field=f"ends_on_{line}")]
