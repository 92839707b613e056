"""Moderation withholds an offer, or shows it again, through here; its decision is its own."""

from consult.kernel.actor import Actor
from consult.models.offers import Offer
from consult.rules.lifecycle import Visibility
from consult.services.offers.rows import record


def set_visibility(actor: Actor, offer: Offer, visibility: Visibility) -> None:
    """A withheld offer is not counted, names nobody, and its owner does not read it; the same again changes
    nothing. ``offer`` comes locked from ``queries.offers.locked``."""
    if offer.visibility is visibility:
        return
    before, offer.visibility = offer.visibility, visibility
    record(actor, f"offer.made_{visibility.value}", offer, before=before.value)
