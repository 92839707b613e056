"""A ballot ends here: closed and counted, proclaimed, published."""

from datetime import datetime
from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries import ballots as queries
from consult.queries.moderation import co_author_ids
from consult.rules.ballot_log import Event
from consult.rules.permissions import Permission, require
from consult.rules.rule_sets import decide
from consult.rules.voting import BallotState, Decision, check_transition, effective_state, tally
from consult.services import documents, journal, outbox, proposals, search
from consult.services.ballots import checkpoints, log
from consult.services.ballots.counting import counted_in_sitting
from consult.services.ballots.opening import open_when_due, proposal_of, rules_of


def close(actor: Actor, ballot_id: int) -> Ballot:
    """Close and count; the same lock as every vote, so none slips in between.

    Possible from the end of voting on; in a sitting, where the clerk decides on the end, at any time.
    """
    require(actor, Permission.RUN_BALLOTS)
    ballot, moment = queries.locked(ballot_id), now()
    open_when_due(ballot, moment)
    check_transition(ballot.state, BallotState.closed)
    in_time = effective_state(ballot.state, ballot.opens_at, ballot.closes_at, moment)
    if ballot.closes_at is not None and in_time is BallotState.open:
        raise Conflict("too_early", N_("Voting has not ended yet, so this ballot cannot be closed."))
    close_ballot(actor, ballot, moment)
    return ballot


def close_ballot(actor: Actor, ballot: Ballot, moment: datetime) -> None:
    """Count the votes of a locked ballot under its frozen rules and keep the figures with it."""
    check_transition(ballot.state, BallotState.closed)
    db.session.flush()
    decision, told = counted_in_sitting(ballot) if ballot.agenda_item_id else (counted(ballot), {})
    ballot.state, ballot.closed_at = BallotState.closed, moment
    search.ballot(ballot)
    ballot.outcome = decision.outcome
    ballot.figures = figures_of(decision) | told
    log.append(ballot, Event.close, moment, ballot.figures | {"outcome": decision.outcome.value})
    checkpoints.sign(ballot, moment)
    checkpoints.send_to_leaders(ballot)
    journal.record(
        actor, "ballot.closed", "ballot", ballot.id, cast=decision.tally.cast, outcome=decision.outcome.value
    )


def counted(ballot: Ballot) -> Decision:
    """The outcome of an opinion ballot, from the table of votes."""
    choices = queries.count_choices(ballot.id)
    return decide(rules_of(ballot), tally(choices.elements(), ballot.roll_size), mode=ballot.mode)


def figures_of(decision: Decision) -> dict[str, Any]:
    """The table that is always shown, as whole numbers; shares are worked out where they are read.

    In an opinion ballot the roll is everybody in office; a sitting says more (``counted_in_sitting``).
    """
    tally = decision.tally
    return {
        "in_office": tally.in_roll,
        "roll": tally.in_roll,
        "cast": tally.cast,
        "expressed": tally.expressed,
        "for": tally.for_,
        "against": tally.against,
        "abstain": tally.abstain,
        "blank": tally.blank,
        "no_vote": tally.no_vote,
        "flags": [flag.value for flag in decision.flags],
    }


def proclaim(actor: Actor, ballot_id: int) -> Ballot:
    """Announce the outcome; for the councillors' ballot, the administration owes an answer from now on."""
    require(actor, Permission.RUN_BALLOTS)
    ballot, moment = queries.locked(ballot_id), now()
    check_transition(ballot.state, BallotState.proclaimed)
    if ballot.annulment_asked_by_id is not None:
        raise Conflict("annulment_asked", N_("Somebody asked for an annulment. Confirm or refuse it first."))
    if ballot.outcome is None:
        raise Conflict("not_counted", N_("This ballot has not been counted."))
    ballot.state, ballot.proclaimed_at = BallotState.proclaimed, moment
    search.ballot(ballot)
    log.append(ballot, Event.proclaim, moment, {"outcome": ballot.outcome.value})
    documents.ask(ballot_id=ballot.id)
    proposal = proposal_of(ballot)
    chantier = proposal.chantier_number if proposal else None
    journal.record(
        actor, "ballot.proclaimed", "ballot", ballot.id, chantier=chantier, outcome=ballot.outcome.value
    )
    if proposal is not None:
        if ballot.assembly_id is None:
            proposals.record_vote(actor, proposal)
        outbox.tell(
            "ballot-proclaimed",
            [proposal.author_id, *co_author_ids(proposal.id)],
            ballot.id,
            ballot_id=ballot.id,
            proposal_id=proposal.id,
        )
    return ballot


def publish(actor: Actor, ballot_id: int) -> Ballot:
    """The record is complete and stays as it is; nothing leads out of this state."""
    require(actor, Permission.RUN_BALLOTS)
    ballot = queries.locked(ballot_id)
    check_transition(ballot.state, BallotState.published)
    ballot.state = BallotState.published
    search.ballot(ballot)
    journal.record(actor, "ballot.published", "ballot", ballot.id)
    return ballot
