"""Every SELECT about what can be found."""

from consult.queries.search.sources import accounts, current_translations, everything
from consult.queries.search.table import count, empty, entry, forget, mentions, newest

__all__ = [
    "accounts",
    "count",
    "current_translations",
    "empty",
    "entry",
    "everything",
    "forget",
    "mentions",
    "newest",
]
