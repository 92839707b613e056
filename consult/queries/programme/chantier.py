"""One chantier's page: its process, proposals, actions by orientation, events, places and communes."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.kernel.text.analysis import fold
from consult.models.events import Event
from consult.models.moderation import ModerationMode
from consult.models.positions import Project
from consult.models.programme import Action, Chantier, Orientation, Phase
from consult.models.territory import Commune, Place
from consult.queries import offers, positions
from consult.queries.events import of_chantier
from consult.queries.programme.stages import Staged, staged
from consult.rules.moderation import DEFAULT_MODES, SubjectKind
from consult.rules.phases import Invitation, PhaseTime, invitation, position
from consult.rules.positions import About, Thing
from consult.rules.programme import PhaseKind

EVENTS = 3
CALLS = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A phase and where it stands today."""

    phase: Phase
    position: PhaseTime


@dataclass(frozen=True, slots=True)
class Group:
    orientation: Orientation
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class ChantierPage:
    """``invitation`` says what can be done today and until when; ``following`` is the next phase to begin.

    ``served_also`` are actions of other chantiers that serve this one too. ``reversed_order``: the kinds of
    text that this chantier does not publish in the house's order, before or after they are read.
    ``calls``: for volunteers, open ones of its actions. ``positions``: how many organisations have given one.
    ``projects``: public ones of others.
    """

    chantier: Chantier
    steps: list[Step]
    invitation: Invitation
    following: Phase | None
    takes_ideas: bool
    proposals: list[Staged]
    groups: list[Group]
    served_also: list[Action]
    events: list[Event]
    calls: list[offers.CallView]
    positions: int
    projects: list[Project]
    places: list[Place]
    communes: list[Commune]
    reversed_order: frozenset[SubjectKind]

    @property
    def own(self) -> list[Action]:
        """The chantier's own actions, by orientation."""
        return [action for group in self.groups for action in group.actions]


def page(number: int, today: date) -> ChantierPage:
    """The chantier's page as it stands ``today``; ``NotFound`` without one. Six statements."""
    chantier, position_count, projects, reversed_order = _with_order(number)
    order = list(PhaseKind)
    steps = [
        Step(phase, position(phase.starts_on, phase.ends_on, today))
        for phase in sorted(chantier.phases, key=lambda phase: (phase.starts_on, order.index(phase.kind)))
    ]
    current = {step.phase.kind: step.phase.ends_on for step in steps if step.position is PhaseTime.CURRENT}
    actions = _actions(number)
    own = [action for action in actions if action.chantier_number == number]
    return ChantierPage(
        chantier=chantier,
        steps=steps,
        invitation=invitation(current),
        following=next((step.phase for step in steps if step.position is PhaseTime.FUTURE), None),
        takes_ideas=PhaseKind.PROPOSE in current,
        proposals=staged(number),
        groups=[Group(key, list(group)) for key, group in groupby(own, key=lambda each: each.orientation)],
        served_also=[action for action in actions if action.chantier_number != number],
        events=of_chantier(number, EVENTS),
        calls=offers.open_calls(number, CALLS),
        positions=position_count,
        projects=projects,
        places=sorted({place for action in own for place in action.places}, key=lambda place: place.key),
        communes=sorted(
            {commune for action in own for commune in action.communes},
            key=lambda commune: fold(commune.name),
        ),
        reversed_order=reversed_order,
    )


def _with_order(number: int) -> tuple[Chantier, int, list[Project], frozenset[SubjectKind]]:
    """The chantier with its phases, how many positions there are on it, the projects of
    others that belong to it, and the kinds of text with another
    order of checking than the default."""
    rows = (
        db.session.execute(
            sa.select(
                Chantier,
                positions.counted(Thing(About.CHANTIER, number)),
                ModerationMode.kind,
                ModerationMode.mode,
                Project,
            )
            .outerjoin(ModerationMode, ModerationMode.chantier_number == Chantier.number)
            .outerjoin(Project, sa.and_(Project.chantier_number == Chantier.number, Project.published))
            .where(Chantier.number == number)
            .options(joinedload(Chantier.ambition), joinedload(Chantier.phases))
        )
        .unique()
        .all()
    )
    if not rows:
        raise NotFound
    chantier, count, *_ = rows[0]
    differing = {
        kind for *_, kind, mode, _project in rows if kind is not None and mode is not DEFAULT_MODES[kind]
    }
    projects = {project for *_, project in rows if project is not None}
    return chantier, count, sorted(projects, key=lambda project: project.id), frozenset(differing)


def _actions(number: int) -> list[Action]:
    """The chantier's own actions and those that serve it too, with all that a line shows; one statement."""
    serves = sa.or_(Action.chantier_number == number, Action.also.any(Chantier.number == number))
    statement = (
        sa.select(Action)
        .join(Action.orientation)
        .options(
            contains_eager(Action.orientation),
            joinedload(Action.chantier),
            joinedload(Action.communes),
            joinedload(Action.places),
        )
        .where(serves)
        .order_by(Action.chantier_number, Orientation.position, Action.position)
    )
    return list(db.session.scalars(statement).unique())
