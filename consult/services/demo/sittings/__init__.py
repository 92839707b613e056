"""Sittings of the demonstration: one that was held, one without its quorum, one that a visitor may open."""

from consult.services.demo.sittings.chambers import Chamber, Place, chamber_of
from consult.services.demo.sittings.holding import Ground, hold_sittings

__all__ = ["Chamber", "Ground", "Place", "chamber_of", "hold_sittings"]
