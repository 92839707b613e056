"""Moderation's decisions reach a proposal's text here; the decision itself is moderation's own."""

from difflib import SequenceMatcher

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalState, Review, check_transition
from consult.services import outbox
from consult.services.proposals.states import move, show_in_search
from consult.services.proposals.texts import record

#: Below this likeness of words, from 0 to 1, supporters are told that the text they backed has changed.
SAME_IDEA = 0.9


def publish(actor: Actor, proposal: Proposal, version: ProposalVersion) -> None:
    """Accept ``version``: a new proposal becomes public, a public one shows its new text.

    Supporters are told of a substantial change. While councillors vote, a text stays as it is.
    """
    _check_reviewable(proposal, version)
    before = f"{proposal.title}\n{proposal.body}"
    version.review = Review.ACCEPTED
    proposal.title, proposal.body, proposal.language = version.title, version.body, version.language
    proposal.shown_version = version.number
    if proposal.state is ProposalState.SUBMITTED:
        proposal.published_at = proposal.published_at or now()
        move(actor, proposal, ProposalState.PUBLISHED)
        return
    substantial = is_substantial(before, f"{version.title}\n{version.body}")
    record(actor, "proposal.version_accepted", proposal, version=version.number, substantial=substantial)
    show_in_search(proposal)
    if substantial:
        outbox.tell(
            "proposal-changed",
            queries.supporter_ids(proposal.id),
            f"{proposal.id}:{version.number}",
            proposal_id=proposal.id,
            version=version.number,
        )


def return_to_author(actor: Actor, proposal: Proposal, version: ProposalVersion) -> None:
    """Refuse ``version``: an unpublished proposal goes back, a public one keeps its last accepted text."""
    _check_reviewable(proposal, version)
    version.review = Review.REFUSED
    if proposal.state is ProposalState.SUBMITTED:
        move(actor, proposal, ProposalState.RETURNED)
    else:
        record(actor, "proposal.version_refused", proposal, version=version.number)


def is_substantial(before: str, after: str) -> bool:
    """Whether more than a tenth of the words differ."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() < SAME_IDEA


def _check_reviewable(proposal: Proposal, version: ProposalVersion) -> None:
    if version.number != proposal.newest_version:
        raise Conflict("newer_version", N_("The author has sent a newer version meanwhile."))
    if version.review is not Review.PENDING:
        raise Conflict("already_decided", N_("Another moderator has already decided on this version."))
    if proposal.state is not ProposalState.PUBLISHED:
        check_transition(proposal.state, ProposalState.RETURNED)
