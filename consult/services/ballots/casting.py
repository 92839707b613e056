"""A vote is cast here, in one transaction under the ballot's lock; nobody hears of it before the commit."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.language import SURE, detect
from consult.kernel.text.names import clean_text
from consult.models.ballots import Ballot, BallotLogEntry, Vote, VoteReason
from consult.queries import ballots as queries
from consult.queries.ballots import Receipt, Voter
from consult.rules.ballot_log import SECRET_BYTES, Event, reason_commitment, vote_commitment
from consult.rules.lifecycle import Visibility
from consult.rules.participation import check_length
from consult.rules.permissions import Permission, require
from consult.rules.rule_sets import RuleSet
from consult.rules.voting import BallotState, Choice
from consult.services import journal
from consult.services.ballots import log
from consult.services.ballots.opening import open_when_due, rules_of, state_at

REASON_LENGTH = (2, 1000)
#: Why a vote comes at the wrong time, by the state that holds when it is received.
SHUT = {
    BallotState.scheduled: N_("Voting has not begun yet."),
    BallotState.suspended: N_("Voting is suspended for now. Votes already cast stand."),
    BallotState.annulled: N_("This ballot has been annulled."),
    BallotState.withdrawn: N_("This ballot has been withdrawn."),
}


@dataclass(frozen=True, slots=True)
class NewVote:
    """What one seat sends. ``expected_version`` is the version its page showed, 0 before any vote.

    ``client_token`` (up to 64 signs) is the form's own: sent again, it gives the same receipt.
    """

    seat_id: int
    choice: Choice
    expected_version: int
    client_token: str
    reason: str = ""


def cast(actor: Actor, ballot_id: int, vote: NewVote, *, received: datetime | None = None) -> Receipt:
    """Count the vote and give its receipt (design: casting, one transaction).

    ``received`` is when the server got it, before it waited for the lock; a vote at ``closes_at`` itself
    counts. ``Conflict`` with the codes ``ballot_closed``, ``vote_changed``, ``token_reused``,
    ``no_change_allowed``; ``NotAllowed`` for a seat not the actor's, not on the roll or not in office.
    """
    require(actor, Permission.VOTE)
    moment = received or now()
    ballot = queries.locked(ballot_id)
    open_when_due(ballot, moment)
    _require_open(ballot, moment)
    voter = _own_seat(actor, ballot, vote.seat_id, moment)
    earlier = queries.entry_by_token(ballot.id, vote.client_token)
    if earlier is not None:
        return _same_receipt(earlier, vote)
    _require_version(voter, vote.expected_version)
    _require_entitled(voter)
    rules = rules_of(ballot)
    if voter.vote is not None and not rules.change_allowed:
        raise Conflict("no_change_allowed", N_("In this ballot a vote cannot be changed."))
    reason_hash = _write_reason(ballot, voter, vote, rules)
    entry = _write_vote(ballot, voter, vote, moment, reason_hash)
    journal.record(
        actor, "vote.cast", "ballot", ballot.id, seat=vote.seat_id, version=vote.expected_version + 1
    )
    db.session.flush()
    return queries.receipt_of(entry)


def _require_open(ballot: Ballot, moment: datetime) -> None:
    state = state_at(ballot, moment)
    if state is not BallotState.open:
        raise Conflict("ballot_closed", SHUT.get(state, N_("Voting has ended. This vote came too late.")))


def _own_seat(actor: Actor, ballot: Ballot, seat_id: int, moment: datetime) -> Voter:
    """The actor's picture of mandates is as old as the request: ask the database again, under the lock."""
    voter = queries.voter(ballot.id, seat_id, local_day(moment))
    owned = voter is not None and (actor.system or voter.account_id == actor.account_id)
    if voter is None or not owned:
        raise NotAllowed("not_your_seat", N_("This seat is not yours, so you cannot vote for it."))
    return voter


def _same_receipt(entry: BallotLogEntry, vote: NewVote) -> Receipt:
    if entry.seat_id != vote.seat_id:
        raise Conflict(
            "token_reused", N_("This form was already used for another seat. Please open the page again.")
        )
    return queries.receipt_of(entry)


def _require_version(voter: Voter, expected: int) -> None:
    if expected != (voter.vote.version if voter.vote else 0):
        raise Conflict(
            "vote_changed",
            N_("Your vote was changed meanwhile, perhaps in another window. Here is how it stands now."),
        )


def _require_entitled(voter: Voter) -> None:
    if not voter.on_roll:
        raise NotAllowed(
            "not_on_roll", N_("This seat was not in office when voting began, so it has no vote here.")
        )
    if not voter.in_office:
        raise NotAllowed(
            "mandate_ended", N_("This mandate has ended, so it cannot vote any more. Votes cast stand.")
        )


def _write_vote(
    ballot: Ballot, voter: Voter, vote: NewVote, moment: datetime, reason_hash: str | None
) -> BallotLogEntry:
    nonce = secrets.token_bytes(SECRET_BYTES)
    version = vote.expected_version + 1
    entry = log.append(
        ballot,
        Event.vote,
        moment,
        {
            "seat": vote.seat_id,
            "version": version,
            "commitment": vote_commitment(nonce, vote.choice),
            "reason": reason_hash,
        },
        seat_id=vote.seat_id,
        client_token=vote.client_token,
        nonce=nonce.hex(),
    )
    row = voter.vote
    if row is None:
        row = Vote(ballot_id=ballot.id, seat_id=vote.seat_id)
        db.session.add(row)
        ballot.cast_count += 1
    row.choice, row.nonce, row.version = vote.choice, nonce.hex(), version
    row.log_index, row.cast_at = entry.number, moment
    return entry


def _write_reason(ballot: Ballot, voter: Voter, vote: NewVote, rules: RuleSet) -> str | None:
    """Replace the public reason by the new one, if any; its salted commitment for the log."""
    body = clean_text(vote.reason)
    if not body:
        if voter.reason is not None:
            db.session.delete(voter.reason)
        return None
    if not rules.reason_allowed:
        raise Invalid("no_reason_allowed", N_("In this ballot no reasons are given."), field="reason")
    check_length(body, REASON_LENGTH, "reason")
    salt = secrets.token_bytes(SECRET_BYTES)
    row = voter.reason
    if row is None:
        row = VoteReason(ballot_id=ballot.id, seat_id=vote.seat_id, visibility=Visibility.VISIBLE)
        db.session.add(row)
    row.body, row.salt, row.language = body, salt.hex(), _language(body, voter.language)
    return reason_commitment(salt, body)


def _language(body: str, own: str) -> str:
    detected, probability = detect(body)
    return detected if probability >= SURE and detected in territory().languages else own
