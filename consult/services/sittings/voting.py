"""An item is put to the vote; what happened on paper, or while the network failed, is entered by hand."""

from collections.abc import Mapping
from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.models.ballots import Ballot
from consult.models.sittings import AgendaItem, Sitting
from consult.queries import ballots as ballot_queries
from consult.queries import sittings as queries
from consult.rules.ballot_log import Event
from consult.rules.permissions import Permission, require
from consult.rules.rule_sets import freeze, with_majority
from consult.rules.sittings import ItemState, SittingState, entitled
from consult.rules.voting import (
    BallotKind,
    BallotState,
    Choice,
    Mode,
    Tally,
    check_transition,
    requested_mode,
)
from consult.services import journal, search
from consult.services.ballots import log, proclaim
from consult.services.ballots.casting import Ink, write_vote
from consult.services.ballots.closing import close_ballot
from consult.services.ballots.papers import question_digest
from consult.services.sittings.seats_here import require_state, rules_for, sitting_rules
from consult.services.sittings.under_way import require_no_vote, vote_under_way, widen_roll


def put_to_vote(actor: Actor, item_id: int) -> Ballot:
    """Freeze question, rules and mode, take the roll, and open the vote on an item under discussion.

    The mode is what the members present asked for (CGCT L2121-21). The roll is who was entitled when the
    item opened; whoever came since is added. A new ballot supersedes the item's last one, if that has ended.
    """
    require(actor, Permission.RUN_BALLOTS)
    sitting, item = queries.locked_item(item_id)
    require_state(sitting, SittingState.OPEN)
    if item.state is not ItemState.OPEN:
        raise Conflict("item_not_open", N_("Open the item first: the quorum is checked then."))
    if not item.question:
        raise Conflict("nothing_to_vote", N_("There is no question to vote on in this item."))
    require_no_vote(sitting)
    there = queries.room(sitting.id)
    if not entitled(there, queries.recused(item.id)):
        raise Conflict("nobody_to_vote", N_("Nobody in the room may vote on this item."))
    present = there.present
    asked = queries.mode_requests(item.id, present)
    mode = requested_mode(
        sitting_rules(sitting).requests,
        present=len(present),
        public=asked[Mode.public],
        secret=asked[Mode.secret],
        appointment=item.appointment,
    )
    moment = now()
    ballot = open_vote(sitting, item, mode, moment)
    db.session.flush()
    journal.record(
        actor, "ballot.opened", "ballot", ballot.id, roll=ballot.roll_size, item=item.id, mode=mode.value
    )
    return ballot


def record_missing_quorum(actor: Actor, sitting: Sitting, item: AgendaItem, moment: datetime) -> Ballot:
    """A ballot that nobody could take part in, so that ``no_quorum`` is on record with its figures."""
    ballot = open_vote(sitting, item, Mode.ordinary, moment)
    close_ballot(actor, ballot, moment)
    return proclaim(actor, ballot.id)


def open_vote(sitting: Sitting, item: AgendaItem, mode: Mode, moment: datetime) -> Ballot:
    """An open ballot on the item; the caller journals it.

    The roll is who was entitled when the item opened, and those who have come since.
    """
    if any(not item.question.get(code) for code in territory().content_languages):
        raise Invalid(
            "language_missing", N_("This text is needed in every language before anyone votes on it.")
        )
    frozen = freeze(with_majority(rules_for(sitting.profile or ""), item.majority))
    ballot = Ballot(
        agenda_item_id=item.id,
        assembly_id=sitting.assembly_id,
        proposal_id=item.proposal_id,
        kind=BallotKind.sitting,
        mode=mode,
        question=item.question,
        proposal_title=item.title,
        question_sha256=question_digest(item.question, item.title),
        rules=frozen.body,
        rules_sha256=frozen.sha256,
        state=BallotState.scheduled,
        opens_at=moment,
        closes_at=None,
        supersedes_id=_superseded(item),
        roll_size=0,
        cast_count=0,
        log_size=0,
        log_head="0" * 64,
        figures={},
        position=item.position,
    )
    db.session.add(ballot)
    db.session.flush()
    check_transition(ballot.state, BallotState.open)
    ballot.state = BallotState.open
    search.ballot(ballot)
    seats = entitled(queries.room_at(item), queries.recused(item.id))
    log.begin(ballot, moment, ballot_queries.take_roll(ballot.id, ballot_queries.these(seats)))
    widen_roll(ballot, moment)
    return ballot


