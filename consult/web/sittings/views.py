"""Everybody reads sittings here; the other view modules of the area are taken along."""

from consult.web.sittings import minutes
from consult.web.sittings.blueprint import bp

__all__ = ["bp", "minutes"]
