"""Members of the demonstration vote in the room: by themselves, through proxies, by voice, and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from consult.gateways.demo_files.voting_shapes import ItemText
from consult.models.ballots import Ballot, Vote
from consult.models.sittings import AgendaItem
from consult.queries import ballots as ballot_queries
from consult.queries import demo as queries
from consult.queries import sittings as sitting_queries
from consult.rules.ballot_log import Event
from consult.rules.sittings import Movement
from consult.rules.voting import Choice
from consult.services.ballots import log
from consult.services.demo.cast import Person
from consult.services.demo.sittings.chambers import Place
from consult.services.demo.sittings.meeting import Meeting, Round
from consult.services.demo.sittings.planning import Plan
from consult.services.demo.votes import Sent, choices_from_warm_to_cold, log_vote, shared_out

#: Seconds: after the opening somebody steps back, then most people vote, then somebody comes in.
STEPPING_BACK, FIRST_VOTES, DOOR, LAST_VOTES, BY_VOICE = 20, 100, 15, 80, 30
PAPER = 600
#: How many in a hundred vote before anybody arrives.
AT_ONCE = 0.7
#: How much members differ from their own group.
OWN_MIND = 0.8


@dataclass(frozen=True, slots=True)
class Voice:
    """What a seat votes, and who gives that vote; None for a member without an account."""

    seat_id: int
    choice: Choice
    holder: int | None
    person: Person | None


def vote_on_paper(meeting: Meeting, ballot: Ballot, text: ItemText) -> None:
    """The urn goes round; the clerk enters the totals."""
    assert text.votes is not None
    meeting.wait(PAPER)
    found = shared_out(text.votes, round(ballot.roll_size * text.votes.turnout / 100))
    totals = {choice.value: found[choice] for choice in Choice}
    ballot.figures, ballot.cast_count = {"by_hand": totals}, sum(totals.values())
    log.append(ballot, Event.manual_totals, meeting.now, totals | {"entered_by": meeting.clerk.id})
    meeting.tell(meeting.clerk, "ballot.totals_entered", "ballot", ballot.id, **totals)


def vote_in_room(meeting: Meeting, plan: Plan, ballot: Ballot, item: AgendaItem, text: ItemText) -> None:
    """Most vote at once; those who come in meanwhile, and members without an account, after them."""
    vote = Round(ballot)
    for place in plan.idle.next_early(text.recused_while_voting):
        meeting.wait(STEPPING_BACK)
        meeting.step_back(item.id, place, vote)
    grantors = [power.grantor for power in plan.powers if not power.paper][: text.grantors_arrive]
    others = plan.idle.next_late(text.others_arrive)
    chosen = _choices(meeting, vote, item, text, [*grantors, *others])
    first = {place.seat_id for place in grantors}
    early = [seat for seat in chosen if seat in first or meeting.stage.dice.random() < AT_ONCE]
    _send(meeting, vote, _voices(meeting, chosen, early), FIRST_VOTES)
    for place in (*grantors, *others):
        meeting.wait(DOOR)
        meeting.move([place], Movement.ARRIVED, own=True, vote=vote)
    voices = _voices(meeting, chosen, [seat for seat in chosen if seat not in vote.votes])
    _send(meeting, vote, voices, LAST_VOTES)
    _enter_by_hand(meeting, vote, voices)
    queries.add_keyed(Vote, list(vote.votes.values()))
    ballot.cast_count = len(vote.votes)


def _choices(
    meeting: Meeting, vote: Round, item: AgendaItem, text: ItemText, arriving: Sequence[Place]
) -> dict[int, Choice]:
    """Seat → choice: groups lean one way or the other, and the totals are those of the files."""
    assert text.votes is not None
    dice, chamber = meeting.stage.dice, meeting.chamber
    late = {place.seat_id for place in arriving}
    roll = ballot_queries.on_roll(vote.ballot.id) - sitting_queries.recused(item.id)
    seats = sorted(roll | late)
    bound = late | {chamber.president.seat_id} | {place.seat_id for place in chamber.places if place.visitor}
    count = round(len(seats) * text.votes.turnout / 100)
    silent = dice.sample([seat for seat in seats if seat not in bound], len(seats) - count)
    groups = {seat: chamber.place(seat).group for seat in seats if seat not in silent}
    leaning = {group: dice.gauss(0, 1) for group in dict.fromkeys(groups.values())}
    warmth = {seat: leaning[group] + dice.gauss(0, OWN_MIND) for seat, group in groups.items()}
    ordered = sorted(warmth, key=lambda seat: (-warmth[seat], seat))
    chosen = dict(zip(ordered, choices_from_warm_to_cold(text.votes, count), strict=True))
    if text.president is not None:
        _let_say(chosen, chamber.president.seat_id, text.president)
    return chosen


def _let_say(chosen: dict[int, Choice], seat_id: int, choice: Choice) -> None:
    """The seat votes so, by changing with somebody who would have."""
    other = next(seat for seat, found in chosen.items() if found is choice)
    chosen[seat_id], chosen[other] = choice, chosen[seat_id]


def _voices(meeting: Meeting, chosen: Mapping[int, Choice], seats: Iterable[int]) -> list[Voice]:
    """Whoever is in the room speaks for these seats; nobody for those who have yet to come."""
    there = sitting_queries.room(meeting.sitting.id)
    found = []
    for seat in seats:
        speaker = there.voter_for(seat)
        if speaker is not None:
            holder = speaker if speaker != seat else None
            found.append(Voice(seat, chosen[seat], holder, meeting.chamber.place(speaker).person))
    return found


def _send(meeting: Meeting, vote: Round, voices: Iterable[Voice], seconds: int) -> None:
    """Those with an account vote within so many seconds, in the order in which the server gets it."""
    dice, begin = meeting.stage.dice, meeting.now
    sendings = sorted(
        ((begin + timedelta(seconds=dice.randint(1, seconds)), voice) for voice in voices if voice.person),
        key=lambda sending: (sending[0], sending[1].seat_id),
    )
    for at, voice in sendings:
        meeting.now = at
        _log(meeting, vote, voice)
        if voice.person is not None:
            meeting.tell(voice.person, "vote.cast", "ballot", vote.ballot.id, seat=voice.seat_id)
    meeting.now = begin + timedelta(seconds=seconds)


def _enter_by_hand(meeting: Meeting, vote: Round, voices: Iterable[Voice]) -> None:
    """Those without an account raise their hand, and the clerk enters their votes by name."""
    raised = sorted((voice for voice in voices if voice.person is None), key=lambda voice: voice.seat_id)
    if not raised:
        return
    meeting.wait(BY_VOICE)
    for voice in raised:
        _log(meeting, vote, voice, meeting.clerk.id)
    seats = [voice.seat_id for voice in raised]
    meeting.tell(meeting.clerk, "votes.by_hand", "ballot", vote.ballot.id, seats=seats)


def _log(meeting: Meeting, vote: Round, voice: Voice, entered_by: int | None = None) -> None:
    seat = voice.seat_id
    vote.times[seat] = vote.times.get(seat, 0) + 1
    sent = Sent(seat, voice.choice, vote.times[seat], meeting.now, voice.holder, entered_by)
    vote.votes[seat] = log_vote(meeting.stage, vote.ballot, sent)
