"""Moderators decide on what people wrote, and anyone reports it, here."""

from consult.rules.moderation import Subject, SubjectKind
from consult.services.moderation.deciding import AlreadyDecided, decide
from consult.services.moderation.merging import refuse_co_authorship
from consult.services.moderation.reporting import report
from consult.services.moderation.suspending import confirm, decline, propose

__all__ = [
    "AlreadyDecided",
    "Subject",
    "SubjectKind",
    "confirm",
    "decide",
    "decline",
    "propose",
    "refuse_co_authorship",
    "report",
]