def _superseded(item: AgendaItem) -> int | None:
    """The newest ballot on the item, or on the one it takes up again; ``Conflict`` until it has ended."""
    earlier = queries.ballots_of([number for number in (item.id, item.first_id) if number is not None])
    if not earlier:
        return None
    last = earlier[-1]
    if last.state is BallotState.closed:
        raise Conflict(
            "not_proclaimed",
            N_("The last vote on this item is counted. Proclaim it, or have it annulled, before a new one."),
        )
    return last.id


def enter_by_hand(actor: Actor, ballot_id: int, choices: Mapping[int, Choice]) -> Ballot:
    """The clerk enters votes by name that members gave by voice while the network failed: all, or none.

    ``choices``: seat → choice. ``Conflict`` (``already_voted``) if one of the seats has voted; ``Invalid``
    for a seat that is neither present nor represented, or has stepped back.
    """
    sitting, ballot = _under_way(actor, ballot_id)
    if ballot.mode is Mode.secret:
        raise Conflict("on_paper", N_("This vote is secret: it takes place on paper, in the room."))
    moment, there = now(), queries.room(sitting.id)
    item = queries.item_of(ballot)
    stepped_back = queries.recused(item.id) if item else set()
    written = []
    for seat, choice in sorted(choices.items()):
        voter = ballot_queries.voter(ballot.id, seat, local_day(moment))
        speaker = there.voter_for(seat)
        if voter is None or not voter.on_roll or speaker is None or {seat, speaker} & stepped_back:
            raise Invalid(
                "cannot_vote",
                N_("One of these members is neither present nor represented, or has stepped back."),
            )
        if voter.vote is not None:
            raise Conflict(
                "already_voted",
                N_("The vote of one of these members has been counted already. Nothing was entered."),
            )
        by = None if speaker == seat else speaker
        written.append((voter, Ink(seat, choice, moment, by, actor.account_id)))
    for voter, ink in written:
        write_vote(ballot, voter, ink)
    db.session.flush()
    journal.record(actor, "votes.by_hand", "ballot", ballot.id, seats=sorted(choices))
    return ballot


def enter_totals(
    actor: Actor, ballot_id: int, *, for_: int, against: int, abstain: int, blank: int
) -> Ballot:
    """The totals of a secret vote on paper; entered again before closing, the last ones count.

    ``Invalid`` (``tally_impossible``) when they exceed the roll.
    """
    _sitting, ballot = _under_way(actor, ballot_id)
    if ballot.mode is not Mode.secret:
        raise Conflict("not_secret", N_("Totals are entered by hand for a secret vote only."))
    found = Tally(for_=for_, against=against, abstain=abstain, blank=blank, in_roll=ballot.roll_size)
    totals = {"for": for_, "against": against, "abstain": abstain, "blank": blank}
    ballot.figures = {"by_hand": totals}
    ballot.cast_count = found.cast
    log.append(ballot, Event.manual_totals, now(), totals | {"entered_by": actor.account_id})
    journal.record(actor, "ballot.totals_entered", "ballot", ballot.id, **totals)
    return ballot


def _under_way(actor: Actor, ballot_id: int) -> tuple[Sitting, Ballot]:
    """The sitting and its open ballot, locked in this order; ``Conflict`` if it is not this ballot."""
    require(actor, Permission.RUN_BALLOTS)
    sitting = queries.locked(queries.sitting_id_of(ballot_id))
    ballot = vote_under_way(sitting)
    if ballot is None or ballot.id != ballot_id:
        raise Conflict("ballot_closed", N_("Voting has ended. This vote came too late."))
    return sitting, ballot
