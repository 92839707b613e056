"""Moderators decide on what people wrote, and anyone reports it, here."""

from consult.rules.moderation import Subject, SubjectKind
from consult.services.moderation.appealing import (
    check_contestable,
    check_contestable_by_reporter,
    contest,
    contest_as_reporter,
)
from consult.services.moderation.bulk import MOST, Sweep, Ticked, hide_spam
from consult.services.moderation.deciding import AlreadyDecided, decide
from consult.services.moderation.judging import AlreadyJudged, Verdict, judge
from consult.services.moderation.languages import settle_language
from consult.services.moderation.merging import refuse_co_authorship
from consult.services.moderation.nudging import remind
from consult.services.moderation.reporting import AlreadyReported, report
from consult.services.moderation.suspending import confirm, decline, propose
from consult.services.moderation.taking import release, take
from consult.services.moderation.ties import declare, end

__all__ = [
    "MOST",
    "AlreadyDecided",
    "AlreadyJudged",
    "AlreadyReported",
    "Subject",
    "SubjectKind",
    "Sweep",
    "Ticked",
    "Verdict",
    "check_contestable",
    "check_contestable_by_reporter",
    "confirm",
    "contest",
    "contest_as_reporter",
    "decide",
    "declare",
    "decline",
    "end",
    "hide_spam",
    "judge",
    "propose",
    "refuse_co_authorship",
    "release",
    "remind",
    "report",
    "settle_language",
    "take",
]
