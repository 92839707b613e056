"""The minutes on paper and as tables: asked for by deeds, made by the worker, read by the pages."""

from consult.services.documents.asking import ask, refresh
from consult.services.documents.making import Claim, Drawing, claim, draw, failed, made, waiting
from consult.services.documents.sheets import ballot_sheet, sitting_sheet

__all__ = [
    "Claim",
    "Drawing",
    "ask",
    "ballot_sheet",
    "claim",
    "draw",
    "failed",
    "made",
    "refresh",
    "sitting_sheet",
    "waiting",
]
