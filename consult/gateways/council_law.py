"""Which councils there are, and how many seats the law gives them: the territory's file becomes a table."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from consult.kernel.db import Localised
from consult.kernel.territory import DATA
from consult.kernel.text.names import of_place


@dataclass(frozen=True, slots=True)
class CouncilLaw:
    """``seat_table`` holds (population below which, seats), ascending; profiles are those of rule sets."""

    seat_table: tuple[tuple[int, int], ...]
    municipal_profile: str
    municipal_words: Localised
    metropolitan_key: str
    metropolitan_profile: str
    metropolitan_name: Localised
    metropolitan_seats: int

    def seats_for(self, population: int) -> int:
        """Seats of a commune's council (CGCT L2121-2)."""
        return next(seats for bound, seats in self.seat_table if population < bound)

    def municipal_name(self, commune: str) -> Localised:
        """What the council of ``commune`` is called, by language."""
        return {code: words % {"of": of_place(commune, code)} for code, words in self.municipal_words.items()}


@cache
def council_law() -> CouncilLaw:
    """The table of this territory."""
    raw: dict[str, Any] = yaml.safe_load((DATA / "seats.yaml").read_text("utf-8"))
    return CouncilLaw(
        seat_table=tuple((row["under"], row["seats"]) for row in raw["municipal_councils"]),
        municipal_profile=raw["municipal"]["profile"],
        municipal_words=raw["municipal"]["name"],
        metropolitan_key=raw["metropolitan"]["key"],
        metropolitan_profile=raw["metropolitan"]["profile"],
        metropolitan_name=raw["metropolitan"]["name"],
        metropolitan_seats=raw["metropolitan_council"],
    )
