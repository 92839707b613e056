"""What arrives on paper, by telephone or at a meeting is entered once, with a receipt."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from consult.kernel.actor import Role
from consult.kernel.db import db
from consult.kernel.errors import Invalid, NotAllowed, NotFound
from consult.models.notifications import OutboxItem
from consult.queries import proposals as queries
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Channel
from consult.rules.permissions import Permission, allows
from consult.services import proposals
from consult.services.proposals import Arrival, ProposalFields
from tests.factories import people
from tests.factories import proposals as stories

FIELDS = ProposalFields(title="Un banc devant la mairie", body=stories.BODY, chantier_number=4)
PAPER = Arrival(Channel.PAPER, "Odile R.")


def test_an_entry_goes_to_the_queue_with_a_receipt_and_no_account(app):
    staff = people.actor(people.with_role(Role.EDITOR, 4))
    proposal = proposals.enter_on_behalf(staff, FIELDS, PAPER)
    db.session.flush()
    assert proposal.state is ProposalState.SUBMITTED
    assert (proposal.author_id, proposal.entered_by_id) == (None, staff.account_id)
    assert (proposal.channel, proposal.behalf_name) == (Channel.PAPER, "Odile R.")
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", proposal.receipt_code)
    assert proposal.support_count == 0
    assert db.session.scalars(sa.select(OutboxItem)).all() == []
    assert queries.receipt(staff, proposal.id).receipt_code == proposal.receipt_code


def test_only_staff_of_the_chantier_enter(app):
    for account in (people.participant(), people.with_role(Role.EDITOR, 5)):
        with pytest.raises(NotAllowed):
            proposals.enter_on_behalf(people.actor(account), FIELDS, PAPER)


def test_nobody_decides_on_what_they_entered(app):
    staff = people.actor(people.with_role(Role.MODERATOR))
    proposal = proposals.enter_on_behalf(staff, FIELDS, PAPER)
    assert not allows(staff, Permission.MODERATE, proposal.facts)


def test_the_same_form_or_text_is_not_entered_twice(app):
    staff = people.actor(people.with_role(Role.CLERK))
    first = proposals.enter_on_behalf(staff, FIELDS, replace(PAPER, paper_code=" k7qf 2m9p "))
    assert first.receipt_code == "K7QF-2M9P"
    with pytest.raises(Invalid) as refusal:
        proposals.enter_on_behalf(staff, FIELDS, PAPER)
    assert refusal.value.code == "entered_before"
    other = replace(FIELDS, title="Un autre banc, ailleurs")
    with pytest.raises(Invalid) as refusal:
        proposals.enter_on_behalf(staff, other, replace(PAPER, paper_code="K7QF-2M9P"))
    assert refusal.value.code == "code_used"
    with pytest.raises(Invalid) as refusal:
        proposals.enter_on_behalf(staff, other, replace(PAPER, paper_code="IOIO-0000"))
    assert refusal.value.code == "code_form"


@pytest.mark.parametrize(
    ("fields", "arrival", "field"),
    [
        ({"body": "court"}, {}, "body"),
        ({}, {"name": " "}, "name"),
        ({}, {"channel": Channel.ONLINE}, "channel"),
    ],
)
def test_an_incomplete_entry_is_refused(app, fields, arrival, field):
    staff = people.actor(people.with_role(Role.EDITOR))
    with pytest.raises(Invalid) as refusal:
        proposals.enter_on_behalf(staff, replace(FIELDS, **fields), replace(PAPER, **arrival))
    assert refusal.value.field == field


def test_receipts_are_for_staff(app):
    staff = people.actor(people.with_role(Role.EDITOR, 4))
    proposal = proposals.enter_on_behalf(staff, FIELDS, PAPER)
    for reader in (people.participant(), people.with_role(Role.EDITOR, 5)):
        with pytest.raises(NotFound):
            queries.receipt(people.actor(reader), proposal.id)
    with pytest.raises(NotFound):
        queries.receipt(staff, stories.published().id)
