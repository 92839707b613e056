"""What the flow of a sheet needs to know of each kind of thing, and nothing more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.db import Localised
from consult.web.editing.sheets.form import SheetForm


@dataclass(frozen=True, slots=True)
class Thing:
    """An official thing as it stands: ``values`` are the data of its form's fields by name.

    ``revision`` 0: it does not exist yet. ``chantier``: whose editors may change it; None for any editor.
    """

    title: Localised
    revision: int
    values: Mapping[str, Any]
    chantier: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``load`` finds a thing by its key, or raises ``NotFound``; ``publish`` is the deed: it gives the key.

    ``endpoint`` is the public page, whose address takes the key as ``argument``; its preview is that page.
    """

    form: type[SheetForm]
    load: Callable[[str], Thing]
    publish: Callable[[Actor, str, int, Mapping[str, Any]], str]
    endpoint: str
    argument: str

    def public(self, key: str) -> dict[str, Any]:
        """The values of the public page's address."""
        return {self.argument: int(key) if key.isdecimal() else key}
