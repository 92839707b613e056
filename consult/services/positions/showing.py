"""Moderation withholds a position, or shows it again, through here; its decision is its own."""

from consult.kernel.actor import Actor
from consult.models.positions import Position
from consult.rules.lifecycle import Visibility
from consult.services.positions.rows import record


def set_visibility(actor: Actor, position: Position, visibility: Visibility) -> None:
    """Show, hide or remove a position everywhere at once; the same again changes nothing.

    ``position`` comes locked from ``queries.positions.locked``.
    """
    if position.visibility is visibility:
        return
    before, position.visibility = position.visibility, visibility
    record(actor, f"position.made_{visibility.value}", position, before=before.value)
