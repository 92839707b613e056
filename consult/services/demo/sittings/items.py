"""The items of a sitting of the demonstration, one after the other: quorum, recusals, requests, votes."""

from collections.abc import Sequence

from consult.gateways.demo_files.voting_shapes import ItemText
from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, ModeRequest
from consult.queries import demo as queries
from consult.queries import sittings as sitting_queries
from consult.rules.sittings import ItemState, Movement, quorum_figures
from consult.rules.voting import Mode, check_quorum, requested_mode
from consult.services.ballots.counting import counted_in_sitting
from consult.services.demo import counts
from consult.services.demo.sittings.chambers import Place
from consult.services.demo.sittings.meeting import Meeting
from consult.services.demo.sittings.planning import Plan
from consult.services.demo.sittings.voting import vote_in_room, vote_on_paper
from consult.services.demo.stories import Story
from consult.services.sittings.seats_here import sitting_rules
from consult.services.sittings.under_way import widen_roll
from consult.services.sittings.voting import open_vote

#: Seconds that things take in the room.
LEAVING, STEPPING_BACK, DISCUSSION, COUNTING, ANNOUNCING = 40, 30, 560, 35, 25


def deal_with(meeting: Meeting, plan: Plan, item: AgendaItem, text: ItemText, story: Story | None) -> None:
    """From the members who leave or step back before the item to its end, with the vote if there is one."""
    for place in plan.idle.next_early(text.leave):
        meeting.wait(LEAVING)
        meeting.move([place], Movement.LEFT, own=True)
    for place in plan.idle.next_early(text.recused):
        meeting.wait(STEPPING_BACK)
        meeting.step_back(item.id, place)
    meeting.wait(LEAVING)
    if not _open(meeting, item):
        _record_missing_quorum(meeting, item, story)
        return
    meeting.wait(DISCUSSION)
    if text.asks_public:
        _ask_public(meeting, item, plan.present)
    if text.votes is not None:
        _put_to_vote(meeting, plan, item, text, story)
    meeting.wait(ANNOUNCING)
    item.state, item.closed_at = ItemState.DONE, meeting.now
    meeting.tell(meeting.clerk, "agenda.closed", "agenda_item", item.id, sitting=meeting.sitting.id)


def _open(meeting: Meeting, item: AgendaItem) -> bool:
    """Check the quorum as ``services.sittings.open_item`` does, and keep it; whether the item is open."""
    sitting, there = meeting.sitting, sitting_queries.room(meeting.sitting.id)
    recused = sitting_queries.recused(item.id)
    check = check_quorum(
        sitting_rules(sitting).quorum,
        in_office=len(meeting.chamber.places),
        present=len(there.present),
        recused=len(there.present & recused),
        interested=len(recused),
    )
    item.state = ItemState.OPEN if check.reached else ItemState.FAILED
    item.opened_at, item.attendance_mark = meeting.now, sitting.attendance_size
    item.quorum = quorum_figures(check, there, len(recused & there.present))
    db.session.flush()
    event = "agenda.opened" if check.reached else "agenda.failed"
    facts = {"sitting": sitting.id, "counted": check.counted, "required": check.required}
    meeting.tell(meeting.clerk, event, "agenda_item", item.id, **facts)
    return check.reached


def _record_missing_quorum(meeting: Meeting, item: AgendaItem, story: Story | None) -> None:
    ballot = open_vote(meeting.sitting, item, Mode.ordinary, meeting.now)
    _count(meeting, ballot, story)


def _ask_public(meeting: Meeting, item: AgendaItem, present: Sequence[Place]) -> None:
    """A quarter of those in the room, and one more, ask for the names in the minutes."""
    there = sitting_queries.room(meeting.sitting.id).present
    here = [place.seat_id for place in present if place.seat_id in there]
    seats = sorted(meeting.stage.dice.sample(here, len(there) // 4 + 1))
    rows = [
        {
            "item_id": item.id,
            "seat_id": seat,
            "mode": Mode.public,
            "entered_by_id": meeting.clerk.id,
            "requested_at": meeting.now,
        }
        for seat in seats
    ]
    queries.add_keyed(ModeRequest, rows)
    meeting.tell(meeting.clerk, "mode.asked", "agenda_item", item.id, seats=seats, mode=Mode.public.value)


def _put_to_vote(meeting: Meeting, plan: Plan, item: AgendaItem, text: ItemText, story: Story | None) -> None:
    asked = sitting_queries.mode_requests(item.id)
    mode = requested_mode(
        sitting_rules(meeting.sitting).requests,
        present=len(sitting_queries.room(meeting.sitting.id).present),
        public=asked[Mode.public],
        secret=asked[Mode.secret],
        appointment=item.appointment,
    )
    meeting.wait(ANNOUNCING)
    ballot = open_vote(meeting.sitting, item, mode, meeting.now)
    widen_roll(ballot, meeting.now)
    db.session.flush()
    facts = {"roll": ballot.roll_size, "item": item.id, "mode": mode.value}
    meeting.tell(meeting.clerk, "ballot.opened", "ballot", ballot.id, **facts)
    if mode is Mode.secret:
        vote_on_paper(meeting, ballot, text)
    else:
        vote_in_room(meeting, plan, ballot, item, text)
    meeting.wait(COUNTING)
    _count(meeting, ballot, story)


def _count(meeting: Meeting, ballot: Ballot, story: Story | None) -> None:
    """Close and proclaim, one right after the other: nobody leaves the room in between."""
    db.session.flush()
    decision, told = counted_in_sitting(ballot)
    counts.close(meeting.stage, ballot, meeting.now, meeting.clerk, decision, told)
    meeting.wait(ANNOUNCING)
    counts.proclaim(meeting.stage, ballot, meeting.now, meeting.clerk, story)
    db.session.flush()
