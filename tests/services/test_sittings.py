"""A sitting from its convocation to its end: dates, agenda, room, quorum."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from consult.models.ballots import Ballot
from consult.models.notifications import OutboxItem
from consult.models.sittings import AgendaItem, Attendance
from consult.queries import sittings as queries
from consult.rules.sittings import ItemState, Movement, SittingState, Source
from consult.rules.voting import Flag, Outcome
from consult.services import seats, sittings
from consult.services.sittings import ItemDraft
from tests.factories import councils, people
from tests.factories import sittings as chambers
from tests.factories.ground import words

pytestmark = pytest.mark.usefixtures("app")


def test_convening_freezes_the_agenda_and_writes_to_every_member(app: Flask) -> None:
    chamber = chambers.convened(3, items=2)
    assert chamber.sitting.state is SittingState.CONVENED
    assert chamber.sitting.profile == "alsace_moselle"
    letters = db.session.query(OutboxItem).filter_by(event="sitting-convened").all()
    assert len(letters) == 3
    with pytest.raises(IllegalTransition):
        sittings.add_item(SYSTEM, chamber.sitting.id, chambers.item_draft(3))
    with pytest.raises(IllegalTransition):
        sittings.convene(SYSTEM, chamber.sitting.id)


@pytest.mark.parametrize(
    ("days", "urgent", "refused"), [(2, False, True), (5, False, False), (1.5, True, False)]
)
def test_clear_days_lie_between_convocation_and_sitting(
    app: Flask, days: float, urgent: bool, refused: bool
) -> None:
    council = councils.council()
    sitting = sittings.prepare(SYSTEM, chambers.draft(council, days=days, urgent=urgent))
    sittings.add_item(SYSTEM, sitting.id, chambers.item_draft())
    if not refused:
        assert sittings.convene(SYSTEM, sitting.id).state is SittingState.CONVENED
        return
    with pytest.raises(Invalid) as refusal:
        sittings.convene(SYSTEM, sitting.id)
    assert refusal.value.code == "convocation_too_late"


def test_a_sitting_needs_an_agenda_in_every_language_and_a_place_in_the_future(app: Flask) -> None:
    council = councils.council()
    with pytest.raises(Invalid, match="time_past"):
        sittings.prepare(SYSTEM, chambers.draft(council, days=-1))
    sitting = sittings.prepare(SYSTEM, chambers.draft(council))
    with pytest.raises(Invalid, match="agenda_empty"):
        sittings.convene(SYSTEM, sitting.id)
    sittings.add_item(SYSTEM, sitting.id, ItemDraft({"fr": "Budget"}, {}))
    sittings.add_item(SYSTEM, sitting.id, ItemDraft(words("École", "Schule"), {"de": "Bauen?"}))
    with pytest.raises(Invalid, match="language_missing") as refusal:
        sittings.convene(SYSTEM, sitting.id)
    assert refusal.value.message.values["items"] == "1, 2"


def test_the_agenda_is_ordered_and_struck_while_in_preparation(app: Flask) -> None:
    sitting = sittings.prepare(SYSTEM, chambers.draft(councils.council()))
    first, second, third = (sittings.add_item(SYSTEM, sitting.id, chambers.item_draft(n)) for n in (1, 2, 3))
    sittings.move_item(SYSTEM, third.id, up=True)
    sittings.move_item(SYSTEM, first.id, up=True)
    db.session.flush()
    assert [item.id for item in queries.items(sitting.id)] == [first.id, third.id, second.id]
    sittings.remove_item(SYSTEM, third.id)
    db.session.flush()
    assert [item.id for item in queries.items(sitting.id)] == [first.id, second.id]


def test_only_clerks_prepare_and_run_sittings(app: Flask) -> None:
    chamber = chambers.convened(3)
    member = chamber.members[1].actor
    visitor = people.actor(people.participant())
    for actor in (member, visitor):
        for deed in (
            lambda a: sittings.prepare(a, chambers.draft(chamber.assembly)),
            lambda a: sittings.open_sitting(a, chamber.sitting.id, chamber.seats[0]),
            lambda a: sittings.cancel(a, chamber.sitting.id),
            lambda a: sittings.record_movements(a, chamber.sitting.id, chamber.seats, Movement.ARRIVED),
            lambda a: sittings.open_item(a, chamber.item.id),
            lambda a: sittings.put_to_vote(a, chamber.item.id),
        ):
            with pytest.raises(NotAllowed):
                deed(actor)


def test_members_arrive_with_the_rooms_code(app: Flask) -> None:
    chamber = chambers.under_way(5, present=0)
    code = chamber.sitting.room_code or ""
    member = chamber.members[2]
    with pytest.raises(Invalid, match="code_wrong"):
        sittings.arrive(member.actor, chamber.sitting.id, "WRONG1")
    sittings.arrive(member.actor, chamber.sitting.id, f" {code[:3].lower()}-{code[3:]} ")
    assert queries.room(chamber.sitting.id).present == {member.seat.id}
    assert sittings.arrive(member.actor, chamber.sitting.id, code) == []
    sittings.leave(member.actor, chamber.sitting.id)
    assert queries.room(chamber.sitting.id).present == frozenset()
    rows = db.session.query(Attendance).order_by(Attendance.number).all()
    assert [(row.number, row.movement, row.source) for row in rows] == [
        (1, Movement.ARRIVED, Source.COUNCILLOR),
        (2, Movement.LEFT, Source.COUNCILLOR),
    ]
    stranger = councils.member(councils.council("57480"))
    with pytest.raises(NotAllowed, match="not_a_member"):
        sittings.arrive(stranger.actor, chamber.sitting.id, code)
    sittings.renew_room_code(SYSTEM, chamber.sitting.id)
    assert chamber.sitting.room_code != code


def test_members_of_other_councils_and_former_members_cannot_be_present(app: Flask) -> None:
    chamber = chambers.under_way(3, present=0)
    stranger = councils.councillor(councils.council("57480"))
    with pytest.raises(Invalid, match="not_in_office"):
        sittings.record_movements(SYSTEM, chamber.sitting.id, [stranger.id], Movement.ARRIVED)
    seats.end_seat(SYSTEM, chamber.seats[2], councils.today() - timedelta(days=1))
    with pytest.raises(Invalid, match="not_in_office"):
        chamber.arrive(2)


@pytest.mark.parametrize(
    ("in_office", "present", "counted_needed", "reached"),
    [(29, 14, (14, 15), False), (29, 15, (15, 15), True), (11, 6, (6, 6), True), (28, 14, (14, 15), False)],
)
def test_the_quorum_is_counted_when_an_item_opens(
    app: Flask, in_office: int, present: int, counted_needed: tuple[int, int], reached: bool
) -> None:
    """Worked examples 2 and 11: proxies do not count, only who is physically there."""
    chamber = chambers.under_way(in_office, present)
    item = sittings.open_item(SYSTEM, chamber.item.id)
    assert (item.quorum["counted"], item.quorum["required"]) == counted_needed
    assert item.state is (ItemState.OPEN if reached else ItemState.FAILED)


def test_nine_of_nineteen_with_a_proxy_each_are_no_quorum(app: Flask) -> None:
    """Worked example 3; the missing quorum is on record as the outcome of the question."""
    chamber = chambers.under_way(19, present=9)
    for number in range(9):
        chamber.proxy(9 + number, number)
    item = sittings.open_item(SYSTEM, chamber.item.id)
    assert item.quorum | {"present": 9, "represented": 9, "required": 10} == item.quorum
    ballot = db.session.query(Ballot).one()
    assert ballot.outcome is Outcome.no_quorum
    assert (ballot.figures["cast"], ballot.figures["present"], ballot.figures["represented"]) == (0, 9, 9)
    with pytest.raises(Conflict, match="item_not_open"):
        sittings.put_to_vote(SYSTEM, item.id)


def test_a_failed_item_opens_once_members_have_come(app: Flask) -> None:
    chamber = chambers.under_way(11, present=5)
    failed = sittings.open_item(SYSTEM, chamber.item.id)
    assert failed.state is ItemState.FAILED
    chamber.arrive(5)
    ballot = chamber.vote_opens()
    first = db.session.query(Ballot).order_by(Ballot.id).first()
    assert first is not None
    assert ballot.supersedes_id == first.id


def test_recused_members_do_not_count_and_a_second_convocation_waives_the_quorum(app: Flask) -> None:
    """Worked example 4: 19 in office, 10 present, 2 recused; the second convocation decides 5–3."""
    chamber = chambers.under_way(19, present=10)
    chamber.recuse(0, 1)
    item = sittings.open_item(SYSTEM, chamber.item.id)
    assert (item.state, item.quorum["counted"]) == (ItemState.FAILED, 8)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    with pytest.raises(Invalid, match="not_second"):
        sittings.reconvene(SYSTEM, chamber.sitting.id, chambers.draft(chamber.assembly, days=15))
    second = sittings.reconvene(
        SYSTEM, chamber.sitting.id, chambers.draft(chamber.assembly, days=15, recalls_rule=True)
    )
    sittings.convene(SYSTEM, second.id)
    chambers.opened(second, chamber.president.seat.id)
    (copy,) = queries.items(second.id)
    again = chambers.Chamber(chamber.assembly, chamber.members, second, [copy])
    again.arrive(*range(8))
    ballot = again.vote_opens()
    assert copy.quorum["waiver"] == Flag.quorum_waived_second_convocation.value
    assert ballot.supersedes_id is not None
    again.cast_all(ballot, {councils.Choice.for_: 5, councils.Choice.against: 3})
    councils.ballots.close(SYSTEM, ballot.id)
    assert ballot.outcome is Outcome.adopted
    assert Flag.quorum_waived_second_convocation.value in ballot.figures["flags"]
    with pytest.raises(IntegrityError, match="first_id"), db.session.begin_nested():
        sittings.reconvene(
            SYSTEM, chamber.sitting.id, chambers.draft(chamber.assembly, days=15, recalls_rule=True)
        )


def test_under_general_law_three_clear_days_lie_between_the_two_sittings(app: Flask) -> None:
    chamber = chambers.under_way(5, present=2)
    chamber.assembly.profile = chamber.sitting.profile = "general"
    sittings.open_item(SYSTEM, chamber.item.id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    held = chamber.sitting.starts_at - now()
    with pytest.raises(Invalid, match="not_second"):
        sittings.reconvene(SYSTEM, chamber.sitting.id, chambers.draft(chamber.assembly, days=held.days + 3))
    second = sittings.reconvene(
        SYSTEM, chamber.sitting.id, chambers.draft(chamber.assembly, days=held.days + 5)
    )
    assert second.first_id == chamber.sitting.id


def test_items_of_a_second_convocation_stay_as_they_were(app: Flask) -> None:
    chamber = chambers.under_way(5, present=2)
    sittings.open_item(SYSTEM, chamber.item.id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    second = sittings.reconvene(
        SYSTEM, chamber.sitting.id, chambers.draft(chamber.assembly, days=15, recalls_rule=True)
    )
    (copy,) = queries.items(second.id)
    assert copy.title == chamber.item.title
    for deed in (
        lambda: sittings.revise_item(SYSTEM, copy.id, chambers.item_draft(9)),
        lambda: sittings.remove_item(SYSTEM, copy.id),
    ):
        with pytest.raises(Invalid, match="same_items"):
            deed()


def test_a_sitting_ends_only_when_its_items_are_closed(app: Flask) -> None:
    chamber = chambers.under_way(3)
    chamber.vote_opens()
    with pytest.raises(Conflict, match="item_open"):
        sittings.end_sitting(SYSTEM, chamber.sitting.id)
    with pytest.raises(Conflict, match="vote_under_way"):
        sittings.close_item(SYSTEM, chamber.item.id)
    ballot = db.session.query(Ballot).one()
    councils.ballots.close(SYSTEM, ballot.id)
    sittings.close_item(SYSTEM, chamber.item.id)
    sittings.end_sitting(SYSTEM, chamber.sitting.id)
    assert chamber.sitting.state is SittingState.ENDED
    assert chamber.sitting.room_code is None
    with pytest.raises(IllegalTransition):
        chamber.leave(0)


def test_a_sitting_opens_on_its_day_and_not_before(app: Flask) -> None:
    chamber = chambers.convened(3)
    with pytest.raises(Conflict, match="sitting_too_early"):
        sittings.open_sitting(SYSTEM, chamber.sitting.id, chamber.seats[0])
    chambers.day_has_come(chamber.sitting)
    sittings.open_sitting(SYSTEM, chamber.sitting.id, chamber.seats[0])
    assert chamber.sitting.state is SittingState.OPEN


def test_only_one_item_is_under_discussion_at_a_time(app: Flask) -> None:
    chamber = chambers.under_way(3, items=2)
    sittings.open_item(SYSTEM, chamber.items[0].id)
    with pytest.raises(Conflict, match="item_open"):
        sittings.open_item(SYSTEM, chamber.items[1].id)


def test_a_cancelled_sitting_tells_those_who_were_convened(app: Flask) -> None:
    chamber = chambers.convened(4)
    sittings.cancel(SYSTEM, chamber.sitting.id)
    assert db.session.query(OutboxItem).filter_by(event="sitting-cancelled").count() == 4
    with pytest.raises(IllegalTransition):
        sittings.open_sitting(SYSTEM, chamber.sitting.id, chamber.seats[0])


def test_an_assembly_that_only_gives_opinions_holds_no_sittings(app: Flask) -> None:
    partner = councils.partner_council()
    with pytest.raises(Invalid, match="no_sittings"):
        sittings.prepare(SYSTEM, chambers.draft(partner))


def test_the_attendance_list_cannot_be_changed(app: Flask) -> None:
    chambers.under_way(2)
    with pytest.raises(DBAPIError, match="attendance is append-only"), db.session.begin_nested():
        db.session.execute(db.text("UPDATE attendance SET movement = 'left'"))
    assert db.session.query(AgendaItem).count() == 1


def test_a_time_that_comes_twice_is_refused(app: Flask) -> None:
    with time_machine.travel("2026-10-20T08:00:00Z", tick=False):
        draft = chambers.draft(councils.council())
        twice = draft.starts.replace(month=10, day=25, hour=2, minute=30)
        with pytest.raises(Invalid, match="time_twice"):
            sittings.prepare(SYSTEM, type(draft)(draft.assembly_id, draft.place, twice))
