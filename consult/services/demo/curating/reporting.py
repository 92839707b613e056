"""Reports: settled by a decision, still open, or a whole wave of them."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.gateways.demo_files.moderation_shapes import ReportText
from consult.kernel.territory import territory
from consult.kernel.working_days import after_working_days
from consult.models.moderation import Report, about
from consult.queries import demo as queries
from consult.services.demo.cast import Cast
from consult.services.demo.curating import things
from consult.services.demo.curating.things import Thing
from consult.services.demo.stage import Stage
from consult.services.demo.stories import Story
from consult.services.moderation.reporting import CODE_BYTES

#: Reports that nobody has read yet came within so many days before today.
FRESH = (0.8, 0.02)
#: A wave began so many days before today.
WAVE = 0.4
SOON = timedelta(minutes=10)


def reported(cast: Cast, stories: Mapping[str, Story], text: ReportText) -> Thing:
    """What a report of the files is about."""
    if text.person:
        return things.person(cast.known[text.person])
    story = stories[text.proposal or ""]
    return things.comment(story, text.comment) if text.comment else things.proposal(story)


def leave_open(cast: Cast, stories: Mapping[str, Story]) -> None:
    """The reports that wait for a moderator."""
    stage, moderated = cast.stage, cast.stage.files.moderated
    for text in moderated.open:
        thing = reported(cast, stories, text)
        at = stage.between(max(stage.ago(FRESH[0]), thing.since + SOON), stage.ago(FRESH[1]))
        write_reports(stage, thing, [row(cast, thing, text, at)])
    for wave in moderated.waves:
        thing = things.proposal(stories[wave.proposal])
        start = stage.ago(WAVE)
        moments = sorted(start + stage.spread(0, wave.hours / 24) for _ in wave.reports)
        rows = [row(cast, thing, text, at) for text, at in zip(wave.reports, moments, strict=True)]
        for one in rows:
            write_reports(stage, thing, [one])


def row(cast: Cast, thing: Thing, text: ReportText, at: datetime) -> dict[str, Any]:
    """A report by somebody with an account, or by a visitor of whom only a key is known."""
    reporter = cast.pick(text.by, text.language, at, {thing.author}) if text.by else None
    return about(thing.subject) | {
        "ground": text.ground,
        "explanation": text.explanation,
        "language": text.language,
        "law": text.law,
        "notifier_name": text.notifier_name,
        "notifier_email": text.notifier_email,
        "good_faith": text.good_faith,
        "reporter_id": reporter.id if reporter else None,
        "reporter_key": f"account:{reporter.id}" if reporter else f"address:{cast.stage.secret().hex()}",
        "reader_language": reporter.language if reporter else text.language,
        "code": urlsafe_b64encode(cast.stage.secret(CODE_BYTES)).decode(),
        "created_at": at,
        "due_at": after_working_days(at, territory().settings["report_review_days"]),
    }


def write_reports(
    stage: Stage, thing: Thing, reports: Sequence[dict[str, Any]], decision_id: int | None = None
) -> list[int]:
    """The rows with their lines; ``decision_id`` is what came of them. Their ids."""
    numbers = queries.add(Report, [report | {"decision_id": decision_id} for report in reports])
    kind, subject_id, event = thing.subject.kind.value, thing.subject.id, "moderation.reported"
    for report, number in zip(reports, numbers, strict=True):
        facts: dict[str, Any] = {"chantier": thing.chantier, "report_id": number}
        stage.tell(report["created_at"], report["reporter_id"], event, kind, subject_id, **facts)
    return numbers
