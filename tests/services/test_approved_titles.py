"""No machine's words go before the councillors unless a person has approved them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import SYSTEM, Role
from consult.kernel.db import db
from consult.kernel.errors import Invalid
from consult.models.ballots import Ballot
from consult.models.proposals import Proposal, ProposalVersion
from consult.models.translations import Translation
from consult.queries.translations import approved_title, approved_titles
from consult.rules.lifecycle import Review
from consult.rules.voting import BallotState
from consult.services import ballots, translations
from tests.factories import councils, people, proposals
from tests.factories.translations import by_machine
from tests.support.browser import Browser

MACHINE = "Ein Obstgarten von der Maschine"


@pytest.fixture
def proposal(app: Flask) -> Proposal:
    made = proposals.published()
    by_machine(made, MACHINE)
    return made


def approve(proposal: Proposal) -> None:
    row = by_machine(proposal, MACHINE)
    editor = people.actor(people.with_role(Role.EDITOR))
    translations.accept(editor, row.id, title="Eine Streuobstwiese für alle", body=row.body)


def prepared(proposal: Proposal) -> Ballot:
    paper = ballots.prepare(
        SYSTEM, councils.draft(proposal, opens=timedelta(hours=1), closes=timedelta(days=3))
    )
    return db.session.scalars(sa.select(Ballot).filter_by(paper_id=paper.id)).one()


def test_a_machines_title_is_none_until_a_person_approves_it(proposal: Proposal) -> None:
    assert approved_title(proposal, "de") is None
    assert approved_title(proposal, "fr") == proposal.title
    approve(proposal)
    assert approved_title(proposal, "de") == "Eine Streuobstwiese für alle"
    assert approved_titles([]) == {}


def test_no_ballot_takes_it_over_or_opens_without_a_persons(proposal: Proposal) -> None:
    ballot = prepared(proposal)
    assert ballot.proposal_title == {"fr": proposal.title}
    assert MACHINE not in str(ballot.question)
    with pytest.raises(Invalid) as refusal:
        ballots.schedule(SYSTEM, ballot.paper_id)
    assert refusal.value.field == f"title_de_{ballot.id}"
    assert ballot.state is BallotState.draft


def test_an_approved_title_is_proposed_to_the_clerk(proposal: Proposal) -> None:
    approve(proposal)
    ballot = prepared(proposal)
    assert ballot.proposal_title["de"] == "Eine Streuobstwiese für alle"
    assert "Eine Streuobstwiese für alle" in ballot.question["de"]
    ballots.schedule(SYSTEM, ballot.paper_id)
    assert ballot.state is BallotState.scheduled


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_form_offers_only_what_a_person_approved(app: Flask, proposal: Proposal, language: str) -> None:
    ballot = prepared(proposal)
    clerk = Browser(app).sign_in(people.with_role(Role.CLERK))
    path = f"/{language}/clerk/papers/{ballot.paper_id}/questions"
    assert MACHINE not in clerk.get(path).text
    approve(proposal)
    page = clerk.get(path)
    assert 'value="Eine Streuobstwiese für alle"' in page.text
    assert f'id="title_de_{ballot.id}-hint"' in page.text
    clerk.post(page, "/questions")
    db.session.expire_all()
    assert ballot.proposal_title["de"] == "Eine Streuobstwiese für alle"
    assert "-hint" not in clerk.get(path).text


def test_a_title_refused_since_the_draft_is_not_put_to_the_vote(proposal: Proposal) -> None:
    approve(proposal)
    ballot = prepared(proposal)
    row = db.session.scalars(sa.select(Translation).filter_by(title="Eine Streuobstwiese für alle")).one()
    moderator = people.actor(people.with_role(Role.MODERATOR))
    translations.refuse(moderator, row.id, "Eine Beleidigung im Titel.")
    with pytest.raises(Invalid) as refusal:
        ballots.schedule(SYSTEM, ballot.paper_id)
    found = {refusal.value.field, *(one.field for one in refusal.value.also)}
    assert found == {f"title_de_{ballot.id}", f"question_de_{ballot.id}"}
    assert ballot.state is BallotState.draft


def test_the_title_of_an_older_version_is_not_either(proposal: Proposal) -> None:
    approve(proposal)
    ballot = prepared(proposal)
    proposal.newest_version = proposal.shown_version = 2
    proposal.title = "Une prairie pour les abeilles"
    db.session.add(
        ProposalVersion(
            proposal_id=proposal.id,
            number=2,
            title=proposal.title,
            body=proposal.body,
            language="fr",
            created_at=proposal.created_at,
            review=Review.ACCEPTED,
        )
    )
    db.session.flush()
    with pytest.raises(Invalid) as refusal:
        ballots.schedule(SYSTEM, ballot.paper_id)
    assert {f"title_fr_{ballot.id}", f"title_de_{ballot.id}"} <= {
        refusal.value.field,
        *(one.field for one in refusal.value.also),
    }
