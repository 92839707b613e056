"""Organisations give their reasoned position here, change it and take it back: one function a deed."""

from consult.services.positions.fields import PositionFields
from consult.services.positions.giving import change, give, withdraw
from consult.services.positions.showing import set_visibility

__all__ = ["PositionFields", "change", "give", "set_visibility", "withdraw"]
