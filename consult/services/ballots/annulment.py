"""A ballot that has begun is annulled here: one person asks with a reason, another one confirms."""

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.errors import Conflict, NotAllowed
from consult.kernel.messages import N_
from consult.kernel.text.names import clean_text
from consult.models.ballots import Ballot
from consult.queries import ballots as queries
from consult.rules.ballot_log import Event, reason_commitment
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import check_length
from consult.rules.permissions import Permission, require
from consult.rules.voting import BallotState, check_transition
from consult.services import documents, journal, proposals, search
from consult.services.ballots import log
from consult.services.ballots.opening import open_when_due, proposal_of

REASON_LENGTH = (10, 1000)


def ask_annulment(actor: Actor, ballot_id: int, reason: str) -> Ballot:
    """Say why the ballot should not count; nothing changes until another person confirms."""
    ballot = _annullable(actor, ballot_id)
    if ballot.annulment_asked_by_id is not None:
        raise Conflict("already_asked", N_("Somebody has already asked for this annulment."))
    body = clean_text(reason)
    check_length(body, REASON_LENGTH, "reason")
    ballot.annulment_reason, ballot.annulment_asked_by_id = body, actor.account_id
    journal.record(actor, "ballot.annulment_asked", "ballot", ballot.id)
    return ballot


def recall_annulment(actor: Actor, ballot_id: int) -> Ballot:
    """Take the request back, or refuse it: the ballot goes on as before."""
    ballot = _annullable(actor, ballot_id)
    if ballot.annulment_asked_by_id is None:
        raise _not_asked()
    ballot.annulment_reason, ballot.annulment_asked_by_id = None, None
    journal.record(actor, "ballot.annulment_recalled", "ballot", ballot.id)
    return ballot


def confirm_annulment(actor: Actor, ballot_id: int) -> Ballot:
    """The second of two persons ends the ballot; its votes never count and are never opened.

    The log keeps both persons' account numbers and a commitment to the public reason, salted with the
    chain's head before it.
    """
    ballot = _annullable(actor, ballot_id)
    if ballot.annulment_asked_by_id is None or ballot.annulment_reason is None:
        raise _not_asked()
    if actor.account_id is None or actor.account_id == ballot.annulment_asked_by_id:
        raise NotAllowed(
            "second_person", N_("An annulment needs two persons: another clerk must confirm it.")
        )
    ballot.state = BallotState.annulled
    search.ballot(ballot)
    log.append(
        ballot,
        Event.annul,
        now(),
        {
            "persons": [ballot.annulment_asked_by_id, actor.account_id],
            "reason": reason_commitment(bytes.fromhex(ballot.log_head), ballot.annulment_reason),
        },
    )
    documents.ask(ballot_id=ballot.id)
    journal.record(actor, "ballot.annulled", "ballot", ballot.id, asked_by=ballot.annulment_asked_by_id)
    proposal = proposal_of(ballot)
    if proposal is not None and ballot.assembly_id is None and proposal.state is ProposalState.IN_BALLOT:
        proposals.leave_ballot(actor, proposal)
    return ballot


def _annullable(actor: Actor, ballot_id: int) -> Ballot:
    require(actor, Permission.RUN_BALLOTS)
    ballot = queries.locked(ballot_id)
    open_when_due(ballot, now())
    check_transition(ballot.state, BallotState.annulled)
    return ballot


def _not_asked() -> Conflict:
    return Conflict("not_asked", N_("Nobody has asked for this annulment."))
