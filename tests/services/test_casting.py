"""The casting transaction: what it writes, and everything it refuses."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db, writing
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.models.ballots import Ballot, BallotLogEntry, RollEntry, Vote, VoteReason
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.rules.ballot_log import Entry, read_body, verify_chain, vote_commitment
from consult.rules.lifecycle import ProposalState
from consult.rules.voting import BallotState, Choice
from consult.services import ballots, seats
from tests.factories import councils, people, proposals


def entries(ballot: Ballot) -> list[BallotLogEntry]:
    query = sa.select(BallotLogEntry).filter_by(ballot_id=ballot.id).order_by(BallotLogEntry.number)
    return list(db.session.scalars(query))


def current(ballot: Ballot, member: councils.Member) -> Vote | None:
    return db.session.get(Vote, (ballot.id, member.seat.id))


def test_a_vote_is_counted_with_its_log_entry_and_its_receipt(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    receipt = ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.against))
    vote = current(ballot, member)
    assert vote is not None
    assert (vote.choice, vote.version, vote.log_index) == (Choice.against, 1, 2)
    assert (receipt.index, receipt.head, receipt.nonce) == (2, ballot.log_head, vote.nonce)
    assert receipt.commitment == vote_commitment(bytes.fromhex(receipt.nonce), Choice.against)
    assert (ballot.cast_count, ballot.log_size) == (1, 2)
    log = [Entry(entry.number, entry.body, entry.head) for entry in entries(ballot)]
    assert verify_chain(log) == ballot.log_head
    assert not {"nonce", "choice", "against"} & read_body(log[1].body, 2).keys()
    line = db.session.scalars(sa.select(JournalEntry).filter_by(event="vote.cast")).one()
    assert line.actor_id == member.account.id
    assert "choice" not in line.facts


def test_the_first_vote_after_the_hour_opens_the_ballot_and_takes_the_roll(app: Flask) -> None:
    member, other = councils.member(), councils.councillor(councils.council("57480"))
    councils.councillor(councils.partner_council())
    ended = councils.councillor()
    seats.end_seat(SYSTEM, ended.id, councils.today() - timedelta(days=1))
    proposal = proposals.published()
    (ballot,) = councils.scheduled(proposal, opens=timedelta(seconds=-5))
    assert ballot.state is BallotState.scheduled
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
    assert ballot.state is BallotState.open
    assert proposal.state is ProposalState.IN_BALLOT
    roll = set(db.session.scalars(sa.select(RollEntry.seat_id).filter_by(ballot_id=ballot.id)))
    assert roll == {member.seat.id, other.id}
    opening = read_body(entries(ballot)[0].body, 1)
    assert (opening["roll"], opening["rules"]) == (sorted(roll), ballot.rules_sha256)
    told = db.session.scalars(sa.select(OutboxItem).filter_by(event="ballot-opened")).all()
    assert [item.account_id for item in told] == [member.account.id]


def test_the_same_form_sent_again_gives_the_same_receipt(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    vote = councils.vote(member.seat)
    first = ballots.cast(member.actor, ballot.id, vote)
    again = ballots.cast(member.actor, ballot.id, replace(vote, choice=Choice.against))
    assert again == first
    assert (ballot.cast_count, ballot.log_size) == (1, 2)


def test_a_form_of_another_seat_never_gives_away_its_receipt(app: Flask) -> None:
    first, second = councils.member(), councils.member()
    ballot = councils.opened()
    vote = councils.vote(first.seat)
    ballots.cast(first.actor, ballot.id, vote)
    with pytest.raises(NotAllowed, match="not_your_seat"):
        ballots.cast(second.actor, ballot.id, vote)
    with pytest.raises(Conflict, match="token_reused"):
        ballots.cast(second.actor, ballot.id, replace(vote, seat_id=second.seat.id))


def test_only_the_last_vote_counts_and_a_stale_page_is_refused(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, reason="Trop cher pour la commune."))
    changed = ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.abstain, version=1))
    assert (changed.version, changed.index, ballot.cast_count) == (2, 3, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(VoteReason)) == 0
    with pytest.raises(Conflict, match="vote_changed"):
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.for_, version=1))
    vote = current(ballot, member)
    assert vote is not None
    assert vote.choice is Choice.abstain


def test_a_reason_is_kept_in_its_own_language_and_only_its_hash_is_logged(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    words = "Die Streuobstwiese gehört allen Kindern des Viertels, deshalb stimme ich dafür."
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, reason=words))
    reason = db.session.scalars(sa.select(VoteReason)).one()
    assert (reason.body, reason.language) == (words, "de")
    assert "Streuobst" not in entries(ballot)[1].body
    assert read_body(entries(ballot)[1].body, 2)["reason"]
    with pytest.raises(Invalid, match="length"):
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat, version=1, reason="x" * 1001))


def test_a_foreign_seat_and_a_person_without_mandate_are_refused(app: Flask) -> None:
    member, other = councils.member(), councils.member()
    ballot = councils.opened()
    with pytest.raises(NotAllowed, match="not_your_seat"):
        ballots.cast(member.actor, ballot.id, councils.vote(other.seat))
    with pytest.raises(NotAllowed, match="not_your_seat"):
        ballots.cast(member.actor, ballot.id, replace(councils.vote(other.seat), seat_id=999_999))
    with pytest.raises(NotAllowed, match="not_allowed"):
        ballots.cast(people.actor(people.participant()), ballot.id, councils.vote(member.seat))
    assert ballot.cast_count == 0


def test_a_mandate_that_ends_blocks_at_once_although_the_request_began_before(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    actor = member.actor
    ballots.cast(actor, ballot.id, councils.vote(member.seat))
    seats.end_seat(SYSTEM, member.seat.id, councils.today() - timedelta(days=1))
    assert member.seat.id in actor.seats
    with pytest.raises(NotAllowed, match="mandate_ended"):
        ballots.cast(actor, ballot.id, councils.vote(member.seat, Choice.against, version=1))
    assert ballot.cast_count == 1


def test_a_record_released_from_its_account_no_longer_votes(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    actor = member.actor
    seats.release(SYSTEM, member.seat.councillor_id)
    with pytest.raises(NotAllowed, match="not_your_seat"):
        ballots.cast(actor, ballot.id, councils.vote(member.seat))


def test_a_councillor_elected_after_the_opening_is_not_on_the_roll(app: Flask) -> None:
    councils.member()
    ballot = councils.opened()
    late = councils.member()
    with pytest.raises(NotAllowed, match="not_on_roll"):
        ballots.cast(late.actor, ballot.id, councils.vote(late.seat))


def test_a_councillor_with_two_seats_votes_once_for_each(app: Flask) -> None:
    member = councils.member()
    second = councils.councillor(councils.council("57480"))
    second.councillor_id = member.seat.councillor_id
    ballot = councils.opened()
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, Choice.for_))
    ballots.cast(member.actor, ballot.id, councils.vote(second, Choice.against))
    assert ballot.cast_count == 2


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, True), (1, False)])
def test_the_last_second_counts_and_the_next_does_not(app: Flask, seconds: int, counts: bool) -> None:
    member = councils.member()
    ballot = councils.opened()
    with time_machine.travel(ballot.closes_at + timedelta(seconds=seconds), tick=False):
        if counts:
            ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
        else:
            with pytest.raises(Conflict, match="ballot_closed"):
                ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
    assert ballot.cast_count == int(counts)


def test_no_vote_before_the_hour_nor_while_suspended(app: Flask) -> None:
    member = councils.member()
    (coming,) = councils.scheduled()
    with pytest.raises(Conflict, match="ballot_closed") as early:
        ballots.cast(member.actor, coming.id, councils.vote(member.seat))
    assert "not begun" in early.value.message.sentence
    ballot = councils.opened()
    ballots.suspend(SYSTEM, ballot.id)
    with pytest.raises(Conflict, match="ballot_closed") as paused:
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
    assert "suspended" in paused.value.message.sentence
    ballots.resume(SYSTEM, ballot.id)
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat))


def test_a_refused_first_deed_leaves_the_ballot_unopened(app: Flask) -> None:
    member, other = councils.member(), councils.member()
    (ballot,) = councils.scheduled(opens=timedelta(seconds=-5))
    db.session.commit()
    with pytest.raises(NotAllowed), writing():
        ballots.cast(member.actor, ballot.id, councils.vote(other.seat))
    db.session.expire_all()
    assert (ballot.state, ballot.log_size) == (BallotState.scheduled, 0)
