"""Offers of help and calls for volunteers; each part of the area has a module beside this one."""

from consult.web.offers import calling, helping, reading
from consult.web.offers.blueprint import bp

__all__ = ["bp", "calling", "helping", "reading"]
