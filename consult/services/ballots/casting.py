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
from consult.services.ballots import in_sittings, log
from consult.services.ballots.in_sittings import Voice
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


@dataclass(frozen=True, slots=True)
class Ink:
    """A vote to be written: ``cast_by`` the seat of a proxy's holder, ``entered_by`` a clerk's account."""

    seat_id: int
    choice: Choice
    moment: datetime
    cast_by: int | None = None
    entered_by: int | None = None
    client_token: str | None = None


def cast(actor: Actor, ballot_id: int, vote: NewVote, *, received: datetime | None = None) -> Receipt:
    """Count the vote and give its receipt (design: casting, one transaction).

    ``received`` is when the server got it, before it waited for the lock; a vote at ``closes_at`` itself
    counts. ``Conflict`` with the codes ``ballot_closed``, ``vote_changed``, ``token_reused``,
    ``no_change_allowed``; ``NotAllowed`` for a seat that is neither the actor's nor represented by one of
    theirs, not on the roll or not in office; in a sitting, see also ``in_sittings.require_voice``.
    """
    require(actor, Permission.VOTE)
    moment = received or now()
    ballot = queries.locked(ballot_id)
    open_when_due(ballot, moment)
    _require_open(ballot, moment)
    voter, voice = _voice(actor, ballot, vote.seat_id, moment)
    earlier = queries.entry_by_token(ballot.id, vote.client_token)
    if earlier is not None:
        return _same_receipt(earlier, vote)
    _require_version(voter, vote.expected_version)
    _require_entitled(voter)
    if ballot.agenda_item_id is not None:
        in_sittings.require_voice(ballot, voice)
    rules = rules_of(ballot)
    if voter.vote is not None and not rules.change_allowed:
        raise Conflict("no_change_allowed", N_("In this ballot a vote cannot be changed."))
    reason_hash = _write_reason(ballot, voter, vote, rules)
    entry = write_vote(
        ballot,
        voter,
        Ink(vote.seat_id, vote.choice, moment, voice.cast_by, client_token=vote.client_token),
        reason_hash,
    )
    journal.record(actor, "vote.cast", "ballot", ballot.id, seat=vote.seat_id)
    db.session.flush()
    return queries.receipt_of(entry)


def _require_open(ballot: Ballot, moment: datetime) -> None:
    state = state_at(ballot, moment)
    if state is not BallotState.open:
        raise Conflict("ballot_closed", SHUT.get(state, N_("Voting has ended. This vote came too late.")))


def _voice(actor: Actor, ballot: Ballot, seat_id: int, moment: datetime) -> tuple[Voter, Voice]:
    """The actor's picture of mandates is as old as the request: ask the database again, under the lock."""
    day = local_day(moment)
    voter = queries.voter(ballot.id, seat_id, day)
    if voter is not None and (actor.system or voter.account_id == actor.account_id):
        return voter, Voice(seat_id)
    holder = in_sittings.holder_of(ballot, seat_id)
    proxy = queries.voter(ballot.id, holder, day) if holder is not None else None
    if voter is None or proxy is None or proxy.account_id != actor.account_id:
        raise NotAllowed("not_your_seat", N_("This seat is not yours, so you cannot vote for it."))
    return voter, Voice(seat_id, holder)


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


def write_vote(ballot: Ballot, voter: Voter, ink: Ink, reason_hash: str | None = None) -> BallotLogEntry:
    """Log the vote under a fresh nonce and make it the seat's current one; nothing is asked any more."""
    nonce = secrets.token_bytes(SECRET_BYTES)
    version = (voter.vote.version if voter.vote else queries.times_voted(ballot.id, ink.seat_id)) + 1
    body: dict[str, object] = {
        "seat": ink.seat_id,
        "version": version,
        "commitment": vote_commitment(nonce, ink.choice),
        "reason": reason_hash,
    }
    if ink.cast_by is not None:
        body["by"] = ink.cast_by
    if ink.entered_by is not None:
        body["entered_by"] = ink.entered_by
    entry = log.append(
        ballot,
        Event.vote,
        ink.moment,
        body,
        seat_id=ink.seat_id,
        client_token=ink.client_token,
        nonce=nonce.hex(),
    )
    row = voter.vote
    if row is None:
        row = Vote(ballot_id=ballot.id, seat_id=ink.seat_id)
        db.session.add(row)
        ballot.cast_count += 1
    row.choice, row.nonce, row.version = ink.choice, nonce.hex(), version
    row.cast_by_seat_id, row.entered_by_id = ink.cast_by, ink.entered_by
    row.log_index, row.cast_at = entry.number, ink.moment
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
