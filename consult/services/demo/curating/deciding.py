"""Decisions with their statements of reasons, the reports they settle, and the lines of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.moderation_shapes import LabelText, MoveText, ReportText, Statement
from consult.models.moderation import Decision, about
from consult.models.proposals import Proposal
from consult.queries import demo as queries
from consult.rules.moderation import CATEGORY_OF, DecisionKind, Source, source_of
from consult.services.demo.cast import Cast, Person
from consult.services.demo.curating import things
from consult.services.demo.curating.reporting import reported, row, write_reports
from consult.services.demo.curating.things import Thing
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Remark, Story

#: A dismissed report came so many days before today, from and to.
DISMISSED = (40, 20)
#: What a moderator decides by day is told so many days before today at the earliest and latest.
A_DAY = 0.6


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a moderator decided, why, and when; ``extra`` are the columns that only this kind has."""

    kind: DecisionKind
    statement: Statement
    by: Person
    at: datetime
    source: Source | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def record(stage: Stage, thing: Thing, ruled: Ruled, reports: Sequence[dict[str, Any]] = ()) -> int:
    """The decision's row and line, with the reports that it settles; its id."""
    statement, ground = ruled.statement, ruled.statement.ground
    decision = about(thing.subject) | {
        "kind": ruled.kind,
        "version": thing.version(ruled.at),
        "ground": ground,
        "law": statement.law,
        "facts": statement.facts,
        "reason": statement.reason,
        "language": thing.author.language,
        "category": CATEGORY_OF[ground] if ground else None,
        "source": ruled.source or source_of(ruled.kind, len(reports)),
        "decided_by_id": ruled.by.id,
        "decided_at": ruled.at,
    }
    (number,) = queries.add(Decision, [decision | dict(ruled.extra)])
    report_ids = write_reports(stage, thing, reports, number)
    stage.tell(
        ruled.at,
        ruled.by.id,
        "moderation.decided",
        thing.subject.kind.value,
        thing.subject.id,
        chantier=thing.chantier,
        decision_id=number,
        decision=ruled.kind.value,
        ground=ground.value if ground else None,
        version=thing.version(ruled.at),
        reports=report_ids,
    )
    return number


def reports_soon(
    cast: Cast, thing: Thing, texts: Sequence[ReportText], since: datetime
) -> list[dict[str, Any]]:
    """Reports made within two hours; nobody reports a thing twice."""
    found: dict[str, dict[str, Any]] = {}
    for text in texts:
        one = row(cast, thing, text, since + cast.stage.spread(0.02, 0.08))
        found.setdefault(one["reporter_key"], one)
    return list(found.values())


def label(cast: Cast, story: Story, text: LabelText, by: Person) -> None:
    thing, stage = things.proposal(story), cast.stage
    at = stage.between(stage.ago(text.days_ago), stage.ago(text.days_ago - A_DAY))
    reports = reports_soon(cast, thing, text.reports, at - timedelta(hours=20))
    extra = {"label": text.label}
    record(stage, thing, Ruled(DecisionKind.LABEL, text.statement, by, at, extra=extra), reports)
    queries.change(Proposal, [{"id": story.id, "label": text.label}])


def move(stage: Stage, story: Story, text: MoveText, by: Person) -> None:
    """From now on the proposal hangs where its file says; what was told before names the old chantier."""
    thing = things.proposal(story)
    at = stage.between(stage.ago(text.days_ago), stage.ago(text.days_ago - A_DAY))
    facts: dict[str, Any] = {"chantier": story.text.chantier, "before": text.before}
    stage.tell(at, by.id, "proposal.moved", "proposal", story.id, **facts)
    extra = {"moved_from": text.before, "moved_to": story.text.chantier}
    record(stage, thing, Ruled(DecisionKind.MOVE, Statement(text.reason), by, at, extra=extra))
    for line in stage.history:
        told_of = (
            line["subject_id"] if line["subject_kind"] == "proposal" else line["facts"].get("proposal_id")
        )
        if told_of == story.id and line["at"] < at:
            line["chantier_number"] = text.before


def dismiss(cast: Cast, stories: Mapping[str, Story], text: ReportText, by: Person) -> None:
    stage, thing = cast.stage, reported(cast, stories, text)
    at = stage.between(
        max(stage.ago(DISMISSED[0]), thing.since + timedelta(hours=1)), stage.ago(DISMISSED[1])
    )
    report = row(cast, thing, text, at)
    ruled = Ruled(DecisionKind.DISMISS, Statement(text.reason), by, at + stage.spread(0.2, 0.8))
    record(stage, thing, ruled, [report])


def read_over(stage: Stage, stories: Sequence[Story], moderators: Sequence[Person]) -> None:
    """Comments that were published at once and read over since: a decision each."""
    read = [(story, one, one.read_at) for story in stories for one in story.all_remarks if one.read_at]
    read.sort(key=lambda row: (row[2], row[1].id))
    rows = [
        {
            "kind": DecisionKind.PUBLISH,
            "comment_id": remark.id,
            "comment_version_id": remark.version_id,
            "version": 1,
            "language": remark.author.language,
            "source": Source.REVIEW,
            "decided_by_id": moderators[place % len(moderators)].id,
            "decided_at": at,
        }
        for place, (_, remark, at) in enumerate(read)
    ]
    numbers = queries.add(Decision, rows)
    for (story, remark, at), decision, number in zip(read, rows, numbers, strict=True):
        _tell_read(stage, story, remark, at, decision["decided_by_id"], number)


def _tell_read(stage: Stage, story: Story, remark: Remark, at: datetime, by_id: Any, number: int) -> None:
    chantier, kind = story.text.chantier, DecisionKind.PUBLISH.value
    facts: dict[str, Any] = {"proposal_id": story.id, "version": 1}
    stage.tell(at, by_id, "comment.version_accepted", "comment", remark.id, chantier=chantier, **facts)
    facts = {"decision_id": number, "decision": kind, "ground": None, "version": 1, "reports": []}
    stage.tell(at, by_id, "moderation.decided", "comment", remark.id, chantier=chantier, **facts)
