"""The only place where a proposal changes its state or visibility, always with a line in the journal."""

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalState, Visibility, check_transition
from consult.rules.moderation import MOVABLE_STATES
from consult.services import journal, search


def move(actor: Actor, proposal: Proposal, new_state: ProposalState) -> None:
    """Take the step, or refuse with ``IllegalTransition``; search follows what the public may read."""
    before = proposal.state
    check_transition(before, new_state)
    proposal.state = new_state
    journal.record(
        actor,
        f"proposal.{new_state.value}",
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        organisation_id=proposal.organisation_id if actor.account_id == proposal.author_id else None,
        before=before.value,
        version=proposal.newest_version,
    )
    show_in_search(proposal)


def set_visibility(actor: Actor, proposal: Proposal, visibility: Visibility) -> None:
    """Show, hide or remove the text everywhere at once; the same visibility again changes nothing."""
    if proposal.visibility is visibility:
        return
    before, proposal.visibility = proposal.visibility, visibility
    journal.record(
        actor,
        f"proposal.made_{visibility.value}",
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        before=before.value,
    )
    show_in_search(proposal)


def move_to_chantier(actor: Actor, proposal: Proposal, number: int) -> None:
    """Hang a proposal under another chantier, before councillors vote on it; its address stays the same."""
    queries.check_ground(number, proposal.commune_insee)
    if number == proposal.chantier_number:
        raise Invalid("same_chantier", N_("The proposal belongs to this chantier already."), field="chantier")
    if proposal.state not in MOVABLE_STATES:
        raise Conflict("not_movable", N_("This proposal has moved on, so it stays under its chantier."))
    before, proposal.chantier_number = proposal.chantier_number, number
    journal.record(actor, "proposal.moved", "proposal", proposal.id, chantier=number, before=before)
    show_in_search(proposal)


def show_in_search(proposal: Proposal) -> None:
    """Index the shown text of a listed, visible proposal with its debate; forget every other."""
    search.follow(proposal)
