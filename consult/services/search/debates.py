"""A proposal becomes findable here with all that stands under it, and vanishes with it."""

from consult.models.ballots import Ballot
from consult.models.comments import Comment
from consult.models.proposals import Proposal
from consult.queries import search as queries
from consult.rules.lifecycle import LISTED_STATES, Visibility
from consult.rules.search import SearchKind
from consult.services.search import contributions
from consult.services.search.table import forget

DEBATE = frozenset({SearchKind.COMMENT, SearchKind.ANSWER})


def follow(proposal: Proposal) -> None:
    """After any change of a proposal: it, its debate and its ballots are as findable as they may be read."""
    if proposal.visibility is not Visibility.VISIBLE:
        forget(SearchKind.PROPOSAL, proposal.id)
        queries.forget_under(proposal.id, DEBATE | {SearchKind.BALLOT})
        return
    if proposal.state not in LISTED_STATES:
        forget(SearchKind.PROPOSAL, proposal.id)
        queries.forget_under(proposal.id, DEBATE)
        contributions.ballots(queries.ballots_of(proposal.id))
        return
    known = queries.findable(SearchKind.PROPOSAL, proposal.id)
    contributions.proposals([proposal])
    if known:
        queries.follow(proposal)
        return
    contributions.comments(queries.public_comments(Comment.proposal_id == proposal.id), proposal)
    contributions.answers(queries.newest_answers(proposal.id))
    contributions.ballots(queries.ballots_of(proposal.id))


def answer(proposal: Proposal) -> None:
    """The newest answer takes the place of the one before."""
    queries.forget_under(proposal.id, {SearchKind.ANSWER})
    contributions.answers(queries.newest_answers(proposal.id))


def ballot(row: Ballot) -> None:
    """After any change of a ballot's state."""
    contributions.ballots([row])


def author(account_id: int) -> None:
    """After somebody moved or left: what they wrote is found by who they are now."""
    proposals, comments = queries.of_author(account_id)
    contributions.proposals(proposals)
    contributions.comments(comments)
