"""Comments that moderators hid, and reports: settled, dismissed and still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.shapes import ReportText, Whose
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.moderation import Decision, Report
from consult.queries import demo as queries
from consult.rules.moderation import DecisionKind, Ground, source_of
from consult.services.demo.cast import Cast, Person
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Remark, Story

#: Reports that nobody has read yet came within so many days before today.
FRESH = (0.2, 1.6)
#: A dismissed report came so many days before today, from and to.
DISMISSED = (20, 40)
#: A comment that was hidden had been public for so many days.
HIDDEN_AFTER = (0.1, 0.9)


def add_hidden(cast: Cast, stories: Sequence[Story]) -> None:
    """The comments that will be hidden belong to their stories like every other."""
    for hidden in cast.stage.files.moderated.hidden:
        story = _story(stories, hidden.proposal)
        assert story.published_at is not None
        start = story.published_at + timedelta(days=5)
        at = cast.stage.between(start, story.last_talk, 2.0)
        whose = hidden.comment.by if isinstance(hidden.comment.by, Whose) else None
        talkers = {remark.author for remark in story.all_remarks} | {story.author}
        author = cast.pick(whose, hidden.comment.language, at, talkers)
        story.remarks.append(Remark(hidden.comment, author, None, at, withheld=True))


def _story(stories: Sequence[Story], key: str) -> Story:
    return next(story for story in stories if story.text.key == key)


def _find(story: Story, beginning: str | None) -> Remark | None:
    if beginning is None:
        return None
    return next(remark for remark in story.all_remarks if remark.text.text.startswith(beginning))


def curate(cast: Cast, stories: Sequence[Story], moderators: Sequence[Person]) -> None:
    """All reports and the decisions that settle some of them."""
    stage, moderated = cast.stage, cast.stage.files.moderated
    for hidden in moderated.hidden:
        story = _story(stories, hidden.proposal)
        remark = _find(story, hidden.comment.text)
        assert remark is not None
        reports = [
            _report(cast, story, remark, one, remark.at + stage.spread(0.01, 0.08)) for one in hidden.reports
        ]
        at = stage.between(remark.at + timedelta(hours=3), remark.at + stage.spread(*HIDDEN_AFTER))
        decided = _Decided(DecisionKind.HIDE, hidden.ground, hidden.reason, moderators[0], at)
        _decide(stage, story, remark, decided, reports)
    for text in moderated.dismissed:
        story = _story(stories, text.proposal)
        remark = _find(story, text.comment)
        at = stage.between(stage.ago(DISMISSED[1]), stage.ago(DISMISSED[0]))
        report = _report(cast, story, remark, text, max(at, remark.at + timedelta(hours=1)) if remark else at)
        after = report["created_at"] + stage.spread(0.2, 0.8)
        decided = _Decided(DecisionKind.DISMISS, None, text.reason, moderators[-1], after)
        _decide(stage, story, remark, decided, [report])
    for text in moderated.open:
        story = _story(stories, text.proposal)
        at = stage.between(stage.ago(FRESH[1]), stage.ago(FRESH[0]))
        report = _report(cast, story, _find(story, text.comment), text, at)
        _write_reports(stage, story, [report], None)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a moderator decided, and when."""

    kind: DecisionKind
    ground: Ground | None
    reason: str
    by: Person
    at: datetime


def _report(
    cast: Cast, story: Story, remark: Remark | None, text: ReportText, at: datetime
) -> dict[str, Any]:
    author = remark.author if remark else story.author
    reporter = cast.pick(text.by, text.language, at, {author})
    return {
        "proposal_id": None if remark else story.id,
        "comment_id": remark.id if remark else None,
        "ground": text.ground,
        "explanation": text.explanation,
        "language": text.language,
        "reporter_id": reporter.id,
        "reporter_key": f"account:{reporter.id}",
        "reader_language": reporter.language,
        "code": f"demo-{reporter.id}-{at:%Y%m%d%H%M%S}",
        "created_at": at,
        "due_at": after_working_days(at, territory().settings["report_review_days"]),
    }


def _write_reports(
    stage: Stage, story: Story, reports: list[dict[str, Any]], decision_id: int | None
) -> list[int]:
    rows = [report | {"decision_id": decision_id} for report in reports]
    numbers = queries.add(Report, rows)
    for row, number in zip(rows, numbers, strict=True):
        kind = "comment" if row["comment_id"] else "proposal"
        subject = row["comment_id"] or row["proposal_id"]
        facts: dict[str, Any] = {"chantier": story.text.chantier, "report_id": number}
        stage.tell(row["created_at"], row["reporter_id"], "moderation.reported", kind, subject, **facts)
    return numbers


def _decide(
    stage: Stage, story: Story, remark: Remark | None, decided: _Decided, reports: list[dict[str, Any]]
) -> None:
    row = {
        "kind": decided.kind,
        "proposal_id": None if remark else story.id,
        "comment_id": remark.id if remark else None,
        "ground": decided.ground,
        "reason": decided.reason,
        "language": (remark.author if remark else story.author).language,
        "source": source_of(decided.kind, len(reports)),
        "decided_by_id": decided.by.id,
        "decided_at": decided.at,
    }
    (number,) = queries.add(Decision, [row])
    report_ids = _write_reports(stage, story, reports, number)
    kind, subject = ("comment", remark.id) if remark else ("proposal", story.id)
    stage.tell(
        decided.at,
        decided.by.id,
        "moderation.decided",
        kind,
        subject,
        chantier=story.text.chantier,
        decision_id=number,
        decision=decided.kind.value,
        ground=decided.ground.value if decided.ground else None,
        version=1,
        reports=report_ids,
    )
    if decided.kind is DecisionKind.HIDE and remark is not None:
        facts: dict[str, Any] = {"proposal_id": story.id, "before": "visible"}
        event, chantier = "comment.made_hidden", story.text.chantier
        stage.tell(decided.at, decided.by.id, event, "comment", remark.id, chantier=chantier, **facts)
