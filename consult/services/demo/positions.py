"""Where the invented organisations stand, with the lines that the deeds would write."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.position_shapes import PositionText, Said
from consult.models.positions import Position, PositionVersion
from consult.queries import demo as queries
from consult.rules.positions import About
from consult.services.demo.groups import Group
from consult.services.demo.stage import Stage

#: They decide in the evening, after work.
EVENING = timedelta(hours=18, minutes=30)
COLUMNS = {About.CHANTIER: "chantier_number", About.ACTION: "action_id", About.PROJECT: "project_id"}


def take_stands(stage: Stage, kept: Mapping[str, Group]) -> None:
    """Every position of the files, given by who founded the organisation."""
    places = queries.places_of_positions()
    for text in stage.files.positions:
        _take(stage, text, kept[text.organisation], places[text.about.value, text.key])


def _take(stage: Stage, text: PositionText, group: Group, place: tuple[int, int | None]) -> None:
    number, chantier = place
    first = text.before or text.said
    given_at, changed_at = _moment(stage, first), _moment(stage, text.said)
    giver = group.keepers[0].id
    row: dict[str, Any] = {
        "organisation_id": group.id,
        **dict.fromkeys(COLUMNS.values()),
        COLUMNS[text.about]: number,
        "stance": text.said.stance,
        "reasons": text.said.reasons,
        "number": 2 if text.before else 1,
        "given_by_id": giver,
        "given_at": given_at,
        "changed_at": changed_at,
    }
    (position_id,) = queries.add(Position, [row])
    ids: dict[str, Any] = {"action_id": row["action_id"], "project_id": row["project_id"]}
    whose: dict[str, Any] = {"chantier": chantier, "organisation_id": group.id}
    facts: dict[str, Any] = {**ids, "number": 1, "stance": first.stance.value}
    stage.tell(given_at, giver, "position.given", "position", position_id, **whose, **facts)
    if text.before is None:
        return
    version = {
        "position_id": position_id,
        "number": 1,
        "stance": first.stance,
        "reasons": first.reasons,
        "written_at": given_at,
    }
    queries.add_keyed(PositionVersion, [version])
    facts = {**ids, "number": 2, "stance": text.said.stance.value, "before": first.stance.value}
    stage.tell(changed_at, giver, "position.changed", "position", position_id, **whose, **facts)


def _moment(stage: Stage, said: Said) -> datetime:
    return stage.ago(said.days_ago) + EVENING
