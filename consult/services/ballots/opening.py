"""A scheduled ballot opens here, under its lock: the roll is taken once and for all."""

from datetime import datetime

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import local_day
from consult.kernel.db import db
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.models.proposals import Proposal
from consult.queries import ballots as queries
from consult.queries import proposals as proposal_queries
from consult.rules.lifecycle import TRANSITIONS, ProposalState, Visibility
from consult.rules.rule_sets import FrozenRules, RuleSet, thaw
from consult.rules.voting import BallotState, check_transition, effective_state
from consult.services import journal, outbox, proposals, search
from consult.services.ballots import log


def rules_of(ballot: Ballot) -> RuleSet:
    """The rules frozen into the ballot; ``Invalid`` when they no longer have their SHA-256."""
    return thaw(FrozenRules(ballot.rules, ballot.rules_sha256 or ""))


def state_at(ballot: Ballot, moment: datetime) -> BallotState:
    """The state that holds at ``moment``, whether or not a deed has written it yet."""
    return effective_state(ballot.state, ballot.opens_at, ballot.closes_at, moment)


def open_when_due(ballot: Ballot, moment: datetime) -> None:
    """Open a scheduled ballot whose time has come and is not over; else do nothing.

    The first deed at or after ``opens_at`` comes through here. A proposal that left the debate meanwhile
    cannot be voted on: ``Conflict``, until ``bring_up_to_date`` withdraws its ballot.
    """
    if ballot.state is not BallotState.scheduled or state_at(ballot, moment) is not BallotState.open:
        return
    proposal = proposal_of(ballot)
    if not may_be_voted_on(ballot, proposal):
        raise Conflict(
            "proposal_moved", N_("This proposal has left the debate, so there is no vote on it any more.")
        )
    open_now(ballot, proposal, moment)


def proposal_of(ballot: Ballot) -> Proposal | None:
    """The ballot's proposal, locked."""
    return None if ballot.proposal_id is None else proposal_queries.locked(ballot.proposal_id)


def may_be_voted_on(ballot: Ballot, proposal: Proposal | None) -> bool:
    """Whether the proposal can still go before the councillors; a partner's ballot moves no proposal."""
    if proposal is None:
        return True
    stands = ballot.assembly_id is not None or (proposal.state, ProposalState.IN_BALLOT) in TRANSITIONS
    return stands and proposal.visibility is Visibility.VISIBLE


def open_now(ballot: Ballot, proposal: Proposal | None, moment: datetime) -> None:
    """Take the roll, begin the log, move the proposal and announce the paper to those on the roll."""
    check_transition(ballot.state, BallotState.open)
    ballot.state = BallotState.open
    search.ballot(ballot)
    db.session.flush()
    roll = queries.take_roll(ballot.id, queries.everybody(ballot.assembly_id, local_day(moment)))
    log.begin(ballot, moment, roll)
    chantier = proposal.chantier_number if proposal else None
    journal.record(
        SYSTEM,
        "ballot.opened",
        "ballot",
        ballot.id,
        chantier=chantier,
        roll=len(roll),
        proposal=ballot.proposal_id,
    )
    if proposal is not None and ballot.assembly_id is None:
        proposals.enter_ballot(SYSTEM, proposal)
    _announce(ballot)


def _announce(ballot: Ballot) -> None:
    if not queries.is_first_of_paper(ballot):
        return
    accounts = queries.accounts_on_roll(ballot.id)
    if ballot.paper_id is None:
        outbox.tell("ballot-opened", accounts, f"ballot{ballot.id}", ballot_id=ballot.id)
    else:
        key = f"paper{ballot.paper_id}:{ballot.assembly_id or 'all'}"
        outbox.tell("ballot-opened", accounts, key, paper_id=ballot.paper_id)
