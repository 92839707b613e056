"""Every SELECT about translations of what people write."""

from consult.queries.translations.approved import approved_title, approved_titles
from consult.queries.translations.readings import Attribution, Reading, read, reading, readings
from consult.queries.translations.rows import (
    add_request,
    already_shown,
    locked,
    own_proposed,
    requesters,
    shown,
)

__all__ = [
    "Attribution",
    "Reading",
    "add_request",
    "already_shown",
    "approved_title",
    "approved_titles",
    "locked",
    "own_proposed",
    "read",
    "reading",
    "readings",
    "requesters",
    "shown",
]
