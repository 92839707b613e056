"""Every SELECT about what can be found."""

from consult.queries.search.finding import Asked
from consult.queries.search.hits import Hit
from consult.queries.search.matching import mentions
from consult.queries.search.mending import trigrams
from consult.queries.search.reasons import Reason
from consult.queries.search.results import Results, results
from consult.queries.search.sources import (
    PUBLIC_BALLOTS,
    Everything,
    accounts,
    ballots_of,
    current_translations,
    everything,
    newest_answers,
    of_author,
    proposals_of,
    public_comments,
    public_events,
)
from consult.queries.search.table import count, empty, entries, findable, follow, forget, forget_under, newest

__all__ = [
    "PUBLIC_BALLOTS",
    "Asked",
    "Everything",
    "Hit",
    "Reason",
    "Results",
    "accounts",
    "ballots_of",
    "count",
    "current_translations",
    "empty",
    "entries",
    "everything",
    "findable",
    "follow",
    "forget",
    "forget_under",
    "mentions",
    "newest",
    "newest_answers",
    "of_author",
    "proposals_of",
    "public_comments",
    "public_events",
    "results",
    "trigrams",
]
