"""Moderators decide on what people wrote, and anyone reports it, here."""

from consult.rules.moderation import Subject, SubjectKind
from consult.services.moderation.deciding import AlreadyDecided, decide
from consult.services.moderation.reporting import report

__all__ = ["AlreadyDecided", "Subject", "SubjectKind", "decide", "report"]
