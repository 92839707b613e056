"""Pages of the area moderation; each module adds its own to the blueprint."""

from consult.web.moderation import deciding, reporting
from consult.web.moderation.blueprint import bp

__all__ = ["bp", "deciding", "reporting"]
