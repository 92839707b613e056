"""Everything that moderators did is written here, in the order in which rows refer to each other."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from consult.models.moderation import ModerationMode
from consult.queries import demo as queries
from consult.rules.moderation import DEFAULT_MODES, Mode, SubjectKind
from consult.services.demo.cast import Cast, Person
from consult.services.demo.curating.deciding import DISMISSED, dismiss, label, move, read_over
from consult.services.demo.curating.hiding import hide
from consult.services.demo.curating.merging import merge
from consult.services.demo.curating.reporting import leave_open
from consult.services.demo.curating.suspending import suspend
from consult.services.demo.curating.things import comment
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story

Deed = Callable[[], None]


def curate(cast: Cast, stories: Mapping[str, Story], read_first: Mapping[int, datetime]) -> None:
    """Decisions, reports, appeals, a merge, suspensions; ``read_first``: which chantiers do so since when."""
    stage = cast.stage
    read_over(stage, list(stories.values()), (cast.known["moderator"], cast.known["moderator-2"]))
    for _, carry_out in sorted(_deeds(cast, stories), key=lambda deed: deed[0]):
        carry_out()
    leave_open(cast, stories)
    for chantier, since in read_first.items():
        _read_first(stage, chantier, since, cast.known["administrator"])


def _deeds(cast: Cast, stories: Mapping[str, Story]) -> Iterator[tuple[datetime, Deed]]:
    """What moderators did, and about when, so that decisions are numbered nearly in the order of time."""
    stage, moderated = cast.stage, cast.stage.files.moderated
    moderators = first, second = cast.known["moderator"], cast.known["moderator-2"]
    for place, hidden in enumerate(moderated.hidden):
        turn = place % 2 if hidden.moderator is None else hidden.moderator
        story, by, other = stories[hidden.proposal], moderators[turn], moderators[1 - turn]
        since = comment(story, hidden.comment.text).since
        yield since, partial(hide, cast, story, hidden, by, other)
    for labelled in moderated.labelled:
        yield stage.ago(labelled.days_ago), partial(label, cast, stories[labelled.proposal], labelled, first)
    for merged in moderated.merged:
        source, target = stories[merged.proposal], stories[merged.into]
        yield source.debate_ends, partial(merge, stage, source, target, merged, first)
    for text in moderated.dismissed:
        yield stage.ago(DISMISSED[1]), partial(dismiss, cast, stories, text, second)
    for suspended in moderated.suspended:
        days, who = suspended.confirmed_days_ago or 0, cast.known[suspended.person]
        yield stage.ago(days), partial(suspend, stage, who, suspended, second, first)
    for moved in moderated.moved:
        yield stage.ago(moved.days_ago), partial(move, stage, stories[moved.proposal], moved, second)


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
