"""Everything that moderators did is written here, in the order in which rows refer to each other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consult.models.moderation import ModerationMode
from consult.queries import demo as queries
from consult.rules.moderation import DEFAULT_MODES, Mode, SubjectKind
from consult.services.demo.cast import Cast, Person
from consult.services.demo.curating.deciding import dismiss, label, move, read_over
from consult.services.demo.curating.hiding import hide
from consult.services.demo.curating.merging import merge
from consult.services.demo.curating.reporting import leave_open
from consult.services.demo.curating.suspending import suspend
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story


def curate(cast: Cast, stories: Mapping[str, Story], read_first: Mapping[int, datetime]) -> None:
    """Decisions, reports, appeals, a merge, suspensions; ``read_first``: which chantiers do so since when."""
    stage, moderated = cast.stage, cast.stage.files.moderated
    moderators = first, second = cast.known["moderator"], cast.known["moderator-2"]
    read_over(stage, list(stories.values()), moderators)
    for place, hidden in enumerate(moderated.hidden):
        turn = place % 2 if hidden.moderator is None else hidden.moderator
        hide(cast, stories[hidden.proposal], hidden, moderators[turn], moderators[1 - turn])
    for labelled in moderated.labelled:
        label(cast, stories[labelled.proposal], labelled, first)
    for merged in moderated.merged:
        merge(stage, stories[merged.proposal], stories[merged.into], merged, first)
    for text in moderated.dismissed:
        dismiss(cast, stories, text, second)
    for suspended in moderated.suspended:
        suspend(stage, cast.known[suspended.person], suspended, second, first)
    leave_open(cast, stories)
    for moved in moderated.moved:
        move(stage, stories[moved.proposal], moved, second)
    for chantier, since in read_first.items():
        _read_first(stage, chantier, since, cast.known["administrator"])


def _read_first(stage: Stage, chantier: int, since: datetime, by: Person) -> None:
    kind = SubjectKind.COMMENT
    row = {"chantier_number": chantier, "kind": kind, "mode": Mode.PRE, "set_by_id": by.id, "set_at": since}
    queries.add_keyed(ModerationMode, [row])
    facts: dict[str, Any] = {
        "chantier": chantier,
        "setting": f"moderation.{kind.value}",
        "before": DEFAULT_MODES[kind].value,
        "after": Mode.PRE.value,
    }
    stage.tell(since, by.id, "setting.changed", "chantier", chantier, **facts)
