"""Pages of the area editing; each module adds its own to the blueprint."""

from consult.web.editing import answers, events, progress, texts, worksheets
from consult.web.editing.blueprint import bp

__all__ = ["answers", "bp", "events", "progress", "texts", "worksheets"]
