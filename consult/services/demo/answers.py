"""The administration's answers, the actions that come of them, and how far they have been carried out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.shapes import AnswerText
from consult.models.proposals import Answer, FollowUp, ProposalAction
from consult.queries import demo as queries
from consult.rules.lifecycle import ProposalState
from consult.services.demo.cast import Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story

_S = ProposalState
#: Actions are linked some minutes after the answer.
LINKED_AFTER = timedelta(minutes=9)


def give_answers(stage: Stage, stories: Sequence[Story], editor: Person) -> None:
    """One answer a story that has one in the files, by the same editor, with its lines."""
    actions = queries.action_ids()
    links = []
    for story in stories:
        answer = story.answer
        if answer is None:
            continue
        at = story.debate_ends if answer.outcome else stage.ago(answer.days_ago) + timedelta(hours=10)
        (number,) = queries.add(Answer, [_row(stage, story, answer, editor) | {"answered_at": at}])
        version, before = len(story.version_ids), _S.PUBLISHED.value
        facts: dict[str, Any] = {
            "answer_id": number,
            "number": 1,
            "outcome": answer.outcome and answer.outcome.value,
        }
        if answer.outcome:
            _tell(stage, story, editor, "proposal.answered", at, before=before, version=version)
        _tell(stage, story, editor, "answer.given" if answer.outcome else "answer.interim_given", at, **facts)
        for key in answer.actions:
            linked_at = at + LINKED_AFTER
            links.append(
                {
                    "proposal_id": story.id,
                    "action_id": actions[key],
                    "linked_by_id": editor.id,
                    "linked_at": linked_at,
                }
            )
            _tell(stage, story, editor, "proposal.action_linked", linked_at, action_id=actions[key])
        _carry_out(stage, story, answer, editor)
        _note_progress(stage, story, answer, editor)
    queries.add_keyed(ProposalAction, links)


def _row(stage: Stage, story: Story, answer: AnswerText, editor: Person) -> dict[str, object]:
    later = answer.full_answer_in_days
    return {
        "proposal_id": story.id,
        "number": 1,
        "outcome": answer.outcome,
        "reasons": answer.reasons,
        "next_steps": answer.next_steps,
        "in_charge": answer.in_charge,
        "full_answer_on": None if later is None else stage.day(later),
        "answered_by_id": editor.id,
    }


def _carry_out(stage: Stage, story: Story, answer: AnswerText, editor: Person) -> None:
    version = len(story.version_ids)
    for days, before, after in (
        (answer.started_days_ago, _S.ANSWERED, _S.IN_PROGRESS),
        (answer.done_days_ago, _S.IN_PROGRESS, _S.DONE),
    ):
        if days is not None:
            at = stage.ago(days) + timedelta(hours=11)
            event, facts = f"proposal.{after.value}", {"before": before.value, "version": version}
            _tell(stage, story, editor, event, at, **facts)


def _note_progress(stage: Stage, story: Story, answer: AnswerText, editor: Person) -> None:
    for step in answer.progress:
        at, day = stage.ago(step.days_ago) + timedelta(hours=15), stage.day(-step.days_ago)
        row = {"proposal_id": story.id, "note": step.note, "happened_on": day}
        (number,) = queries.add(FollowUp, [row | {"recorded_by_id": editor.id, "recorded_at": at}])
        facts = {"follow_up_id": number, "happened_on": day.isoformat()}
        _tell(stage, story, editor, "proposal.progress_noted", at, **facts)


def _tell(stage: Stage, story: Story, editor: Person, event: str, at: datetime, **facts: Any) -> None:
    stage.tell(at, editor.id, event, "proposal", story.id, chantier=story.text.chantier, **facts)
