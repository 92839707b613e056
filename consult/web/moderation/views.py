"""Pages of the area moderation; each module adds its own to the blueprint."""

from consult.web.moderation import (
    appeals,
    bulk,
    deciding,
    merging,
    queue,
    reporting,
    statements,
    suspensions,
    taking,
    ties,
)
from consult.web.moderation.blueprint import bp

__all__ = [
    "appeals",
    "bp",
    "bulk",
    "deciding",
    "merging",
    "queue",
    "reporting",
    "statements",
    "suspensions",
    "taking",
    "ties",
]
