"""What deeds owe, and how the worker claims, sends, retries and gives up."""

from datetime import timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways.mail import Letter, MailError, NullMailer, Refused, Unreachable
from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.models.notifications import OutboxItem, OutboxStatus
from consult.services import notifications, outbox
from tests.factories import people, proposals


class Troubled(NullMailer):
    """A mailer that raises ``trouble`` for the first letters, then recovers."""

    def __init__(self, trouble: Exception, times: int = 1000) -> None:
        super().__init__()
        self.trouble, self.times = trouble, times

    def deliver(self, letter: Letter) -> None:
        self.times -= 1
        if self.times >= 0:
            raise self.trouble
        super().deliver(letter)


def owe(count: int = 1) -> list[int]:
    """Tell ``count`` people that a proposal they support has changed."""
    proposal = proposals.published()
    readers = [people.participant() for _ in range(count)]
    outbox.tell("proposal-changed", [reader.id for reader in readers], "k", proposal_id=proposal.id)
    db.session.commit()
    return list(db.session.scalars(sa.select(OutboxItem.id).order_by(OutboxItem.id)))


def item(item_id: int) -> OutboxItem:
    db.session.expire_all()
    found = db.session.get(OutboxItem, item_id)
    assert found is not None
    return found


def test_the_same_key_is_owed_once_to_each_person(app: Flask) -> None:
    anne, bert = people.participant(), people.participant()
    outbox.tell("role-granted", [anne.id, bert.id, anne.id, None], "7", role="editor")
    outbox.tell("role-granted", iter([anne.id]), "7", role="editor")
    outbox.tell("role-granted", [anne.id], "8", role="editor")
    rows = db.session.execute(sa.select(OutboxItem.account_id, OutboxItem.status)).all()
    assert sorted(rows) == sorted(
        [(anne.id, OutboxStatus.WAITING), (anne.id, OutboxStatus.WAITING), (bert.id, OutboxStatus.WAITING)]
    )


def test_many_people_are_told_from_a_stream(app: Flask) -> None:
    ids = [people.participant().id for _ in range(1203)]
    outbox.tell("role-granted", (number for number in ids), "x", role="editor")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxItem)) == 1203


def test_a_letter_leaves_once_and_is_marked_sent(app: Flask) -> None:
    (first,) = owe()
    mailer = NullMailer()
    assert Worker(mailer).once() == 1
    assert Worker(mailer).once() == 0
    assert len(mailer.letters) == 1
    assert item(first).status is OutboxStatus.SENT
    assert item(first).sent_at is not None


def test_more_than_a_batch_is_sent(app: Flask) -> None:
    owe(notifications.BATCH + 3)
    mailer = NullMailer()
    assert Worker(mailer).once() == notifications.BATCH + 3
    assert len({letter.key for letter in mailer.letters}) == notifications.BATCH + 3


def test_what_is_claimed_belongs_to_one_worker_until_the_claim_is_old(app: Flask) -> None:
    (first,) = owe()
    with writing():
        dead = notifications.claim()
    assert dead.item_ids == (first,)
    assert not notifications.waiting()
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        mailer = NullMailer()
        assert Worker(mailer).once() == 1
        with writing():  # the worker thought dead comes back: its claim no longer counts
            assert notifications.write(dead, first) is None
            notifications.sent(dead, first)
    assert item(first).attempts == 1


def test_a_letter_sent_again_after_a_kill_has_the_same_key(app: Flask) -> None:
    (first,) = owe()
    with writing():
        killed = notifications.claim()
        before = notifications.write(killed, first)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        mailer = NullMailer()
        Worker(mailer).once()
    assert before is not None
    assert mailer.letters[0].key == before.key


def test_a_failure_is_tried_again_ever_later_and_given_up_after_eight(app: Flask) -> None:
    (first,) = owe()
    moment, waits = now(), []
    for _ in range(8):
        with time_machine.travel(moment, tick=False):
            Worker(Troubled(MailError("451"))).send_batch()
        failed = item(first)
        if failed.status is OutboxStatus.WAITING:
            waits.append((failed.due_at - moment) // timedelta(minutes=1))
            moment = failed.due_at
    assert waits == [1, 4, 16, 64, 256, 1024, 1440]
    assert (failed.status, failed.attempts, failed.problem) == (OutboxStatus.FAILED, 8, "451")


def test_a_mailbox_that_does_not_exist_is_not_tried_again(app: Flask) -> None:
    (first,) = owe()
    Worker(Troubled(Refused("recipient refused with 550"))).send_batch()
    assert item(first).status is OutboxStatus.FAILED


def test_a_bad_letter_does_not_keep_the_others_back(app: Flask) -> None:
    first, second = owe(2)
    mailer = Troubled(ValueError("someone@example.org"), times=1)
    Worker(mailer).send_batch()
    assert len(mailer.letters) == 1
    assert item(first).problem == "ValueError"  # never the words of others: they may hold an address
    assert item(second).status is OutboxStatus.SENT


def test_while_the_server_is_silent_only_one_letter_spends_an_attempt(app: Flask) -> None:
    ids = owe(5)
    worker = Worker(Troubled(Unreachable("ConnectionRefusedError")))
    assert worker.mail_unless_silent() is False
    assert worker.mail_unless_silent() is False  # pauses: nothing is tried
    assert sorted(item(number).attempts for number in ids) == [0, 0, 0, 0, 1]
    assert {item(number).status for number in ids} == {OutboxStatus.WAITING}


def test_a_stopping_worker_puts_back_what_it_has_not_sent(app: Flask) -> None:
    ids = owe(3)
    mailer = NullMailer()
    worker = Worker(mailer)
    mailer.deliver = lambda letter: worker.stopping.set()  # type: ignore[method-assign]  # stop at the first
    worker.send_batch()
    assert [item(number).status for number in ids] == [
        OutboxStatus.SENT,
        OutboxStatus.WAITING,
        OutboxStatus.WAITING,
    ]
