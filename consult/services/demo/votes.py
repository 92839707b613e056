"""Invented councillors vote as the files say, exactly; the log is the one that real votes leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.voting_shapes import ReasonText, Tendency
from consult.models.ballots import Ballot, Vote, VoteReason
from consult.queries import demo as queries
from consult.rules.ballot_log import Event, reason_commitment, vote_commitment
from consult.rules.lifecycle import Visibility
from consult.rules.voting import Choice
from consult.services.ballots import log
from consult.services.demo.mandates import Voter
from consult.services.demo.stage import Stage

#: One councillor in so many thinks again and changes the vote.
CHANGED_MIND = 25
#: Votes come early rather than late.
LEAN = 1.5
#: How much a councillor may differ from the commune's own inclination.
OWN_MIND = 2.2

Sending = tuple[datetime, Voter, Choice, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """A vote as the server got it; ``cast_by`` is a proxy holder's seat, ``entered_by`` a clerk's account."""

    seat_id: int
    choice: Choice
    version: int
    at: datetime
    cast_by: int | None = None
    entered_by: int | None = None


def cast_votes(
    stage: Stage,
    ballot: Ballot,
    voters: Sequence[Voter],
    tendency: Tendency,
    reasons: Sequence[ReasonText],
    last: datetime,
) -> None:
    """Write the votes, their reasons and the log of an open ballot; ``last`` is when the newest may come."""
    chosen = _choices(stage, ballot, voters, tendency)
    told = _reasons(stage, chosen, reasons)
    sendings = _sendings(stage, ballot, chosen, last)
    votes: dict[int, dict[str, Any]] = {}
    for at, voter, choice, version in sendings:
        final = choice is chosen[voter]
        reason = told.get(voter) if final else None
        votes[voter.seat_id] = _send(stage, ballot, voter, choice, version, at, reason)
    queries.add_keyed(Vote, list(votes.values()))
    queries.add_keyed(
        VoteReason, [_reason_row(ballot, voter, text, salt) for voter, (text, salt) in told.items()]
    )
    ballot.cast_count = len(votes)


def _choices(
    stage: Stage, ballot: Ballot, voters: Sequence[Voter], tendency: Tendency
) -> dict[Voter, Choice]:
    """Who votes what: communes lean one way or the other, and the totals are those of the files."""
    dice = stage.dice
    count = min(round(ballot.roll_size * tendency.turnout / 100), len(voters))
    taking_part = dice.sample(list(voters), count)
    homes = dict.fromkeys(sorted(voter.home for voter in voters))
    inclination = {home: dice.gauss(0, 1) for home in homes}
    warmth = {voter: inclination[voter.home] + dice.gauss(0, OWN_MIND) for voter in taking_part}
    ordered = sorted(taking_part, key=lambda voter: (-warmth[voter], voter.seat_id))
    return dict(zip(ordered, choices_from_warm_to_cold(tendency, count), strict=True))


def shared_out(tendency: Tendency, count: int) -> dict[Choice, int]:
    """How many of ``count`` votes each choice gets; what rounding leaves over abstains."""
    sizes = {choice: round(count * share / 100) for choice, share in tendency.shares.items()}
    sizes[Choice.abstain] += count - sum(sizes.values())
    return sizes


def choices_from_warm_to_cold(tendency: Tendency, count: int) -> list[Choice]:
    """``count`` choices, those for first and those against last."""
    sizes = shared_out(tendency, count)
    order = (Choice.for_, Choice.abstain, Choice.blank, Choice.against)
    return [choice for choice in order for _ in range(sizes[choice])]


def _reasons(
    stage: Stage, chosen: dict[Voter, Choice], reasons: Sequence[ReasonText]
) -> dict[Voter, tuple[ReasonText, bytes]]:
    """Each text goes to somebody who voted so, if possible to a reader of its language; with its salt."""
    told: dict[Voter, tuple[ReasonText, bytes]] = {}
    for text in reasons:
        free = [voter for voter, choice in chosen.items() if choice is text.choice and voter not in told]
        readers = [voter for voter in free if voter.language == text.language]
        told[stage.dice.choice(readers or free)] = (text, stage.secret())
    return told


def _sendings(stage: Stage, ballot: Ballot, chosen: dict[Voter, Choice], last: datetime) -> list[Sending]:
    """Every vote sent, in the order in which the server got them; some people send a second one."""
    dice, first = stage.dice, ballot.opens_at + timedelta(minutes=5)
    sendings: list[Sending] = []
    for voter, choice in chosen.items():
        at, version = stage.between(first, last - timedelta(minutes=30), LEAN), 1
        if dice.randrange(CHANGED_MIND) == 0:
            other = dice.choice([one for one in Choice if one is not choice])
            sendings.append((at, voter, other, version))
            at, version = stage.between(at + timedelta(minutes=1), last), 2
        sendings.append((at, voter, choice, version))
    return sorted(sendings, key=lambda sending: (sending[0], sending[1].seat_id))


def _send(
    stage: Stage,
    ballot: Ballot,
    voter: Voter,
    choice: Choice,
    version: int,
    at: datetime,
    reason: tuple[ReasonText, bytes] | None,
) -> dict[str, Any]:
    """The log's entry and the journal's line; the row of the vote as it stands after it."""
    committed = reason_commitment(reason[1], reason[0].text) if reason else None
    row = log_vote(stage, ballot, Sent(voter.seat_id, choice, version, at), committed)
    stage.tell(at, voter.person.id, "vote.cast", "ballot", ballot.id, seat=voter.seat_id)
    return row


def log_vote(stage: Stage, ballot: Ballot, vote: Sent, reason_hash: str | None = None) -> dict[str, Any]:
    """Append the vote to the log as ``casting.write_vote`` does; the row of the vote as it stands then."""
    nonce = stage.secret()
    body: dict[str, object] = {
        "seat": vote.seat_id,
        "version": vote.version,
        "commitment": vote_commitment(nonce, vote.choice),
        "reason": reason_hash,
    }
    body |= {"by": vote.cast_by} if vote.cast_by is not None else {}
    body |= {"entered_by": vote.entered_by} if vote.entered_by is not None else {}
    entry = log.append(
        ballot,
        Event.vote,
        vote.at,
        body,
        seat_id=vote.seat_id,
        client_token=stage.secret(16).hex() if vote.entered_by is None else None,
        nonce=nonce.hex(),
    )
    return {
        "ballot_id": ballot.id,
        "seat_id": vote.seat_id,
        "choice": vote.choice,
        "nonce": nonce.hex(),
        "version": vote.version,
        "cast_by_seat_id": vote.cast_by,
        "entered_by_id": vote.entered_by,
        "log_index": entry.number,
        "cast_at": vote.at,
    }


def _reason_row(ballot: Ballot, voter: Voter, text: ReasonText, salt: bytes) -> dict[str, Any]:
    return {
        "ballot_id": ballot.id,
        "seat_id": voter.seat_id,
        "body": text.text,
        "language": text.language,
        "salt": salt.hex(),
        "visibility": Visibility.VISIBLE,
    }
