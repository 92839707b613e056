"""What the deeds around positions share: the version that is kept, and the line in the journal."""

from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.db import db
from consult.models.positions import Position, PositionVersion
from consult.services import journal


def keep_version(position: Position) -> None:
    """What it says now goes to its history, and the next version has the next number."""
    db.session.add(
        PositionVersion(
            position_id=position.id,
            number=position.number,
            stance=position.stance,
            reasons=position.reasons,
            written_at=position.changed_at,
        )
    )
    position.number += 1


def record(actor: Actor, event: str, position: Position, **facts: Any) -> None:
    """A line with ids and figures only; the position comes with what it is about."""
    journal.record(
        actor,
        event,
        "position",
        position.id,
        chantier=position.facts.chantier,
        organisation_id=position.organisation_id,
        action_id=position.action_id,
        project_id=position.project_id,
        number=position.number,
        **facts,
    )
