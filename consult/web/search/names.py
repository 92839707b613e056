"""The search's form learns the official names here: what its filters offer and its field suggests."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app

from consult.gateways import pages
from consult.kernel.clock import now
from consult.kernel.db import Localised
from consult.kernel.i18n import localised
from consult.kernel.text.collation import in_order
from consult.queries import choices

FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Names:
    """Chantiers by number, communes by name, places; nothing that a resident has written."""

    chantiers: list[tuple[int, Localised]]
    communes: list[tuple[str, str]]
    places: list[Localised]

    def suggestions(self) -> list[str]:
        """Every name in the page's language, and the glossary's words, each once."""
        words = [localised(term.word) for term in pages.glossary()]
        official = [localised(name) for name in (*(name for _number, name in self.chantiers), *self.places)]
        return sorted({*words, *official, *(name for _insee, name in self.communes)}, key=in_order)


def official() -> Names:
    """As the tables had them a minute ago at most; three statements when this process asks them anew."""
    kept: dict[str, Any] = current_app.extensions.setdefault("search_names", {})
    if not kept or now() - kept["read_at"] > FRESH:
        names = Names(choices.chantiers(), choices.communes(), choices.places())
        kept.update(read_at=now(), names=names)
    found: Names = kept["names"]
    return found
