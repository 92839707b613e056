"""Figures of a partner assembly stand beside those of the councillors and never change them."""

import pytest
import time_machine
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.kernel.actor import SYSTEM
from consult.kernel.db import db
from consult.rules.voting import Choice, opinion_outcome, tally
from consult.services import ballots
from tests.factories import councils, proposals

pytestmark = pytest.mark.usefixtures("app")
OWN, THEIRS = 5, 4


def votes(count: int) -> st.SearchStrategy[dict[int, Choice]]:
    """Place on the roll → choice."""
    return st.dictionaries(st.integers(0, count - 1), st.sampled_from(Choice))


def test_votes_of_a_partner_assembly_change_nothing(app: Flask) -> None:
    own = councils.electorate(OWN)
    partner = councils.partner_council()
    theirs = [councils.councillor(partner) for _ in range(THEIRS)]
    proposal = proposals.published()
    ours, beside = councils.opened(proposal), councils.opened(proposal, assembly_id=partner.id)

    @settings(max_examples=30, deadline=None)
    @given(votes(OWN), votes(THEIRS))
    def both_closed(mine: dict[int, Choice], others: dict[int, Choice]) -> None:
        undo = db.session.begin_nested()
        try:
            councils.insert_votes(ours, {own[place].id: choice for place, choice in mine.items()})
            councils.insert_votes(beside, {theirs[place].id: choice for place, choice in others.items()})
            with time_machine.travel(max(councils.after_the_end(ballot) for ballot in (ours, beside))):
                for ballot in (beside, ours):
                    ballots.close(SYSTEM, ballot.id)
            for ballot, choices, roll in ((ours, mine, OWN), (beside, others, THEIRS)):
                expected = tally(choices.values(), roll)
                assert ballot.outcome is opinion_outcome(expected).outcome
                assert (ballot.figures["roll"], ballot.figures["cast"]) == (roll, expected.cast)
                assert (ballot.figures["for"], ballot.figures["no_vote"]) == (expected.for_, expected.no_vote)
        finally:
            undo.rollback()
            db.session.expire_all()

    both_closed()
