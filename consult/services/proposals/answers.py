"""Editors answer here for the administration, link the actions that follow, and tell when they are done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from consult.kernel.actor import Actor
from consult.kernel.clock import local_day, now, today
from consult.kernel.db import Localised, db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_text
from consult.models.proposals import Answer, FollowUp, Proposal, ProposalAction
from consult.queries import answers as queries
from consult.queries.moderation import co_author_ids
from consult.queries.proposals import locked, supporter_ids
from consult.rules.answers import (
    FIRST_ANSWER_STATES,
    INTERIM_STATES,
    LATER_ANSWER_STATES,
    check_interim_date,
    check_promise,
    check_step_day,
    check_words,
)
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Outcome
from consult.rules.permissions import Permission, require
from consult.services import journal, outbox, search
from consult.services.proposals.states import move


@dataclass(frozen=True, slots=True)
class AnswerFields:
    """A full answer has an ``outcome``; an interim one instead the day on which the full one comes.

    Words are mappings from language to Markdown.
    """

    outcome: Outcome | None
    reasons: Localised
    next_steps: Localised
    in_charge: Localised
    full_answer_on: date | None = None

    @property
    def interim(self) -> bool:
        return self.outcome is None


def answer(actor: Actor, proposal_id: int, fields: AnswerFields, based_on: int | None = None) -> Answer:
    """Add a version of the answer; a first full one ends the wait. Author and supporters are told.

    ``based_on``: the newest version that the editor had seen (0: none); another since then is ``Invalid``, so
    that the form comes back with both texts. ``Invalid`` too when words or date are missing; ``Conflict``
    when the proposal's state admits no answer.
    """
    proposal = locked(proposal_id)
    require(actor, Permission.ANSWER, proposal.facts)
    fields = _checked(fields)
    if based_on is not None and based_on != queries.newest_number(proposal.id):
        raise Invalid(
            "answered_meanwhile",
            N_("A colleague has answered while you were writing. Read that answer before you send yours."),
        )
    if fields.interim and proposal.state not in INTERIM_STATES:
        raise Conflict(
            "already_answered", N_("This proposal has its full answer, so an interim one is no longer due.")
        )
    if not fields.interim and proposal.state not in LATER_ANSWER_STATES:
        if proposal.state not in FIRST_ANSWER_STATES:
            raise Conflict("no_answer_now", N_("This proposal cannot be answered in its present state."))
        move(actor, proposal, ProposalState.ANSWERED)
    made = _add(actor, proposal, fields)
    search.answer(proposal)
    journal.record(
        actor,
        "answer.interim_given" if fields.interim else "answer.given",
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        answer_id=made.id,
        number=made.number,
        outcome=fields.outcome.value if fields.outcome else None,
    )
    event = "answer-interim" if fields.interim else "answer-given"
    outbox.tell(event, _concerned(proposal), made.id, proposal_id=proposal.id, answer_id=made.id)
    return made


def _checked(fields: AnswerFields) -> AnswerFields:
    needed = territory().content_languages
    further = [(language,) for language in territory().languages if language not in needed]
    parts = {
        name: {code: clean_text(getattr(fields, name).get(code, "")) for code in territory().languages}
        for name in ("reasons", "next_steps", "in_charge")
    }
    for name, words in parts.items():
        check_words(words, needed, name, required=name == "reasons" or not fields.interim)
        for language in further:
            check_words(words, language, name, required=False)
    if fields.interim:
        check_interim_date(fields.full_answer_on, today())
    elif fields.full_answer_on is not None:
        raise Invalid(
            "full_and_interim", N_("A full answer has no date for a later one."), field="full_answer_on"
        )
    return AnswerFields(fields.outcome, **parts, full_answer_on=fields.full_answer_on)


def _add(actor: Actor, proposal: Proposal, fields: AnswerFields) -> Answer:
    made = Answer(
        proposal_id=proposal.id,
        number=queries.newest_number(proposal.id) + 1,
        outcome=fields.outcome,
        reasons=fields.reasons,
        next_steps=fields.next_steps,
        in_charge=fields.in_charge,
        full_answer_on=fields.full_answer_on,
        answered_by_id=actor.account_id,
        answered_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _concerned(proposal: Proposal) -> Iterator[int | None]:
    yield proposal.author_id
    yield from co_author_ids(proposal.id)
    yield from supporter_ids(proposal.id)


def link_action(actor: Actor, proposal_id: int, action_id: int) -> None:
    """Say that this action carries the answered proposal out; once is enough."""
    proposal = _answered(actor, proposal_id)
    if not queries.action_exists(action_id):
        raise NotFound("no_action", N_("There is no such action."))
    if queries.link(proposal.id, action_id) is not None:
        raise Conflict("already_linked", N_("This action is linked already."))
    db.session.add(
        ProposalAction(
            proposal_id=proposal.id, action_id=action_id, linked_by_id=actor.account_id, linked_at=now()
        )
    )
    _record(actor, "proposal.action_linked", proposal, action_id)


def unlink_action(actor: Actor, proposal_id: int, action_id: int) -> None:
    """Take a link back that was made in error."""
    proposal = _answered(actor, proposal_id)
    found = queries.link(proposal.id, action_id)
    if found is None:
        raise NotFound
    db.session.delete(found)
    _record(actor, "proposal.action_unlinked", proposal, action_id)


def note_progress(actor: Actor, proposal_id: int, note: Localised, happened_on: date) -> FollowUp:
    """Tell what was done of what an answer promised. Author, co-authors and supporters are told by mail.

    ``note``: plain words by language. ``Conflict`` before an answer and after one that promises
    nothing; ``Invalid`` for missing words, for a day to come
    and for one before the proposal was public.
    """
    proposal = _answered(actor, proposal_id)
    full = queries.of_proposal(proposal.id).full
    check_promise(full.outcome if full is not None else None)
    words = {code: clean_text(note.get(code, "")) for code in territory().languages}
    check_words(words, territory().content_languages, "note", required=True)
    check_step_day(happened_on, today(), local_day(proposal.published_at or proposal.created_at))
    made = FollowUp(
        proposal_id=proposal.id,
        note={code: text for code, text in words.items() if text},
        happened_on=happened_on,
        recorded_by_id=actor.account_id,
        recorded_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    journal.record(
        actor,
        "proposal.progress_noted",
        "proposal",
        proposal.id,
        chantier=proposal.chantier_number,
        follow_up_id=made.id,
        happened_on=happened_on.isoformat(),
    )
    outbox.tell(
        "follow-up-posted", _concerned(proposal), made.id, proposal_id=proposal.id, follow_up_id=made.id
    )
    return made


def start(actor: Actor, proposal_id: int) -> Proposal:
    """What was promised is under way; a declined proposal is refused."""
    return _advance(actor, proposal_id, ProposalState.IN_PROGRESS)


def finish(actor: Actor, proposal_id: int) -> Proposal:
    """What was promised is done."""
    return _advance(actor, proposal_id, ProposalState.DONE)


def _advance(actor: Actor, proposal_id: int, state: ProposalState) -> Proposal:
    proposal = locked(proposal_id)
    require(actor, Permission.ANSWER, proposal.facts)
    if proposal.state in LATER_ANSWER_STATES:
        full = queries.of_proposal(proposal.id).full
        check_promise(full.outcome if full is not None else None)
    move(actor, proposal, state)
    return proposal


def _answered(actor: Actor, proposal_id: int) -> Proposal:
    proposal = locked(proposal_id)
    require(actor, Permission.ANSWER, proposal.facts)
    if proposal.state not in LATER_ANSWER_STATES:
        raise Conflict("not_answered", N_("What follows an answer can be told once there is one."))
    return proposal


def _record(actor: Actor, event: str, proposal: Proposal, action_id: int) -> None:
    journal.record(
        actor, event, "proposal", proposal.id, chantier=proposal.chantier_number, action_id=action_id
    )
