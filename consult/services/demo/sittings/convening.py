"""The demonstration's sittings are prepared and convened here, and the powers for them given."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from consult.gateways.demo_files.voting_shapes import ItemText, SittingText
from consult.kernel.db import db
from consult.models.sittings import AgendaItem, Proxy, Sitting
from consult.rules.sittings import ItemState, ProxyState, SittingState, Source
from consult.rules.voting import Majority
from consult.services.demo.cast import Person
from consult.services.demo.sittings.chambers import Chamber
from consult.services.demo.sittings.planning import Power
from consult.services.demo.stage import Stage, local_moment
from consult.services.demo.stories import Story
from consult.services.sittings.convening import taken_up

SATURDAY = 5
PREPARED_BEFORE = timedelta(days=3, hours=2)
CONVENING_HOUR = 10
#: The clerk writes one item after the other.
ITEM_MINUTES = 7
#: Powers come between these two: after the letter was read, and before the sitting.
READ_AFTER, LAST_BEFORE = timedelta(hours=5), timedelta(hours=4)


def working_day(stage: Stage, in_days: int) -> date:
    """So many days from today; of a weekend, the Friday before in the past and the Monday after to come."""
    day = stage.day(in_days)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1 if in_days > 0 else -1)
    return day


def convene(
    stage: Stage, chamber: Chamber, clerk: Person, text: SittingText, stories: Mapping[str, Story]
) -> Sitting:
    """A sitting with its agenda, prepared and then convened, as if every letter had gone out since."""
    day = working_day(stage, text.in_days)
    sitting = _sitting(chamber, clerk, text, day, text.convened_days_before)
    tell_at = sitting.created_at
    stage.tell(tell_at, clerk.id, "sitting.prepared", "sitting", sitting.id, assembly=sitting.assembly_id)
    for position, item in enumerate(text.items, start=1):
        row = _item(sitting, position, item, stories)
        tell_at += timedelta(minutes=ITEM_MINUTES)
        stage.tell(tell_at, clerk.id, "agenda.added", "agenda_item", row.id, sitting=sitting.id)
    _tell_convened(stage, chamber, clerk, sitting)
    return sitting


def _sitting(chamber: Chamber, clerk: Person, text: SittingText, day: date, days_before: int) -> Sitting:
    convened_at = local_moment(day - timedelta(days=days_before), CONVENING_HOUR, 20)
    sitting = Sitting(
        assembly_id=chamber.assembly_id,
        profile=chamber.profile,
        place=text.place,
        starts_at=local_moment(day, text.begins.hour, text.begins.minute),
        state=SittingState.CONVENED,
        attendance_size=0,
        prepared_by_id=clerk.id,
        created_at=convened_at - PREPARED_BEFORE,
        convened_at=convened_at,
    )
    db.session.add(sitting)
    db.session.flush()
    return sitting


def _item(sitting: Sitting, position: int, text: ItemText, stories: Mapping[str, Story]) -> AgendaItem:
    item = AgendaItem(
        sitting_id=sitting.id,
        position=position,
        title=text.title,
        question=text.question,
        proposal_id=stories[text.proposal].id if text.proposal else None,
        appointment=text.appointment,
        majority=Majority.simple,
        state=ItemState.WAITING,
        quorum={},
    )
    db.session.add(item)
    db.session.flush()
    return item


def _tell_convened(stage: Stage, chamber: Chamber, clerk: Person, sitting: Sitting) -> None:
    at, members = sitting.convened_at or sitting.created_at, len(chamber.places)
    facts = {"members": members, "second": sitting.first_id}
    stage.tell(at, clerk.id, "sitting.convened", "sitting", sitting.id, **facts)


def reconvene(
    stage: Stage,
    chamber: Chamber,
    clerk: Person,
    text: SittingText,
    first: Sitting,
    left: Sequence[AgendaItem],
) -> Sitting:
    """The second convocation of ``first``, which recalls the rule, with the items that it ``left``."""
    assert text.second is not None
    day = working_day(stage, text.second["in_days"])
    sitting = _sitting(chamber, clerk, text, day, text.second["convened_days_before"])
    sitting.first_id, sitting.recalls_rule = first.id, True
    db.session.add_all(taken_up(sitting, left))
    facts = {"first": first.id, "items": len(left)}
    stage.tell(sitting.created_at, clerk.id, "sitting.reconvened", "sitting", sitting.id, **facts)
    _tell_convened(stage, chamber, clerk, sitting)
    return sitting


def give_powers(stage: Stage, clerk: Person, sitting: Sitting, powers: Sequence[Power]) -> None:
    """Each one in writing: the form that the grantor sent, or a paper that the clerk has scanned."""
    begins = (sitting.convened_at or sitting.created_at) + READ_AFTER
    ends = min(sitting.starts_at - LAST_BEFORE, stage.moment)
    times = sorted(stage.between(begins, ends) for _ in powers)
    for power, at in zip(powers, times, strict=True):
        _give(stage, clerk, sitting, power, at)


def _give(stage: Stage, clerk: Person, sitting: Sitting, power: Power, at: datetime) -> None:
    giver = clerk if power.paper or power.grantor.person is None else power.grantor.person
    proxy = Proxy(
        sitting_id=sitting.id,
        grantor_seat_id=power.grantor.seat_id,
        holder_seat_id=power.holder.seat_id,
        source=Source.CLERK if power.paper else Source.COUNCILLOR,
        document_sha256=stage.secret().hex() if power.paper else None,
        sittings_left=1,
        illness=False,
        state=ProxyState.ACTIVE,
        entered_by_id=giver.id,
        given_at=at,
    )
    db.session.add(proxy)
    db.session.flush()
    facts = {"grantor": proxy.grantor_seat_id, "holder": proxy.holder_seat_id, "sitting": sitting.id}
    stage.tell(at, giver.id, "proxy.given", "proxy", proxy.id, **facts)
