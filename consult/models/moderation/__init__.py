"""Decisions, reports, appeals, merges, and the moderators' own room."""

from consult.models.moderation.decisions import AboutSomething, Decision, WithheldName, about
from consult.models.moderation.merges import Merge
from consult.models.moderation.reports import Appeal, Report
from consult.models.moderation.room import DeclaredTie, ModerationMode, ProposedSuspension, Taken

__all__ = [
    "AboutSomething",
    "Appeal",
    "Decision",
    "DeclaredTie",
    "Merge",
    "ModerationMode",
    "ProposedSuspension",
    "Report",
    "Taken",
    "WithheldName",
    "about",
]
