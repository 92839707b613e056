"""Whoever moves a proposal goes through one table, and moderation's and the ballots' deeds follow it."""

import itertools

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.kernel.errors import Conflict, IllegalTransition, Invalid
from consult.models.accounts import Account
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.proposals import Proposal, ProposalVersion, Support
from consult.queries import proposals as queries
from consult.rules.lifecycle import (
    TRANSITIONS,
    ProposalState,
    Review,
    Visibility,
)
from consult.services import proposals
from consult.services.proposals import ProposalFields
from tests.factories import people
from tests.factories import proposals as stories

PAIRS = list(itertools.product(ProposalState, ProposalState))


def newest(proposal: Proposal) -> ProposalVersion:
    db.session.flush()
    return queries.newest_version(proposal)


def change(proposal: Proposal, title: str, body: str = stories.BODY) -> ProposalVersion:
    author = db.session.get(Account, proposal.author_id)
    fields = ProposalFields(title=title, body=body, chantier_number=4, language="fr")
    proposals.save(people.actor(author), proposal.id, fields, queries.edition(proposal))
    return newest(proposal)


def test_every_step_of_the_table_is_taken_and_no_other(app):
    proposal = stories.draft()
    for before, after in PAIRS:
        proposal.state = before
        if (before, after) in TRANSITIONS:
            proposals.move(SYSTEM, proposal, after)
            assert proposal.state is after
            continue
        with pytest.raises(IllegalTransition):
            proposals.move(SYSTEM, proposal, after)
        assert proposal.state is before
    lines = db.session.scalars(sa.select(JournalEntry).where(JournalEntry.subject_id == proposal.id)).all()
    walked = {(line.facts["before"], line.event.removeprefix("proposal.")) for line in lines}
    assert walked == {(before.value, after.value) for before, after in TRANSITIONS}


def test_publishing_shows_the_accepted_text(app):
    proposal = stories.submitted()
    version = newest(proposal)
    proposals.publish(SYSTEM, proposal, version)
    assert (proposal.state, version.review) == (ProposalState.PUBLISHED, Review.ACCEPTED)
    assert proposal.published_at is not None
    with pytest.raises(Conflict) as conflict:
        proposals.publish(SYSTEM, proposal, version)
    assert conflict.value.code == "already_decided"


def test_a_small_change_is_shown_quietly_and_a_large_one_told_to_supporters(app):
    proposal = stories.published_with_supports(3, body=stories.BODY.strip())
    version = change(proposal, proposal.title, stories.BODY.replace("arbres", "pommiers", 1))
    proposals.publish(SYSTEM, proposal, version)
    assert "pommiers" in proposal.body
    assert proposal.shown_version == 2
    assert db.session.scalars(sa.select(OutboxItem)).all() == []
    version = change(proposal, proposal.title, "Nous voulons tout autre chose : une piscine chauffée. " * 4)
    proposals.publish(SYSTEM, proposal, version)
    db.session.flush()
    told = db.session.scalars(sa.select(OutboxItem)).all()
    supporters = set(db.session.scalars(sa.select(Support.account_id)))
    assert {item.account_id for item in told} == supporters
    assert {item.event for item in told} == {"proposal-changed"}


def test_only_the_newest_version_is_decided_on(app):
    proposal = stories.published()
    second = change(proposal, "Un verger et des ruches")
    change(proposal, "Un verger, des ruches, un banc")
    for deed in (proposals.publish, proposals.return_to_author):
        with pytest.raises(Conflict) as conflict:
            deed(SYSTEM, proposal, second)
        assert conflict.value.code == "newer_version"


def test_returning_sends_it_back_and_an_unchanged_text_is_not_sent_again(app):
    author = people.participant()
    proposal = stories.submitted(author)
    proposals.return_to_author(SYSTEM, proposal, newest(proposal))
    assert proposal.state is ProposalState.RETURNED
    with pytest.raises(Invalid):
        proposals.submit(people.actor(author), proposal.id)
    change(proposal, "Un verger mieux expliqué")
    proposals.submit(people.actor(author), proposal.id)
    proposals.publish(SYSTEM, proposal, newest(proposal))
    assert (proposal.state, proposal.shown_version) == (ProposalState.PUBLISHED, 2)


def test_a_refused_change_leaves_the_public_text(app):
    proposal = stories.published()
    version = change(proposal, "Un titre que l’on refuse")
    proposals.return_to_author(SYSTEM, proposal, version)
    assert (proposal.state, proposal.shown_version) == (ProposalState.PUBLISHED, 1)
    assert proposal.title != version.title


def test_no_text_changes_while_councillors_vote(app):
    proposal = stories.published()
    version = change(proposal, "Un changement de dernière minute")
    proposals.enter_ballot(SYSTEM, proposal)
    with pytest.raises(IllegalTransition):
        proposals.publish(SYSTEM, proposal, version)
    proposals.leave_ballot(SYSTEM, proposal)
    proposals.publish(SYSTEM, proposal, version)


def test_a_proclaimed_vote_starts_the_clock_once(app):
    proposal = stories.published()
    proposals.enter_ballot(SYSTEM, proposal)
    proposals.record_vote(SYSTEM, proposal)
    due = proposal.answer_due_at
    assert due is not None
    proposals.enter_ballot(SYSTEM, proposal)
    proposals.record_vote(SYSTEM, proposal)
    assert proposal.answer_due_at == due


def test_withholding_is_noted_once(app):
    proposal = stories.published()
    proposals.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
    proposals.set_visibility(SYSTEM, proposal, Visibility.HIDDEN)
    db.session.flush()
    lines = db.session.scalars(
        sa.select(JournalEntry.event).where(JournalEntry.subject_id == proposal.id)
    ).all()
    assert lines == ["proposal.made_hidden"]
    assert queries.cards() == []
