"""Authors send their proposals to moderation, and take them back."""

from dataclasses import replace
from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.models.proposals import Proposal
from consult.queries import proposals as queries
from consult.queries.phases import admitted_by
from consult.rules.lifecycle import ProposalState, Review, check_transition
from consult.rules.moderation import SubjectKind
from consult.rules.permissions import Permission, require
from consult.rules.phases import CLOSED, of_kind
from consult.services import outbox
from consult.services.modes import Gate, gate
from consult.services.proposals.fields import ask_language, check_complete, doubtful_language
from consult.services.proposals.review import show_publicly
from consult.services.proposals.states import move


def submit(
    actor: Actor, proposal_id: int, language: str | None = None, *, language_sure: bool = False
) -> Proposal:
    """Send a draft, or a returned proposal that has been changed, to moderation; where the chantier publishes
    at once, everybody reads it from now on.

    ``language`` is the author's answer on the last page, None to keep what is stored; an answer that the
    text contradicts is asked again unless ``language_sure``.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.EDIT_PROPOSAL, replace(proposal.facts, state=None))
    check_transition(proposal.state, ProposalState.SUBMITTED)
    check_phase(proposal)
    newest = queries.newest_version(proposal)
    if newest.review is Review.REFUSED:
        raise Invalid("unchanged", N_("Please change the text first, as the note asks."), field="body")
    check_complete(newest.title, newest.body)
    if language is not None:
        if not language_sure:
            ask_language(newest.title, newest.body, language)
        newest.language = proposal.language = language
    return send(actor, proposal)


def check_phase(proposal: Proposal) -> None:
    """Refuse with ``Invalid`` a first sending that the chantier's present phases do not admit.

    What moderation returned was sent in time, so it may come back in any phase.
    """
    wanted = of_kind(proposal.kind)
    if proposal.state is ProposalState.DRAFT and wanted not in admitted_by(proposal.chantier_number):
        raise Invalid("phase_closed", CLOSED[wanted])


def send(actor: Actor, proposal: Proposal) -> Proposal:
    """Move a checked proposal through the gate of its chantier, with the date by which it will be read."""
    moment = now()
    met = gate_of(proposal.chantier_number, moment)
    newest = queries.newest_version(proposal)
    newest.language_doubt = doubtful_language(newest.title, newest.body, newest.language)
    proposal.submitted_at = moment
    proposal.review_due_at = met.due_at
    move(actor, proposal, ProposalState.SUBMITTED)
    if met.open:
        proposal.published_at = moment
        show_publicly(actor, proposal, newest, met.review)
    outbox.tell(
        "proposal-received",
        [proposal.author_id],
        f"{proposal.id}:{proposal.newest_version}",
        proposal_id=proposal.id,
        version=proposal.newest_version,
    )
    return proposal


def gate_of(chantier: int, moment: datetime) -> Gate:
    """What becomes of a proposal that is sent to a chantier at ``moment``."""
    return gate(chantier, SubjectKind.PROPOSAL, moment)


def withdraw(actor: Actor, proposal_id: int) -> Proposal:
    """Take one's proposal back: it leaves the lists; what was public stays at its address, so marked.

    Not while councillors vote on it, nor after.
    """
    proposal = queries.locked(proposal_id)
    require(actor, Permission.WITHDRAW_PROPOSAL, replace(proposal.facts, state=None))
    if proposal.state is ProposalState.DRAFT:
        raise Conflict("still_draft", N_("A draft is not public yet. You can delete it."))
    move(actor, proposal, ProposalState.WITHDRAWN)
    return proposal
