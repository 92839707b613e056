"""One person, one support; the count is exact; neighbours are told apart, not counted apart."""

import pytest
import sqlalchemy as sa

from consult.kernel.actor import SYSTEM, VISITOR
from consult.kernel.db import db
from consult.kernel.errors import Conflict, NotAllowed, NotFound
from consult.kernel.territory import territory
from consult.models.journal import JournalEntry
from consult.models.proposals import Proposal, Support
from consult.rules.lifecycle import OPEN_STATES, ProposalState, Visibility
from consult.services import proposals
from tests.factories import people
from tests.factories import proposals as stories


def counts(proposal: Proposal) -> tuple[int, int, int]:
    """Kept count, kept count of neighbours, rows."""
    rows = db.session.scalar(
        sa.select(sa.func.count()).select_from(Support).where(Support.proposal_id == proposal.id)
    )
    return proposal.support_count, proposal.neighbour_support_count, rows


def test_a_support_counts_once(app):
    proposal, person = stories.published(), people.actor(people.participant())
    proposals.support(person, proposal.id)
    with pytest.raises(Conflict) as conflict:
        proposals.support(person, proposal.id)
    assert conflict.value.code == "already_supported"
    assert counts(proposal) == (1, 0, 1)


def test_neighbours_are_known_by_where_they_live(app):
    proposal = stories.published()
    proposals.support(people.actor(people.neighbour()), proposal.id)
    proposals.support(people.actor(people.participant(origin="germany_other")), proposal.id)
    proposals.support(people.actor(people.participant()), proposal.id)
    assert counts(proposal) == (3, 1, 3)


def test_a_withdrawn_support_is_gone_and_may_be_given_again(app):
    proposal, person = stories.published(), people.actor(people.neighbour())
    proposals.support(person, proposal.id)
    proposals.withdraw_support(person, proposal.id)
    assert counts(proposal) == (0, 0, 0)
    with pytest.raises(Conflict):
        proposals.withdraw_support(person, proposal.id)
    proposals.support(person, proposal.id)
    assert counts(proposal) == (1, 1, 1)


@pytest.mark.parametrize("state", list(ProposalState))
def test_supports_are_open_only_while_the_debate_is(app, state):
    proposal, person = stories.in_state(state), people.actor(people.participant())
    if state in OPEN_STATES:
        assert proposals.support(person, proposal.id).support_count == 1
        return
    with pytest.raises(NotAllowed):
        proposals.support(person, proposal.id)
    with pytest.raises(NotAllowed):
        proposals.withdraw_support(person, proposal.id)
    assert counts(proposal) == (0, 0, 0)


def test_who_may_not_support(app):
    proposal, hidden = stories.published(), stories.published(visibility=Visibility.HIDDEN)
    person = people.actor(people.participant())
    for actor, number in (
        (VISITOR, proposal.id),
        (people.actor(people.participant(confirmed_at=None)), proposal.id),
        (SYSTEM, proposal.id),
        (person, hidden.id),
    ):
        with pytest.raises(NotAllowed):
            proposals.support(actor, number)
    with pytest.raises(NotFound):
        proposals.support(person, 999_999)


def test_the_threshold_starts_the_clock_once(app):
    threshold = territory().settings["support_threshold"]
    proposal = stories.published(support_count=threshold - 2)
    first, second, third = (people.actor(people.participant()) for _ in range(3))
    proposals.support(first, proposal.id)
    assert proposal.answer_due_at is None
    proposals.support(second, proposal.id)
    due = proposal.answer_due_at
    assert due is not None
    proposals.withdraw_support(second, proposal.id)
    proposals.support(third, proposal.id)
    db.session.flush()
    assert proposal.answer_due_at == due
    reached = db.session.scalars(
        sa.select(JournalEntry).where(JournalEntry.event == "proposal.threshold_reached")
    ).all()
    assert [line.facts for line in reached] == [{"supports": threshold}]


def test_the_journal_says_who_without_saying_for_whom(app):
    keeper = people.participant()
    organisation = people.organisation(keeper)
    proposal = stories.published(keeper, organisation_id=organisation.id)
    proposals.support(people.actor(keeper), proposal.id)
    db.session.flush()
    line = db.session.scalar(sa.select(JournalEntry).where(JournalEntry.event == "support.given"))
    assert (line.actor_id, line.organisation_id, line.subject_id) == (keeper.id, None, proposal.id)
