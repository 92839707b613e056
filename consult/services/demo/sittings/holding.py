"""Every sitting of the files happens here, up to where it stands at the beginning of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.gateways.demo_files.voting_shapes import SittingText
from consult.kernel.clock import local_day
from consult.kernel.db import db
from consult.models.sittings import AgendaItem, Sitting
from consult.queries import sittings as sitting_queries
from consult.rules.sittings import ItemState, Movement
from consult.rules.voting import BallotState
from consult.services import documents
from consult.services.demo.cast import Person
from consult.services.demo.sittings.chambers import Chamber, Place
from consult.services.demo.sittings.convening import convene, give_powers, reconvene
from consult.services.demo.sittings.items import deal_with
from consult.services.demo.sittings.meeting import Meeting
from consult.services.demo.sittings.planning import Plan, plan_of
from consult.services.demo.stage import Stage, local_moment
from consult.services.demo.stories import Story

#: Seconds after the hour at which the sitting opens, and in which members sign in.
LATE_START, SIGNING_IN, LIST_READ, LAST_WORDS = 130, 200, 60, 240
#: How many in a hundred of those with an account sign in with the code of the room.
BY_CODE = 0.4
PUBLISHING_HOUR = 9


@dataclass(frozen=True, slots=True)
class Ground:
    """What sittings stand on: the councils by commune, the stories of proposals by key, and the clerk."""

    chambers: Mapping[str, Chamber]
    stories: Mapping[str, Story]
    clerk: Person


def hold_sittings(stage: Stage, ground: Ground) -> int:
    """Every sitting, in the order of the files; how many there are, second convocations included."""
    return sum(_hold(stage, ground, text) for text in stage.files.sittings)


def _hold(stage: Stage, ground: Ground, text: SittingText) -> int:
    chamber, clerk = ground.chambers[text.commune], ground.clerk
    sitting = convene(stage, chamber, clerk, text, ground.stories)
    plan = plan_of(stage.dice, chamber, text)
    give_powers(stage, clerk, sitting, plan.powers)
    if text.in_days >= 0:
        return 1
    meeting = Meeting(stage, chamber, clerk, sitting, sitting.starts_at)
    agenda = sitting_queries.items(sitting.id)
    _sit(meeting, plan, text, agenda, ground.stories)
    if text.published_days_after is not None:
        _publish(meeting, agenda, text.published_days_after)
    left = [item for item in agenda if item.state is ItemState.FAILED]
    if not left:
        return 1
    reconvene(stage, chamber, clerk, text, sitting, left)
    return 2


def _sit(
    meeting: Meeting,
    plan: Plan,
    text: SittingText,
    agenda: Sequence[AgendaItem],
    stories: Mapping[str, Story],
) -> None:
    meeting.wait(LATE_START)
    meeting.begin()
    _sign_in(meeting, plan.present)
    for item, words in zip(agenda, text.items, strict=True):
        deal_with(meeting, plan, item, words, stories[words.proposal] if words.proposal else None)
    meeting.wait(LAST_WORDS)
    meeting.end()
    db.session.flush()
    documents.ask(sitting_id=meeting.sitting.id)


def _sign_in(meeting: Meeting, present: Sequence[Place]) -> None:
    """Some use the code of the room; the clerk enters the others from the list that went round."""
    dice, begin = meeting.stage.dice, meeting.now
    own = [place for place in present if place.person and dice.random() < BY_CODE]
    times = sorted(begin + timedelta(seconds=dice.randint(10, SIGNING_IN)) for _ in own)
    for place, at in zip(own, times, strict=True):
        meeting.now = at
        meeting.move([place], Movement.ARRIVED, own=True)
    meeting.now = begin + timedelta(seconds=SIGNING_IN + LIST_READ)
    meeting.move([place for place in present if place not in own], Movement.ARRIVED)


def _publish(meeting: Meeting, agenda: Sequence[AgendaItem], days: int) -> None:
    meeting.now = _morning(meeting.sitting, days)
    for ballot in sitting_queries.ballots_of([item.id for item in agenda]):
        ballot.state = BallotState.published
        meeting.tell(meeting.clerk, "ballot.published", "ballot", ballot.id)


def _morning(sitting: Sitting, days: int) -> datetime:
    return local_moment(local_day(sitting.starts_at) + timedelta(days=days), PUBLISHING_HOUR)
