"""Every deed on papers and ballots, each under the ballot's lock: prepare, schedule, vote, close, annul."""

from consult.services.ballots.annulment import ask_annulment, confirm_annulment, recall_annulment
from consult.services.ballots.casting import NewVote, cast
from consult.services.ballots.closing import close, proclaim, publish
from consult.services.ballots.papers import (
    PaperDraft,
    Wording,
    prepare,
    revise,
    schedule,
    word_questions,
)
from consult.services.ballots.reasons import restore, withhold
from consult.services.ballots.reminders import remind_due
from consult.services.ballots.states import bring_up_to_date, resume, suspend, withdraw
from consult.services.ballots.times import local_instant
from consult.services.ballots.whole_papers import close_paper, open_paper, proclaim_paper, publish_paper

__all__ = [
    "NewVote",
    "PaperDraft",
    "Wording",
    "ask_annulment",
    "bring_up_to_date",
    "cast",
    "close",
    "close_paper",
    "confirm_annulment",
    "local_instant",
    "open_paper",
    "prepare",
    "proclaim",
    "proclaim_paper",
    "publish",
    "publish_paper",
    "recall_annulment",
    "remind_due",
    "restore",
    "resume",
    "revise",
    "schedule",
    "suspend",
    "withdraw",
    "withhold",
    "word_questions",
]
