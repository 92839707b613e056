"""Single translations and requests as the deeds lock and find them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.kernel.db import db, insert_new
from consult.kernel.errors import NotFound
from consult.models.translations import Translation, TranslationJob, TranslationRequest
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.translations import Extent, TranslationState


def key_of(subject: Subject) -> dict[str, int]:
    """The column that names the text, with its number: ``proposal_id`` or ``comment_id``."""
    return {f"{subject.kind.value}_id": subject.id}


Model = type[Translation] | type[TranslationRequest] | type[TranslationJob]


def about(model: Model, subject: Subject) -> sa.ColumnElement[bool]:
    """Condition: the row belongs to the text."""
    column = model.comment_id if subject.kind is SubjectKind.COMMENT else model.proposal_id
    return column == subject.id


def locked(translation_id: int) -> Translation:
    """The row, fresh and locked, or ``NotFound``; the text it belongs to must be locked before."""
    row = db.session.scalar(
        sa.select(Translation)
        .where(Translation.id == translation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def found(translation_id: int) -> Translation:
    """The row with its text and translator, not locked, or ``NotFound``."""
    row = db.session.scalar(
        sa.select(Translation)
        .where(Translation.id == translation_id)
        .options(
            joinedload(Translation.proposal),
            joinedload(Translation.comment),
            joinedload(Translation.translator),
        )
    )
    if row is None:
        raise NotFound
    return row


def shown(subject: Subject, version: int, language: str, extent: Extent) -> Translation | None:
    """What readers of ``language`` get of that version now."""
    return db.session.scalar(
        sa.select(Translation).where(
            about(Translation, subject),
            Translation.version == version,
            Translation.language == language,
            Translation.extent == extent,
            Translation.state == TranslationState.SHOWN,
        )
    )


def already_shown(subject: Subject, version: int, language: str) -> bool:
    """Whether that version can be read whole in ``language``."""
    return shown(subject, version, language, Extent.FULL) is not None


def own_proposed(
    subject: Subject, version: int, language: str, extent: Extent, account_id: int
) -> Translation | None:
    """The person's own translation of that version that still waits."""
    return db.session.scalar(
        sa.select(Translation).where(
            about(Translation, subject),
            Translation.version == version,
            Translation.language == language,
            Translation.extent == extent,
            Translation.translator_id == account_id,
            Translation.state == TranslationState.PROPOSED,
        )
    )


def add_request(subject: Subject, language: str, account_id: int, moment: datetime) -> bool:
    """Whether the wish is new; a second one of the same person changes nothing."""
    values = {"language": language, "account_id": account_id, "asked_at": moment} | key_of(subject)
    row = insert_new(TranslationRequest).values(**values).returning(TranslationRequest.id)
    return db.session.scalar(row) is not None


def requesters(subject: Subject, language: str) -> list[int]:
    """The accounts that wish to read the text in ``language``."""
    return list(
        db.session.scalars(
            sa.select(TranslationRequest.account_id)
            .where(about(TranslationRequest, subject), TranslationRequest.language == language)
            .order_by(TranslationRequest.account_id)
        )
    )
