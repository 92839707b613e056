"""A public reason is withheld and shown again: who may, who is told, and what the log still proves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Actor, Role
from consult.kernel.db import db
from consult.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from consult.models.ballots import Ballot, BallotLogEntry, VoteReason
from consult.models.journal import JournalEntry
from consult.queries import ballots as queries
from consult.rules.ballot_log import Entry, read_body, reason_commitment, verify_chain
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import Ground
from consult.services import ballots
from tests.factories import councils, people
from tests.support.mailbox import owed

REASON = "Ce verger est une folie de quelques rêveurs."


def counted_with_reason() -> tuple[Ballot, councils.Member]:
    member = councils.member()
    ballot = councils.opened(closes=timedelta(hours=1))
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, reason=REASON))
    ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
    return ballot, member


def moderator() -> Actor:
    return people.actor(people.with_role(Role.MODERATOR))


def shown(ballot: Ballot) -> tuple[str, bool]:
    (vote,) = queries.results(ballot.id, "57463").names
    return vote.reason, vote.withheld


def test_a_withheld_reason_disappears_and_the_chain_still_verifies(app: Flask) -> None:
    ballot, member = counted_with_reason()
    assert shown(ballot) == (REASON, False)
    before = (ballot.log_size, ballot.log_head)
    ballots.withhold(moderator(), ballot.id, member.seat.id, Ground.INSULT)
    assert shown(ballot) == ("", True)
    rows = db.session.scalars(
        sa.select(BallotLogEntry).filter_by(ballot_id=ballot.id).order_by(BallotLogEntry.number)
    )
    entries = [Entry(row.number, row.body, row.head) for row in rows]
    assert (len(entries), verify_chain(entries)) == before
    kept = db.session.scalars(sa.select(VoteReason)).one()
    told = [read_body(entry.body, entry.index) for entry in entries]
    (vote,) = [body for body in told if body["event"] == "vote"]
    assert vote["reason"] == reason_commitment(bytes.fromhex(kept.salt), kept.body)


def test_it_is_in_the_journal_without_its_words_and_the_councillor_is_told(app: Flask) -> None:
    ballot, member = counted_with_reason()
    ballots.withhold(moderator(), ballot.id, member.seat.id, Ground.HATE)
    entry = db.session.scalars(sa.select(JournalEntry).filter_by(event="reason.withheld")).one()
    assert (entry.subject_kind, entry.subject_id) == ("ballot", ballot.id)
    assert entry.facts == {"seat": member.seat.id, "ground": "hate"}
    assert owed(member.account)[-1] == "vote-reason-withheld"
    ballots.restore(moderator(), ballot.id, member.seat.id)
    assert shown(ballot) == (REASON, False)
    assert owed(member.account).count("vote-reason-withheld") == 2


def test_twice_is_a_conflict_and_an_unclear_text_is_no_ground(app: Flask) -> None:
    ballot, member = counted_with_reason()
    with pytest.raises(Invalid):
        ballots.withhold(moderator(), ballot.id, member.seat.id, Ground.UNCLEAR)
    with pytest.raises(Conflict):
        ballots.restore(moderator(), ballot.id, member.seat.id)
    ballots.withhold(moderator(), ballot.id, member.seat.id, Ground.SPAM)
    with pytest.raises(Conflict):
        ballots.withhold(moderator(), ballot.id, member.seat.id, Ground.SPAM)


@pytest.mark.parametrize("role", [Role.CLERK, Role.EDITOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_moderators_may(app: Flask, role: Role) -> None:
    ballot, member = counted_with_reason()
    for actor in (people.actor(people.with_role(role)), member.actor):
        with pytest.raises(NotAllowed):
            ballots.withhold(actor, ballot.id, member.seat.id, Ground.INSULT)


def test_nobody_decides_on_their_own_reason_nor_on_another_chantiers(app: Flask) -> None:
    account = people.with_role(Role.MODERATOR)
    member = councils.claimed(councils.councillor(), account)
    ballot = councils.opened(closes=timedelta(hours=1))
    ballots.cast(SYSTEM, ballot.id, councils.vote(member.seat, reason=REASON))
    ballots.bring_up_to_date(SYSTEM, ballot.id, moment=councils.after_the_end(ballot))
    elsewhere = people.with_role(Role.MODERATOR, chantier=10)
    for who in (account, elsewhere):
        with pytest.raises(NotAllowed):
            ballots.withhold(people.actor(who), ballot.id, member.seat.id, Ground.INSULT)


def test_before_the_count_there_is_no_reason_to_see(app: Flask) -> None:
    member = councils.member()
    ballot = councils.opened()
    ballots.cast(member.actor, ballot.id, councils.vote(member.seat, reason=REASON))
    with pytest.raises(NotFound):
        ballots.withhold(moderator(), ballot.id, member.seat.id, Ground.INSULT)
    assert db.session.scalars(sa.select(VoteReason.visibility)).one() is Visibility.VISIBLE
