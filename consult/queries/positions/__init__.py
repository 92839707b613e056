"""Every SELECT about positions and the projects of others, with the row locks that their deeds need."""

from consult.queries.positions.pages import (
    Card,
    Change,
    Column,
    History,
    Page,
    Sides,
    history,
    page,
    sides,
)
from consult.queries.positions.projects import ProjectLine, project, projects
from consult.queries.positions.rows import (
    ThingTitle,
    count_of,
    counted,
    locked,
    locked_of,
    of_organisation,
    open_organisations,
    thing,
)

__all__ = [
    "Card",
    "Change",
    "Column",
    "History",
    "Page",
    "ProjectLine",
    "Sides",
    "ThingTitle",
    "count_of",
    "counted",
    "history",
    "locked",
    "locked_of",
    "of_organisation",
    "open_organisations",
    "page",
    "project",
    "projects",
    "sides",
    "thing",
]
