"""Every SELECT about translations of what people write."""

from consult.queries.translations.readings import Attribution, Reading, reading, readings
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
    "locked",
    "own_proposed",
    "reading",
    "readings",
    "requesters",
    "shown",
]
