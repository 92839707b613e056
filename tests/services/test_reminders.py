"""Reminders before the end of a vote: to those alone who can still vote and have not, once, and truthful."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import Letter, NullMailer
from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.ballots import Ballot
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.services import ballots, seats
from consult.services.ballots import remind_due
from tests.factories import councils, proposals
from tests.support.statements import counted

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def reminded() -> list[int | None]:
    """Accounts with a reminder in the outbox, in the order of their letters."""
    rows = sa.select(OutboxItem.account_id).where(OutboxItem.event == "ballot-reminder")
    return list(db.session.scalars(rows.order_by(OutboxItem.id)))


def deliver() -> list[Letter]:
    db.session.execute(sa.delete(OutboxItem).where(OutboxItem.event != "ballot-reminder"))
    db.session.commit()
    mailer = NullMailer()
    Worker(mailer).once()
    return mailer.letters


def end_of(ballot: Ballot) -> datetime:
    assert ballot.closes_at is not None
    return ballot.closes_at


def before_end(ballot: Ballot, left: timedelta):  # type: ignore[no-untyped-def]  # time-machine's own type
    return time_machine.travel(end_of(ballot) - left, tick=False)


def paper(*, count: int = 1, closes: timedelta = 14 * DAY) -> list[Ballot]:
    about = [proposals.published() for _ in range(count)]
    found = councils.scheduled(*about, opens=timedelta(hours=-1), closes=closes)
    for ballot in found:
        ballots.bring_up_to_date(SYSTEM, ballot.id)
    return found


def test_only_those_without_a_vote_are_reminded_and_each_once_a_notice(app: Flask) -> None:
    voted, silent, stranger = councils.member(), councils.member(), councils.councillor()
    (ballot,) = paper()
    ballots.cast(voted.actor, ballot.id, councils.vote(voted.seat))
    assert stranger.id
    assert remind_due(end_of(ballot) - 7 * DAY - timedelta(minutes=1)) == 0
    with before_end(ballot, 7 * DAY):
        assert remind_due(now()) == 1
        with counted() as statements:
            assert remind_due(now()) == 0
        assert len(statements) == 2
        assert not [each for each in statements if each.startswith("INSERT")]
    with before_end(ballot, DAY):
        assert remind_due(now()) == 1
        assert remind_due(now()) == 0
    assert remind_due(end_of(ballot) + timedelta(seconds=1)) == 0
    assert reminded() == [silent.account.id, silent.account.id]


def test_several_questions_and_seats_make_one_letter_with_what_is_missing(app: Flask) -> None:
    member = councils.member()
    second = councils.councillor(councils.council("57480"))
    second.councillor_id = member.seat.councillor_id
    db.session.flush()
    first, other, third = paper(count=3)
    for seat in (member.seat, second):
        ballots.cast(member.actor, first.id, councils.vote(seat))
    ballots.cast(member.actor, other.id, councils.vote(member.seat))
    for ballot, word in ((first, "pommier"), (other, "poirier"), (third, "cerisier")):
        ballot.question = {"fr": f"Un {word} ?", "de": f"Ein {word}?"}
    with before_end(first, 7 * DAY):
        assert remind_due(now()) == 1
        (letter,) = deliver()
    assert "poirier" in letter.text
    assert "cerisier" in letter.text
    assert "pommier" not in letter.text


@pytest.mark.parametrize(
    ("closes", "left", "expected"),
    [
        (5 * DAY, 5 * DAY - timedelta(hours=2), 0),
        (5 * DAY, DAY, 1),
        (timedelta(hours=20), timedelta(hours=1), 0),
    ],
)
def test_a_short_paper_has_no_notice_that_would_come_with_its_opening(
    app: Flask, closes: timedelta, left: timedelta, expected: int
) -> None:
    councils.member()
    (ballot,) = paper(closes=closes)
    assert remind_due(end_of(ballot) - left) == expected


def test_a_worker_that_was_down_says_the_time_that_is_really_left(app: Flask) -> None:
    councils.member()
    (ballot,) = paper()
    with before_end(ballot, 5 * DAY):
        remind_due(now())
        (letter,) = deliver()
    assert "5" in letter.subject
    assert "7" not in letter.subject
    with before_end(ballot, timedelta(hours=20)):
        remind_due(now())
        (letter,) = deliver()
    assert "20" in letter.subject


def test_a_letter_that_waited_for_days_is_not_sent_any_more(app: Flask) -> None:
    councils.member()
    (ballot,) = paper()
    with before_end(ballot, 7 * DAY):
        remind_due(now())
        db.session.commit()
    with before_end(ballot, 5 * DAY):
        assert deliver() == []


def test_who_votes_before_the_letter_is_written_gets_none(app: Flask) -> None:
    member = councils.member()
    (ballot,) = paper()
    with before_end(ballot, DAY):
        remind_due(now())
        ballots.cast(member.actor, ballot.id, councils.vote(member.seat))
        assert deliver() == []
    assert db.session.scalars(sa.select(OutboxItem.status)).all() == [OutboxStatus.DROPPED]


def test_a_suspended_ballot_reminds_nobody_neither_before_nor_at_sending(app: Flask) -> None:
    councils.member()
    (ballot,) = paper()
    with before_end(ballot, DAY):
        ballots.suspend(SYSTEM, ballot.id)
        assert remind_due(now()) == 0
        ballots.resume(SYSTEM, ballot.id)
        assert remind_due(now()) == 1
        ballots.suspend(SYSTEM, ballot.id)
        assert deliver() == []


def test_a_mandate_that_ended_is_not_reminded(app: Flask) -> None:
    member = councils.member()
    (ballot,) = paper()
    seats.end_seat(SYSTEM, member.seat.id, councils.today())
    assert remind_due(end_of(ballot) - DAY) == 0


def test_a_partner_and_the_councillors_are_reminded_each_of_their_own(app: Flask) -> None:
    ours = councils.member()
    partner = councils.partner_council()
    theirs = councils.member(partner)
    proposal = proposals.published()
    (ballot,) = paper()
    other = councils.opened(proposal, assembly_id=partner.id)
    ballots.cast(theirs.actor, other.id, councils.vote(theirs.seat))
    assert remind_due(end_of(ballot) - DAY) == 1
    assert reminded() == [ours.account.id]


def test_the_command_and_the_worker_both_remind(app: Flask) -> None:
    councils.member()
    (ballot,) = paper()
    db.session.commit()
    with before_end(ballot, DAY):
        answer = app.test_cli_runner().invoke(args=["ballots", "due"])
        assert "1 to be reminded" in answer.output
        assert len(deliver()) == 1
        assert deliver() == []
