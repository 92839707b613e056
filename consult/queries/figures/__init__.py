"""The figures: a few counts for all chantiers at once, the sheets that keep them, and what names them."""

from consult.queries.figures.contents import MOVES, Matter, Owed, matters, moves, owed
from consult.queries.figures.councils import Turnout, seats, turnouts, turnouts_by_commune
from consult.queries.figures.kept import Names, counted_at, keep, kept, names, sheet
from consult.queries.figures.people import Kind, People, people
from consult.queries.figures.supports import supports_by_commune

__all__ = [
    "MOVES",
    "Kind",
    "Matter",
    "Names",
    "Owed",
    "People",
    "Turnout",
    "counted_at",
    "keep",
    "kept",
    "matters",
    "moves",
    "names",
    "owed",
    "people",
    "seats",
    "sheet",
    "supports_by_commune",
    "turnouts",
    "turnouts_by_commune",
]
