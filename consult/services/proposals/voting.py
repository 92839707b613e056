"""Ballots tell a proposal here that councillors begin to vote on it, stop, or have voted."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.territory import territory
from consult.models.proposals import Proposal
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import answer_due
from consult.services.proposals.states import move


def enter_ballot(actor: Actor, proposal: Proposal) -> None:
    """A ballot on a published proposal opens, or a vote is taken again."""
    move(actor, proposal, ProposalState.IN_BALLOT)


def leave_ballot(actor: Actor, proposal: Proposal) -> None:
    """The ballot was annulled or withdrawn: the debate goes on."""
    move(actor, proposal, ProposalState.PUBLISHED)


def record_vote(actor: Actor, proposal: Proposal) -> None:
    """The result is proclaimed: from now on the administration owes an answer."""
    move(actor, proposal, ProposalState.VOTED)
    owe_answer(proposal)


def owe_answer(proposal: Proposal) -> bool:
    """Start the public clock unless it runs already; whether it was started now."""
    if proposal.answer_due_at is not None:
        return False
    proposal.answer_due_at = answer_due(now(), territory().settings["answer_days"])
    return True


def inherit_answer(proposal: Proposal, merged: Proposal) -> None:
    """An answer owed to a proposal that is merged into this one is owed to this one, and not later."""
    due = merged.answer_due_at
    if due is not None and (proposal.answer_due_at is None or due < proposal.answer_due_at):
        proposal.answer_due_at = due
