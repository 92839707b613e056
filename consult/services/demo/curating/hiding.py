"""Comments that moderators hid, and what their authors had to say about it."""

from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.moderation_shapes import AppealText, HiddenText, Statement
from consult.kernel.territory import territory
from consult.models.moderation import Appeal
from consult.queries import demo as queries
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import AppealBy, AppealOutcome, DecisionKind, Source
from consult.services.demo.cast import Cast, Person
from consult.services.demo.curating import things
from consult.services.demo.curating.deciding import Ruled, record, reports_soon
from consult.services.demo.curating.things import Thing
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story

#: A comment that was hidden had been public for so many days.
HIDDEN_AFTER = (0.2, 0.9)
#: An appeal that nobody has decided on was made so many days before today, from and to.
CONTESTED = (0.9, 0.3)
A_DAY = timedelta(hours=10)


def hide(cast: Cast, story: Story, text: HiddenText, by: Person, other: Person) -> None:
    """The first decision is by one moderator, an appeal's by the ``other``."""
    stage, thing = cast.stage, things.comment(story, text.comment.text)
    reports = reports_soon(cast, thing, text.reports, thing.since)
    read_from = thing.since + timedelta(hours=3)
    at = stage.between(read_from, max(read_from, thing.since + stage.spread(*HIDDEN_AFTER)))
    decision_id = record(stage, thing, Ruled(DecisionKind.HIDE, text.statement, by, at), reports)
    _show_as(stage, thing, by, at, Visibility.VISIBLE, Visibility.HIDDEN)
    if text.appeal is not None:
        _contest(stage, thing, text.appeal, decision_id, at, other)


def _show_as(
    stage: Stage, thing: Thing, by: Person, at: datetime, before: Visibility, after: Visibility
) -> None:
    assert thing.story is not None
    facts: dict[str, Any] = {
        "chantier": thing.chantier,
        "proposal_id": thing.story.id,
        "before": before.value,
    }
    stage.tell(at, by.id, f"comment.made_{after.value}", "comment", thing.subject.id, **facts)


def _contest(
    stage: Stage, thing: Thing, text: AppealText, decision_id: int, decided_at: datetime, judge: Person
) -> None:
    day = decided_at + timedelta(days=text.after_days)
    made_at = stage.between(day, day + A_DAY)
    if text.outcome is None:
        made_at = stage.between(stage.ago(CONTESTED[0]), stage.ago(CONTESTED[1]))
    day = made_at + timedelta(days=text.decided_after_days)
    judged_at = stage.between(day, day + A_DAY) if text.outcome else None
    row: dict[str, Any] = {
        "decision_id": decision_id,
        "made_by": AppealBy.AUTHOR,
        "account_id": thing.author.id,
        "text": text.text,
        "language": text.language,
        "made_at": made_at,
        "due_at": made_at + timedelta(days=territory().settings["appeal_days"]),
        "reason_language": thing.author.language,
    }
    facts: dict[str, Any] = {"chantier": thing.chantier, "decision_id": decision_id}
    if text.outcome is not None and judged_at is not None:
        outcome_id = _reinstate(stage, thing, text, judge, judged_at)
        row |= {
            "outcome": text.outcome,
            "reason": text.reason,
            "outcome_id": outcome_id,
            "decided_by_id": judge.id,
            "decided_at": judged_at,
        }
    (number,) = queries.add(Appeal, [row])
    kind, subject_id = thing.subject.kind.value, thing.subject.id
    facts["appeal_id"] = number
    author, made_by = thing.author.id, AppealBy.AUTHOR.value
    stage.tell(made_at, author, "moderation.contested", kind, subject_id, made_by=made_by, **facts)
    if judged_at is not None:
        facts |= {"outcome": row["outcome"].value, "outcome_id": row["outcome_id"]}
        stage.tell(judged_at, judge.id, "moderation.appeal_decided", kind, subject_id, **facts)


def _reinstate(stage: Stage, thing: Thing, text: AppealText, judge: Person, at: datetime) -> int | None:
    """The decision that lifts the first one, where the appeal was right."""
    if text.outcome is not AppealOutcome.REVERSED:
        return None
    _show_as(stage, thing, judge, at, Visibility.HIDDEN, Visibility.VISIBLE)
    ruled = Ruled(DecisionKind.REINSTATE, Statement(text.reason), judge, at, Source.APPEAL)
    return record(stage, thing, ruled)
