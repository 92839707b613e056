"""The programme of the demonstration goes on in steps, and what people do in it keeps to the phases."""

from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from consult.gateways import demo_files
from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.comments import Comment
from consult.models.offers import Offer
from consult.models.programme import Action, ActionUpdate, Phase
from consult.models.proposals import Proposal, Support
from consult.rules.phases import Contribution, admitted, of_kind
from consult.rules.programme import PhaseKind, is_current
from tests.support.demonstration import MIDNIGHT, everything, lines


def test_what_residents_bring_is_what_the_phases_of_that_day_admit(told: Flask) -> None:
    """The three chantiers whose process is dated each stand in another phase today."""
    dated = demo_files.read().processes
    phases = {number: [row for row in everything(Phase) if row.chantier_number == number] for number in dated}
    chantiers = {row.id: row.chantier_number for row in everything(Proposal) if row.chantier_number in dated}
    kinds = {row.id: row.kind for row in everything(Proposal)}
    sent = [(line.subject_id, line.at) for line in lines("proposal.submitted")]
    brought = [(number, of_kind(kinds[number]), at) for number, at in sent]
    brought += [(row.proposal_id, Contribution.SUPPORT, row.created_at) for row in everything(Support)]
    brought += [(row.proposal_id, Contribution.DEBATE, row.created_at) for row in everything(Comment)]
    for number, contribution, at in brought:
        if number in chantiers:
            on_that_day = current(phases[chantiers[number]], at)
            assert contribution in admitted(on_that_day), (number, at)
    standing = {number: current(rows, MIDNIGHT) for number, rows in phases.items()}
    assert standing == {4: [PhaseKind.PROPOSE], 8: [PhaseKind.CURATE], 2: [PhaseKind.VOTE]}


def current(phases: list[Phase], at: datetime) -> list[PhaseKind]:
    day = at.astimezone(territory().zone).date()
    return [row.kind for row in phases if is_current(row.starts_on, row.ends_on, day)]


def test_steps_of_actions_come_in_the_order_of_time_and_give_the_status(told: Flask) -> None:
    stories: dict[int, list[ActionUpdate]] = {row.id: [] for row in everything(Action)}
    for step in db.session.scalars(sa.select(ActionUpdate).order_by(ActionUpdate.id)):
        stories[step.action_id].append(step)
    for action in everything(Action):
        days = [step.happened_on for step in stories[action.id]]
        assert days == sorted(days)
        assert action.status is stories[action.id][-1].status
    told_steps = {line.facts["update_id"] for line in lines("action.status_told")}
    assert len(told_steps) == len(demo_files.read().action_steps) == 12


def test_every_offer_has_its_line(told: Flask) -> None:
    assert {line.subject_id for line in lines("offer.made")} == {row.id for row in everything(Offer)}
