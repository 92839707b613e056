"""Editors answer: once, again, for now; who is told, what is refused, and what comes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.kernel.actor import Actor, Role
from consult.kernel.clock import now, today
from consult.kernel.db import db
from consult.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from consult.models.journal import JournalEntry
from consult.models.notifications import OutboxItem
from consult.models.programme import Action, Orientation
from consult.models.proposals import Answer, Proposal, Support
from consult.queries import answers as queries
from consult.rules.lifecycle import ProposalState, Visibility
from consult.rules.participation import Outcome
from consult.rules.programme import ActionKind, ActionStatus, Part, Precision
from consult.services.proposals import answers
from consult.services.proposals.answers import AnswerFields
from tests.factories import people, proposals
from tests.factories.ground import words

FULL = AnswerFields(
    outcome=Outcome.ACCEPTED,
    reasons=words("Le terrain convient.", "Das Gelände ist geeignet."),
    next_steps=words("Plantation en mars", "Pflanzung im März"),
    in_charge=words("Les espaces verts", "Das Grünflächenamt"),
)
INTERIM = AnswerFields(
    outcome=None,
    reasons=words("Une étude est en cours.", "Eine Studie läuft gerade."),
    next_steps={},
    in_charge={},
    full_answer_on=date(2099, 1, 1),
)


def editor(chantier: int | None = 4) -> Actor:
    return people.actor(people.with_role(Role.EDITOR, chantier))


def interim() -> AnswerFields:
    return replace(INTERIM, full_answer_on=(now() + timedelta(days=30)).date())


def action() -> Action:
    made = Action(
        key=f"c04-verger-{now().timestamp()}",
        chantier_number=4,
        orientation_id=db.session.scalars(sa.select(Orientation.id).filter_by(chantier_number=4)).one(),
        position=1,
        kind=ActionKind.ACTION,
        title=words("Planter", "Pflanzen"),
        summary=words("Planter", "Pflanzen"),
        precision=Precision.YEAR,
        starts_on=date(2019, 1, 1),
        ends_on=date(2019, 12, 31),
        hundred_days=False,
        lead=words("La métropole", "Die Metropole"),
        part=Part.LEADS,
        partners=[],
        status=ActionStatus.ANNOUNCED,
    )
    db.session.add(made)
    db.session.flush()
    return made


def told(event: str) -> set[int | None]:
    return set(db.session.scalars(sa.select(OutboxItem.account_id).filter_by(event=event)))


def events(proposal: Proposal) -> list[str]:
    query = sa.select(JournalEntry.event).filter_by(subject_kind="proposal", subject_id=proposal.id)
    return list(db.session.scalars(query.order_by(JournalEntry.id)))


@pytest.mark.parametrize("state", [ProposalState.PUBLISHED, ProposalState.VOTED])
def test_a_full_answer_ends_the_wait_and_everyone_concerned_is_told(app: Flask, state: ProposalState) -> None:
    proposal = proposals.in_state(state)
    supporters = [people.participant() for _ in range(3)]
    for number in (*(person.id for person in supporters), proposal.author_id):
        row = Support(proposal_id=proposal.id, account_id=number, neighbour=False, created_at=now())
        db.session.add(row)
    db.session.flush()
    made = answers.answer(editor(), proposal.id, FULL)
    assert (proposal.state, made.number) == (ProposalState.ANSWERED, 1)
    assert told("answer-given") == {person.id for person in supporters} | {proposal.author_id}
    assert events(proposal) == ["proposal.answered", "answer.given"]


def test_an_interim_answer_leaves_the_clock_running(app: Flask) -> None:
    proposal = proposals.published(answer_due_at=now() + timedelta(days=5))
    due = proposal.answer_due_at
    answers.answer(editor(), proposal.id, interim())
    assert (proposal.state, proposal.answer_due_at) == (ProposalState.PUBLISHED, due)
    assert told("answer-interim") == {proposal.author_id}
    answers.answer(editor(), proposal.id, FULL)
    follow_up = queries.of_proposal(proposal.id)
    assert [answer.number for answer in follow_up.answers] == [2, 1]
    assert follow_up.full is follow_up.newest


def test_a_later_answer_is_a_new_version_beside_the_first(app: Flask) -> None:
    proposal = proposals.published()
    first = answers.answer(editor(), proposal.id, FULL)
    second = answers.answer(editor(), proposal.id, replace(FULL, outcome=Outcome.DECLINED), based_on=1)
    assert (first.outcome, second.outcome) == (Outcome.ACCEPTED, Outcome.DECLINED)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 2
    assert proposal.state is ProposalState.ANSWERED


def test_of_two_editors_the_second_sees_the_first_ones_answer(app: Flask) -> None:
    proposal = proposals.published()
    answers.answer(editor(), proposal.id, FULL, based_on=0)
    with pytest.raises(Invalid) as refusal:
        answers.answer(editor(), proposal.id, FULL, based_on=0)
    assert refusal.value.code == "answered_meanwhile"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reasons": {"fr": "Le terrain convient."}}, "reasons_de"),
        ({"reasons": {"fr": "Court", "de": "Das Gelände ist geeignet."}}, "reasons_fr"),
        ({"in_charge": {}}, "in_charge_fr"),
        ({"next_steps": {"fr": "x" * 2001, "de": "Pflanzung"}}, "next_steps_fr"),
        ({"full_answer_on": date(2099, 1, 1)}, "full_answer_on"),
        ({"outcome": None}, "full_answer_on"),
        ({"outcome": None, "full_answer_on": date(2019, 1, 1)}, "full_answer_on"),
        ({"outcome": None, "full_answer_on": date(2199, 1, 1)}, "full_answer_on"),
    ],
)
def test_what_an_answer_lacks_is_named_at_its_field(
    app: Flask, change: dict[str, object], field: str
) -> None:
    proposal = proposals.published()
    with pytest.raises(Invalid) as refusal:
        answers.answer(editor(), proposal.id, replace(FULL, **change))  # type: ignore[arg-type]  # real fields
    assert refusal.value.field == field
    assert proposal.state is ProposalState.PUBLISHED


@pytest.mark.parametrize(
    ("state", "fields", "code"),
    [
        (ProposalState.IN_BALLOT, FULL, "no_answer_now"),
        (ProposalState.WITHDRAWN, FULL, "no_answer_now"),
        (ProposalState.MERGED, FULL, "no_answer_now"),
        (ProposalState.ANSWERED, INTERIM, "already_answered"),
        (ProposalState.DRAFT, FULL, "not_now"),
        (ProposalState.SUBMITTED, FULL, "not_now"),
    ],
)
def test_states_that_admit_no_answer(
    app: Flask, state: ProposalState, fields: AnswerFields, code: str
) -> None:
    proposal = proposals.in_state(state)
    asked = fields if fields.outcome else interim()
    with pytest.raises(DomainError) as refusal:
        answers.answer(editor(), proposal.id, asked)
    assert refusal.value.code == code
    assert proposal.state is state


def test_only_the_chantiers_editor_answers(app: Flask) -> None:
    proposal = proposals.published()
    for stranger in (
        editor(5),
        people.actor(people.participant()),
        people.actor(people.with_role(Role.ADMINISTRATOR)),
        people.actor(people.with_role(Role.MODERATOR)),
    ):
        with pytest.raises(NotAllowed):
            answers.answer(stranger, proposal.id, FULL)
    hidden = proposals.published(visibility=Visibility.HIDDEN)
    with pytest.raises(NotAllowed):
        answers.answer(editor(), hidden.id, FULL)
    with pytest.raises(NotFound):
        answers.answer(editor(), 999_999, FULL)


def test_from_promise_to_result(app: Flask) -> None:
    proposal, lead = proposals.published(), editor()
    planted = action()
    with pytest.raises(Conflict):
        answers.link_action(lead, proposal.id, planted.id)
    answers.answer(lead, proposal.id, FULL)
    answers.link_action(lead, proposal.id, planted.id)
    with pytest.raises(Conflict):
        answers.link_action(lead, proposal.id, planted.id)
    with pytest.raises(NotFound):
        answers.link_action(lead, proposal.id, 999_999)
    assert [step.id for step in queries.of_proposal(proposal.id).actions] == [planted.id]
    with pytest.raises(Conflict):
        answers.finish(lead, proposal.id)
    answers.start(lead, proposal.id)
    answers.finish(lead, proposal.id)
    assert proposal.state is ProposalState.DONE
    answers.unlink_action(lead, proposal.id, planted.id)
    with pytest.raises(NotFound):
        answers.unlink_action(lead, proposal.id, planted.id)
    assert events(proposal)[2:] == [
        "proposal.action_linked",
        "proposal.in_progress",
        "proposal.done",
        "proposal.action_unlinked",
    ]


def test_what_was_declined_is_not_carried_out(app: Flask) -> None:
    proposal, lead = proposals.published(), editor()
    answers.answer(lead, proposal.id, replace(FULL, outcome=Outcome.DECLINED))
    with pytest.raises(Invalid) as refusal:
        answers.start(lead, proposal.id)
    assert refusal.value.code == "nothing_promised"
    with pytest.raises(Conflict):
        answers.start(lead, proposals.published().id)


STEP = words("Les douze arbres sont plantés.", "Die zwölf Bäume sind gepflanzt.")


def test_progress_is_dated_and_told_to_everyone_concerned(app: Flask) -> None:
    proposal, lead = proposals.published_with_supports(2), editor()
    answers.answer(lead, proposal.id, FULL)
    made = answers.note_progress(lead, proposal.id, STEP, today())
    assert [(step.words, step.starts_on) for step in queries.of_proposal(proposal.id).steps] == [
        (STEP, today())
    ]
    told = db.session.scalars(sa.select(OutboxItem.account_id).filter_by(event="follow-up-posted"))
    supporters = db.session.scalars(sa.select(Support.account_id).filter_by(proposal_id=proposal.id))
    assert set(told) == {proposal.author_id, *supporters}
    assert events(proposal)[-1] == "proposal.progress_noted"
    assert made.recorded_by_id == lead.account_id


@pytest.mark.parametrize(
    ("note", "days", "field"),
    [({"fr": STEP["fr"]}, 0, "note_de"), (STEP, 1, "happened_on"), (STEP, -4000, "happened_on")],
)
def test_progress_needs_every_language_and_lies_behind(
    app: Flask, note: dict[str, str], days: int, field: str
) -> None:
    proposal, lead = proposals.published(), editor()
    answers.answer(lead, proposal.id, FULL)
    with pytest.raises(Invalid) as refusal:
        answers.note_progress(lead, proposal.id, note, today() + timedelta(days=days))
    assert refusal.value.field == field


def test_progress_follows_a_promise_and_is_noted_by_the_chantiers_editor(app: Flask) -> None:
    declined, silent, lead = proposals.published(), proposals.published(), editor()
    answers.answer(lead, declined.id, replace(FULL, outcome=Outcome.DECLINED))
    with pytest.raises(Invalid):
        answers.note_progress(lead, declined.id, STEP, today())
    with pytest.raises(Conflict):
        answers.note_progress(lead, silent.id, STEP, today())
    for other in (editor(5), people.actor(people.participant())):
        with pytest.raises(NotAllowed):
            answers.note_progress(other, silent.id, STEP, today())
