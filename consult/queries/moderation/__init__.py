"""The moderation queue, its items, and the rows behind a decision or a report."""

from consult.queries.moderation.items import Item, Text, item
from consult.queries.moderation.queue import Entry, Filters, Queue, chantiers_of, next_entry, queue
from consult.queries.moderation.reportable import Reportable, reportable
from consult.queries.moderation.rows import (
    about,
    author_language,
    has_reported,
    hidden_by,
    newest_decision,
    open_reports,
    review_of,
    settle,
    version,
)

__all__ = [
    "Entry",
    "Filters",
    "Item",
    "Queue",
    "Reportable",
    "Text",
    "about",
    "author_language",
    "chantiers_of",
    "has_reported",
    "hidden_by",
    "item",
    "newest_decision",
    "next_entry",
    "open_reports",
    "queue",
    "reportable",
    "review_of",
    "settle",
    "version",
]
