"""Translations that nobody may be given any more, because of what became of the text."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import UTCDateTime, db
from consult.models.translations import Translation, TranslationJob
from consult.queries.translations.rows import about
from consult.rules.moderation import Subject
from consult.rules.translations import JobStatus, TranslationState

ALIVE = (TranslationState.PROPOSED, TranslationState.SHOWN)


def lapse_of_version(subject: Subject, version: int, moment: datetime) -> None:
    """Moderation refused the version: what was made of its words goes with them. One statement."""
    _refuse(subject, Translation.version == version, moment)


def lapse_into(subject: Subject, language: str, moment: datetime) -> None:
    """The text turned out to be in ``language`` itself: no translation leads there. Two statements."""
    _refuse(subject, Translation.language == language, moment)
    db.session.execute(
        sa.update(TranslationJob)
        .where(
            about(TranslationJob, subject),
            TranslationJob.language == language,
            TranslationJob.status == JobStatus.WAITING,
        )
        .values(status=JobStatus.DROPPED)
    )


def _refuse(subject: Subject, which: sa.ColumnElement[bool], moment: datetime) -> None:
    values: dict[str, Any] = {
        "state": TranslationState.REFUSED,
        "reviewed_at": sa.func.coalesce(Translation.reviewed_at, sa.literal(moment, UTCDateTime)),
    }
    db.session.execute(
        sa.update(Translation)
        .where(about(Translation, subject), which, Translation.state.in_(ALIVE))
        .values(values)
    )
