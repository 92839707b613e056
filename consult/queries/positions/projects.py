"""Projects that others decide on: the list of them, and each with what everybody may know."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.positions import Position, Project
from consult.queries.positions.rows import public


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in the list; ``positions`` counts those that everybody reads."""

    project: Project
    positions: int


def projects() -> list[ProjectLine]:
    """Those shown to the public, by chantier; they come from files, so there are few. One statement."""
    count = (
        sa.select(sa.func.count())
        .select_from(Position)
        .where(Position.project_id == Project.id, public())
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Project, count)
        .options(joinedload(Project.chantier))
        .where(Project.published)
        .order_by(Project.chantier_number, Project.id)
    )
    return [ProjectLine(project, positions) for project, positions in rows]


def project(project_id: int) -> Project:
    """One with its chantier; ``NotFound`` unless everybody may see it. One statement."""
    found = db.session.scalar(
        sa.select(Project)
        .options(joinedload(Project.chantier))
        .where(Project.id == project_id, Project.published)
    )
    if found is None:
        raise NotFound
    return found
