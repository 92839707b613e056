"""Where organisations stand, and the projects of others; each module adds its own pages to the blueprint."""

from consult.web.positions import giving, reading
from consult.web.positions.blueprint import bp

__all__ = ["bp", "giving", "reading"]
