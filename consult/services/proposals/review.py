"""Moderation's decisions reach a proposal's text here; the decision itself is moderation's own."""

from difflib import SequenceMatcher

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict
from consult.kernel.messages import N_
from consult.models.proposals import Proposal, ProposalVersion
from consult.queries import proposals as queries
from consult.queries.moderation import accepted_before, read_over_shown
from consult.queries.translations.lapsing import lapse_of_version
from consult.rules.lifecycle import ProposalState, Review, check_transition
from consult.rules.moderation import Subject, SubjectKind
from consult.services import outbox
from consult.services.proposals.states import move, show_in_search
from consult.services.proposals.texts import record, show

#: Below this likeness of words, from 0 to 1, supporters are told that the text they backed has changed.
SAME_IDEA = 0.9


def publish(actor: Actor, proposal: Proposal, version: ProposalVersion) -> None:
    """Accept ``version``: a new proposal becomes public, a public one shows its new text; one that was
    published at once has now been read over.

    Supporters are told of a substantial change. While councillors vote, a text stays as it is.
    """
    _check_reviewable(proposal, version)
    if version.review is Review.WATCHED:
        version.review = Review.ACCEPTED
        record(actor, "proposal.version_accepted", proposal, version=version.number)
        return
    show_publicly(actor, proposal, version, Review.ACCEPTED)


def show_publicly(actor: Actor, proposal: Proposal, version: ProposalVersion, review: Review) -> None:
    """From now on everybody reads ``version``, accepted or (``WATCHED``) still to be read over."""
    before = f"{proposal.title}\n{proposal.body}"
    version.review = review
    show(proposal, version)
    if proposal.state is ProposalState.SUBMITTED:
        proposal.published_at = proposal.published_at or now()
        move(actor, proposal, ProposalState.PUBLISHED)
        _tell_of_solution(proposal)
        return
    substantial = is_substantial(before, f"{version.title}\n{version.body}")
    event = "proposal.version_accepted" if review is Review.ACCEPTED else "proposal.version_shown"
    record(actor, event, proposal, version=version.number, substantial=substantial)
    show_in_search(proposal)
    if substantial:
        outbox.tell(
            "proposal-changed",
            queries.supporter_ids(proposal.id),
            f"{proposal.id}:{version.number}",
            proposal_id=proposal.id,
            version=version.number,
        )


def _tell_of_solution(proposal: Proposal) -> None:
    """Whoever wrote the need hears of a solution, once it is public and not their own."""
    if proposal.need_id is not None:
        concerned = {queries.author_of(proposal.need_id)} - {proposal.author_id}
        outbox.tell("solution-linked", concerned, proposal.id, proposal_id=proposal.id)


def return_to_author(actor: Actor, proposal: Proposal, version: ProposalVersion) -> None:
    """Refuse ``version``: an unpublished proposal goes back; a public one gets its last accepted text back
    where the new one had been published at once, else keeps the shown one, which counts as read over."""
    _check_reviewable(proposal, version)
    watched = version.review is Review.WATCHED
    version.review = Review.REFUSED
    lapse_of_version(Subject(SubjectKind.PROPOSAL, proposal.id), version.number, now())
    if proposal.state is ProposalState.SUBMITTED:
        move(actor, proposal, ProposalState.RETURNED)
        return
    record(actor, "proposal.version_refused", proposal, version=version.number)
    accepted = accepted_before(proposal) if watched else None
    if accepted is not None:
        show(proposal, accepted)
        show_in_search(proposal)
    elif not watched:
        read_over_shown(proposal)


def is_substantial(before: str, after: str) -> bool:
    """Whether more than a tenth of the words differ."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() < SAME_IDEA


def _check_reviewable(proposal: Proposal, version: ProposalVersion) -> None:
    if version.number != proposal.newest_version:
        raise Conflict("newer_version", N_("The author has sent a newer version meanwhile."))
    if version.review not in {Review.PENDING, Review.WATCHED}:
        raise Conflict("already_decided", N_("Another moderator has already decided on this version."))
    if proposal.state is not ProposalState.PUBLISHED:
        check_transition(proposal.state, ProposalState.RETURNED)
