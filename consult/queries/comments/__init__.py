"""Threads, single comments and their histories, as the pages and the deeds need them."""

from consult.queries.comments.lines import Line, Waiting
from consult.queries.comments.pages import Answering, CommentPage, answering, answering_comment, history, own
from consult.queries.comments.rows import (
    answered_authors,
    count_comments,
    count_marks,
    locked,
    newest_version,
    own_mark,
    parent_in,
    proposal_of,
    versions,
)
from consult.queries.comments.threads import PAGE_SIZE, Place, Thread, place, thread

__all__ = [
    "PAGE_SIZE",
    "Answering",
    "CommentPage",
    "Line",
    "Place",
    "Thread",
    "Waiting",
    "answered_authors",
    "answering",
    "answering_comment",
    "count_comments",
    "count_marks",
    "history",
    "locked",
    "newest_version",
    "own",
    "own_mark",
    "parent_in",
    "place",
    "proposal_of",
    "thread",
    "versions",
]
