"""What a phase of the chantier forbids is refused in the deed, whatever page was open before."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from consult.kernel.errors import Conflict, Invalid
from consult.models.accounts import Account
from consult.models.proposals import Proposal
from consult.queries.phases import admitted_by
from consult.rules.comments import Stance
from consult.rules.lifecycle import ProposalKind, ProposalState
from consult.rules.participation import Channel
from consult.rules.phases import Contribution
from consult.rules.programme import PhaseKind
from consult.services import comments, proposals
from consult.services.comments import CommentFields
from consult.services.proposals import Arrival, ProposalFields
from tests.factories import people, phases
from tests.factories import proposals as stories

P = PhaseKind


def submit(person: Account, kind: ProposalKind) -> Proposal:
    draft = stories.draft(person, kind=kind)
    return proposals.submit(people.actor(person), draft.id)


def support(person: Account) -> Proposal:
    return proposals.support(people.actor(person), stories.published().id)


def debate(person: Account) -> object:
    words = CommentFields(body="Les enfants pourraient planter ces arbres au printemps.", stance=Stance.FOR)
    return comments.write(people.actor(person), stories.published().id, words)


DEEDS: dict[Contribution, Callable[[Account], object]] = {
    Contribution.PROPOSAL: lambda person: submit(person, ProposalKind.IDEA),
    Contribution.NEED: lambda person: submit(person, ProposalKind.NEED),
    Contribution.SUPPORT: support,
    Contribution.DEBATE: debate,
}


@pytest.mark.parametrize("contribution", Contribution)
@pytest.mark.parametrize("phase", [*PhaseKind, None])
def test_a_deed_succeeds_only_in_phases_that_admit_it(
    app: Flask, phase: PhaseKind | None, contribution: Contribution
) -> None:
    phases.only(4, *([phase] if phase else []))
    person = people.participant()
    if contribution in admitted_by(4):
        DEEDS[contribution](person)
        return
    with pytest.raises((Conflict, Invalid)) as refusal:
        DEEDS[contribution](person)
    assert refusal.value.code == "phase_closed"


def test_nothing_changes_by_a_refused_sending(app: Flask) -> None:
    phases.only(4, P.CURATE)
    person = people.participant()
    draft = stories.draft(person)
    with pytest.raises(Invalid):
        proposals.submit(people.actor(person), draft.id)
    assert (draft.state, draft.submitted_at) == (ProposalState.DRAFT, None)


def test_what_was_returned_may_come_back_after_the_phase(app: Flask) -> None:
    phases.only(4, P.CURATE)
    person = people.participant()
    returned = stories.in_state(ProposalState.RETURNED, person)
    assert proposals.submit(people.actor(person), returned.id).state is ProposalState.SUBMITTED


def test_what_came_on_paper_meets_the_same_phase(app: Flask) -> None:
    phases.only(4, P.VOTE)
    clerk = people.actor(people.with_role(people.Role.CLERK))
    fields = ProposalFields(title="Un verger pour tous", body=stories.BODY, chantier_number=4)
    with pytest.raises(Invalid) as refusal:
        proposals.enter_on_behalf(clerk, fields, Arrival(Channel.PAPER, "Madame Tilleul"))
    assert refusal.value.code == "phase_closed"


def test_a_support_can_be_taken_back_in_any_phase(app: Flask) -> None:
    person, proposal = people.actor(people.participant()), stories.published()
    proposals.support(person, proposal.id)
    phases.only(4, P.VOTE)
    assert proposals.withdraw_support(person, proposal.id).support_count == 0


@pytest.mark.parametrize(
    ("moment", "open_still"),
    [
        (datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 24, 22, 0, 1, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), False),
    ],
    ids=["last second", "first second after", "the night is longer"],
)
def test_a_phase_ends_at_midnight_of_the_territory(app: Flask, moment: datetime, open_still: bool) -> None:
    phases.only(4, P.PROPOSE, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 24))
    with time_machine.travel(moment, tick=False):
        assert (Contribution.SUPPORT in admitted_by(4)) is open_still
