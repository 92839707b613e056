"""Clerks and the clock move ballots along here: open what is due, suspend, resume, withdraw."""

from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries import ballots as queries
from consult.rules.ballot_log import Event
from consult.rules.permissions import Permission, require
from consult.rules.voting import BallotState, check_transition
from consult.services import journal, search
from consult.services.ballots import log
from consult.services.ballots.closing import close_ballot
from consult.services.ballots.opening import (
    may_be_voted_on,
    open_now,
    open_when_due,
    proposal_of,
    state_at,
)


def bring_up_to_date(actor: Actor, ballot_id: int, *, moment: datetime | None = None) -> Ballot:
    """Write the state that holds by now: open, close, or both; ``flask ballots due`` calls it for each.

    A ballot whose proposal left the debate before the opening is withdrawn instead. Nothing due, no change.
    """
    require(actor, Permission.RUN_BALLOTS)
    at = moment or now()
    ballot = queries.locked(ballot_id)
    if ballot.state is BallotState.scheduled and at >= ballot.opens_at:
        proposal = proposal_of(ballot)
        if not may_be_voted_on(ballot, proposal):
            _withdraw(actor, ballot, cause="proposal_moved")
            return ballot
        open_now(ballot, proposal, at)
    if ballot.state is BallotState.open and state_at(ballot, at) is BallotState.closed:
        close_ballot(actor, ballot, at)
    return ballot


def suspend(actor: Actor, ballot_id: int) -> Ballot:
    """Stop the voting for a while; votes cast stand, and the end stays where it was."""
    ballot, moment = _begun(actor, ballot_id)
    if state_at(ballot, moment) is BallotState.closed:
        raise Conflict("ballot_closed", N_("Voting has ended."))
    check_transition(ballot.state, BallotState.suspended)
    ballot.state = BallotState.suspended
    search.ballot(ballot)
    log.append(ballot, Event.suspend, moment)
    journal.record(actor, "ballot.suspended", "ballot", ballot.id)
    return ballot


def resume(actor: Actor, ballot_id: int) -> Ballot:
    """Let the voting go on; past its end, the ballot can then be closed and counted."""
    ballot, moment = _begun(actor, ballot_id)
    if ballot.state is not BallotState.suspended:
        raise Conflict("not_suspended", N_("This ballot is not suspended."))
    check_transition(ballot.state, BallotState.open)
    ballot.state = BallotState.open
    search.ballot(ballot)
    log.append(ballot, Event.resume, moment)
    journal.record(actor, "ballot.resumed", "ballot", ballot.id)
    return ballot


def withdraw(actor: Actor, ballot_id: int) -> Ballot:
    """Give up a ballot that has not opened; from its opening on, only an annulment ends it."""
    ballot, _ = _begun(actor, ballot_id)
    _withdraw(actor, ballot, cause="clerk")
    return ballot


def _begun(actor: Actor, ballot_id: int) -> tuple[Ballot, datetime]:
    """The locked ballot, opened if its time had come, as the first deed at or after ``opens_at`` does."""
    require(actor, Permission.RUN_BALLOTS)
    ballot, moment = queries.locked(ballot_id), now()
    open_when_due(ballot, moment)
    return ballot, moment


def _withdraw(actor: Actor, ballot: Ballot, *, cause: str) -> None:
    check_transition(ballot.state, BallotState.withdrawn)
    ballot.state = BallotState.withdrawn
    search.ballot(ballot)
    ballot.supersedes_id = None  # the ballot that it was to replace may still be voted on again
    journal.record(actor, "ballot.withdrawn", "ballot", ballot.id, cause=cause, proposal=ballot.proposal_id)
