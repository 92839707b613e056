"""Checkpoints, receipts and bundles of a real ballot, on both databases."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from consult.cli.work import Worker
from consult.gateways import signing
from consult.gateways.mail import NullMailer
from consult.kernel.actor import SYSTEM, VISITOR
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.kernel.errors import NotFound
from consult.models.ballots import Checkpoint
from consult.models.notifications import OutboxItem
from consult.rules.ballot_log import head_message
from consult.rules.bundles import verify
from consult.rules.voting import Choice
from consult.services import ballots
from consult.services.ballots import bundles, checkpoints, receipts
from tests.factories import bundles as factory
from tests.factories import councils
from tests.support.statements import counted
from tests.support.verifying import faults

pytestmark = pytest.mark.usefixtures("app")


def sizes(ballot_id: int) -> list[int]:
    query = sa.select(Checkpoint.size).where(Checkpoint.ballot_id == ballot_id).order_by(Checkpoint.size)
    return list(db.session.scalars(query))


def test_a_ballot_is_signed_when_it_opens_and_when_it_closes(app: Flask) -> None:
    ballot, _members = factory.opinion()
    assert sizes(ballot.id) == [1]
    factory.counted(ballot)
    assert sizes(ballot.id) == [1, ballot.log_size]
    last = db.session.get(Checkpoint, (ballot.id, ballot.log_size))
    assert last is not None
    message = head_message(ballot.id, last.size, ballot.log_head, last.signed_at, last.key_id)
    assert signing.verify(signing.by_id(checkpoints.keys().published()), last.key_id, message, last.signature)


def test_the_same_size_is_signed_once(app: Flask) -> None:
    ballot, _members = factory.opinion()
    first = checkpoints.sign(ballot, now())
    assert checkpoints.sign(ballot, now() + timedelta(hours=3)) is first
    assert sizes(ballot.id) == [1, ballot.log_size]


def test_a_growing_log_is_signed_once_an_hour(app: Flask) -> None:
    """The opening was signed an hour and more ago; after that, each signature rests an hour."""
    ballot, members = factory.opinion()
    late = now() + timedelta(minutes=61)
    assert ballot.id not in checkpoints.due(now())
    assert ballot.id in checkpoints.due(late)
    checkpoints.sign_due(ballot.id, late)
    assert ballot.id not in checkpoints.due(late + timedelta(hours=9))  # nothing new
    ballots.cast(members[6].actor, ballot.id, councils.vote(members[6].seat))
    db.session.flush()
    assert ballot.id not in checkpoints.due(late + timedelta(minutes=59))
    assert ballot.id in checkpoints.due(late + timedelta(minutes=60))


def test_the_worker_and_the_command_sign_what_is_due(app: Flask) -> None:
    ballot, _members = factory.opinion()
    db.session.commit()
    with time_machine.travel(now() + timedelta(hours=2), tick=False):
        Worker(NullMailer()).once()
        assert sizes(ballot.id) == [1, 10]
        told = app.test_cli_runner().invoke(args=["ballots", "due"])
    assert told.exit_code == 0, told.output
    assert "signed" not in told.output


def test_group_leaders_on_the_roll_are_sent_the_last_checkpoint(app: Flask) -> None:
    ballot, members = factory.opinion()
    members[2].seat.leads_group = True
    outside = councils.councillor()
    outside.leads_group = True  # came after the opening, so not on the roll
    factory.counted(ballot)
    rows = db.session.scalars(sa.select(OutboxItem).where(OutboxItem.event == "ballot-checkpoint")).all()
    assert [(row.councillor_id, row.ids) for row in rows] == [
        (members[2].seat.councillor_id, {"ballot_id": ballot.id, "size": ballot.log_size})
    ]
    checkpoints.send_to_leaders(ballot)
    again = sa.select(sa.func.count()).where(OutboxItem.event == "ballot-checkpoint")
    assert db.session.scalar(again) == 1


def test_while_voting_goes_on_a_bundle_tells_no_choice_nonce_or_reason(app: Flask) -> None:
    ballot, members = factory.opinion()
    text = bundles.bundle(ballot.id)
    assert faults(text) == set()
    document = json.loads(text)
    assert (document["openings"], document["figures"], document["outcome"]) == (None, None, None)
    assert b"pommes" not in text
    entries = [factory.first_entry_of(ballot, member) for member in members[:6]]
    for entry in entries:
        assert entry.nonce
        assert entry.nonce.encode() not in text
        assert entry.client_token
        assert entry.client_token.encode() not in text
    for choice in Choice:
        assert f'"{choice.value}"'.encode() not in text.replace(b'"rules"', b"")


def test_a_bundle_follows_the_ballot_to_its_end(app: Flask) -> None:
    ballot, _members = factory.opinion()
    factory.counted(ballot)
    for deed in (ballots.proclaim, ballots.publish):
        deed(SYSTEM, ballot.id)
        verdict = verify(bundles.bundle(ballot.id), signing.verify)
        assert (verdict.faults, verdict.outcome, verdict.recounted) == (frozenset(), "favourable", True)
    assert faults(bundles.bundle(ballot.id)) == set()


@pytest.mark.parametrize("closed", [False, True])
def test_an_annulled_ballot_is_never_opened(app: Flask, closed: bool) -> None:
    ballot, _members = factory.opinion()
    if closed:
        factory.counted(ballot)
    ballots.ask_annulment(councils.clerk(), ballot.id, "Le tirage était faux, tout est à refaire.")
    ballots.confirm_annulment(councils.clerk(), ballot.id)
    document = factory.bundle(ballot)
    assert (document["openings"], document["figures"], document["outcome"]) == (None, None, None)
    assert faults(document) == set()


def test_a_ballot_that_has_not_opened_has_no_bundle(app: Flask) -> None:
    (ballot,) = councils.scheduled()
    with pytest.raises(NotFound):
        bundles.bundle(ballot.id)


def test_a_receipt_proves_the_vote_before_and_after_the_count(app: Flask) -> None:
    ballot, members = factory.opinion()
    mine = receipts.receipt_file(members[3].actor, ballot.id, members[3].seat.id)
    assert (mine["choice"], mine["version"]) == ("blank", 2)
    assert faults(bundles.bundle(ballot.id), [], [mine]) == set()
    factory.counted(ballot)
    assert faults(bundles.bundle(ballot.id), [], [mine]) == set()
    assert receipts.receipt_file(members[3].actor, ballot.id, members[3].seat.id) == mine


def test_nobody_gets_the_receipt_of_somebody_elses_seat(app: Flask) -> None:
    ballot, members = factory.opinion()
    for actor in (VISITOR, councils.clerk(), members[1].actor):
        with pytest.raises(NotFound):
            receipts.receipt_file(actor, ballot.id, members[0].seat.id)
    with pytest.raises(NotFound):  # has not voted
        receipts.receipt_file(members[6].actor, ballot.id, members[6].seat.id)


def test_after_a_rotation_old_checkpoints_still_hold(app: Flask) -> None:
    ballot, members = factory.opinion()
    before = receipts.receipt_file(members[1].actor, ballot.id, members[1].seat.id)
    newer = checkpoints.keys().rotate()
    factory.counted(ballot)
    document = factory.bundle(ballot)
    used = [one["key"] for one in document["checkpoints"]]
    assert used[0] == before["key"] != newer.id == used[-1]
    assert faults(document, [document["checkpoints"][0]], [before]) == set()


def test_a_bundle_takes_a_fixed_number_of_statements(app: Flask) -> None:
    ballot, _members = factory.opinion()
    factory.counted(ballot)
    db.session.commit()
    with counted() as statements:
        bundles.bundle(ballot.id)
    assert len(statements) <= 7, statements
