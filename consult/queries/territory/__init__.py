"""Communes and places as their pages show them, and what the map of the communes can show."""

from consult.queries.territory.communes import CommunesPage, communes
from consult.queries.territory.mapping import MapPage, Row, by_chantier, mapped
from consult.queries.territory.one_commune import CommunePage, CouncilVote, commune
from consult.queries.territory.places import PlacePage, place

__all__ = [
    "CommunePage",
    "CommunesPage",
    "CouncilVote",
    "MapPage",
    "PlacePage",
    "Row",
    "by_chantier",
    "commune",
    "communes",
    "mapped",
    "place",
]
