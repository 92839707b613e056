"""What the public may read becomes findable here, and what it may no longer read vanishes at once."""

from consult.services.search.contributions import answers, ballots, comments, proposals
from consult.services.search.debates import answer, author, ballot, follow
from consult.services.search.learning import learn, waiting
from consult.services.search.official import actions, chantiers, communes, events, places
from consult.services.search.rebuilding import rebuild
from consult.services.search.table import Found, Text, forget, index

__all__ = [
    "Found",
    "Text",
    "actions",
    "answer",
    "answers",
    "author",
    "ballot",
    "ballots",
    "chantiers",
    "comments",
    "communes",
    "events",
    "follow",
    "forget",
    "index",
    "learn",
    "places",
    "proposals",
    "rebuild",
    "waiting",
]
