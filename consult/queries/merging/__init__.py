"""Deeds and pages of merging two proposals: the rows that a merge adds or takes away, and what is shown."""

from consult.queries.merging.pages import MergePage, Side, UnmergePage, merge_page, unmerge_page
from consult.queries.merging.rows import (
    add_co_authors,
    co_author,
    copy_supports,
    drop_co_authors,
    drop_supports,
    lock_together,
    merges_of,
    on_agenda,
    recount_supports,
    successor_of,
    with_successors,
)

__all__ = [
    "MergePage",
    "Side",
    "UnmergePage",
    "add_co_authors",
    "co_author",
    "copy_supports",
    "drop_co_authors",
    "drop_supports",
    "lock_together",
    "merge_page",
    "merges_of",
    "on_agenda",
    "recount_supports",
    "successor_of",
    "unmerge_page",
    "with_successors",
]
