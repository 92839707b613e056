"""A sitting's ballot is counted here: with the quorum as it stood, and the president's own voice."""

from typing import Any

from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem
from consult.queries import ballots as queries
from consult.queries import sittings as sitting_queries
from consult.rules.rule_sets import decide
from consult.rules.sittings import Movement, present_seats, quorum_kept
from consult.rules.voting import CastVote, Choice, Decision, Mode, Tally, president_voice, tally
from consult.services.ballots.opening import rules_of


def counted_in_sitting(ballot: Ballot) -> tuple[Decision, dict[str, Any]]:
    """The outcome, and what the figures say of the room besides the tally.

    ``present`` are those who were there when the item opened or came before the count; less those of them
    who stepped back (``recused``), and with the ``represented``, they make the roll. A secret vote is counted
    from the totals entered by hand; without them it is a ``Conflict``, unless the quorum was missing.
    """
    item = sitting_queries.item_of(ballot)
    if item is None:
        raise ValueError("a sitting's ballot has an item")
    sitting = sitting_queries.sitting_of(item)
    quorum = quorum_kept(item.quorum)
    by_hand = ballot.figures.get("by_hand")
    if by_hand:
        found = Tally(
            for_=by_hand["for"],
            against=by_hand["against"],
            abstain=by_hand["abstain"],
            blank=by_hand["blank"],
            in_roll=ballot.roll_size,
        )
        president = None
    else:
        if ballot.mode is Mode.secret and quorum.reached:
            raise Conflict("totals_missing", N_("Enter the totals of the secret vote before you close it."))
        votes = queries.votes_of(ballot.id)
        found = tally((vote.choice for vote in votes), ballot.roll_size)
        president = _president(votes, sitting.president_seat_id)
    decision = decide(rules_of(ballot), found, mode=ballot.mode, quorum=quorum, president=president)
    on_roll, recused, there = queries.on_roll(ballot.id), sitting_queries.recused(item.id), _were_there(item)
    told = {
        "in_office": quorum.in_office,
        "present": len(there & (on_roll | recused)),
        "represented": len(on_roll - recused - there),
        "recused": len(there & recused),
        "quorum": dict(item.quorum),
        "by_hand": by_hand or None,
        "president": sitting.president_seat_id,
    }
    return decision, told


def _president(votes: list[Any], seat_id: int | None) -> Choice | None:
    if seat_id is None:
        return None
    cast = (CastVote(vote.seat_id, vote.cast_by_seat_id or vote.seat_id, vote.choice) for vote in votes)
    return president_voice(cast, seat_id)


def _were_there(item: AgendaItem) -> frozenset[int]:
    """Present when the item opened, or arrived since."""
    mark = item.attendance_mark or 0
    numbered = sitting_queries.movements(item.sitting_id)
    at_opening = present_seats((seat, movement) for number, seat, movement in numbered if number <= mark)
    arrived = {seat for number, seat, movement in numbered if number > mark and movement is Movement.ARRIVED}
    return at_opening | arrived
