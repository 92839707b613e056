"""Lists ask here in which order proposals stand."""

from datetime import date
from enum import StrEnum
from hashlib import sha256

from consult.kernel.messages import N_

#: Every proposal has a place on a circle of this many points (``Proposal.random_key``).
CIRCLE = 2**31


class ListOrder(StrEnum):
    """How a list of proposals is sorted; random is the default, so that nobody is first for long."""

    RANDOM = "random"
    NEWEST = "newest"
    SUPPORTED = "supported"
    DISCUSSED = "discussed"


ORDER_LABELS = {
    ListOrder.RANDOM: N_("Mixed, new every day"),
    ListOrder.NEWEST: N_("Newest first"),
    ListOrder.SUPPORTED: N_("Most supported first"),
    ListOrder.DISCUSSED: N_("Most discussed first"),
}


def circle_start(day: date) -> int:
    """Where the circular list begins on ``day``: the same for everybody, 0 to ``CIRCLE`` - 1."""
    return int.from_bytes(sha256(f"order of {day.isoformat()}".encode()).digest()[:8]) % CIRCLE
