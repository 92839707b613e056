"""What the deeds around offers share: the line in the journal."""

from typing import Any

from consult.kernel.actor import Actor
from consult.models.offers import Offer
from consult.services import journal


def record(actor: Actor, event: str, found: Offer, **facts: Any) -> None:
    """A line with ids and kinds only; the thing comes loaded."""
    journal.record(
        actor,
        event,
        "offer",
        found.id,
        chantier=found.about.chantier,
        call_id=found.call_id,
        proposal_id=found.proposal_id,
        **facts,
    )
