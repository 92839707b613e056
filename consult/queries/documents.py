"""The printed minutes as pages read them and the worker takes them, by status and due time."""

from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.ballots import Ballot
from consult.models.documents import Document
from consult.models.sittings import AgendaItem
from consult.rules.documents import DocumentStatus

#: A ready document is due again from time to time, to be held against its record.
TAKEN = (DocumentStatus.WAITING, DocumentStatus.READY)


def of(language: str, *, ballot_id: int | None = None, sitting_id: int | None = None) -> Document | None:
    """The minutes of one ballot or one sitting in one language, if they were ever asked for."""
    return db.session.scalar(sa.select(Document).where(_about(ballot_id, sitting_id, language)))


def status_of(
    language: str, *, ballot_id: int | None = None, sitting_id: int | None = None
) -> DocumentStatus | None:
    """How far they have come, without their bytes."""
    return db.session.scalar(sa.select(Document.status).where(_about(ballot_id, sitting_id, language)))


def _about(ballot_id: int | None, sitting_id: int | None, language: str) -> sa.ColumnElement[bool]:
    subject = Document.ballot_id == ballot_id if ballot_id is not None else Document.sitting_id == sitting_id
    return sa.and_(subject, Document.language == language)


def ask(rows: list[dict[str, object]]) -> None:
    """Add rows in one statement; those that exist stay as they are."""
    db.session.execute(insert_new(Document), rows)


def ask_again(moment: datetime, *, ballot_id: int | None = None, sitting_id: int | None = None) -> None:
    """Let the worker look at the documents of one ballot or sitting at once, whatever became of them.

    A ballot's sitting prints its record too.
    """
    its_sitting = sa.select(AgendaItem.sitting_id).join(Ballot, Ballot.agenda_item_id == AgendaItem.id)
    subject = (
        sa.or_(
            Document.ballot_id == ballot_id,
            Document.sitting_id.in_(its_sitting.where(Ballot.id == ballot_id)),
        )
        if ballot_id is not None
        else Document.sitting_id == sitting_id
    )
    db.session.execute(
        sa.update(Document)
        .where(subject)
        .values(status=DocumentStatus.WAITING, due_at=moment, attempts=0, problem=None)
        .execution_options(synchronize_session=False)
    )


def _due(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Document.status.in_(TAKEN), Document.due_at <= moment)


def anything_due(moment: datetime) -> bool:
    """Whether a claim would find something; takes no lock."""
    return db.session.scalar(sa.select(Document.id).where(_due(moment)).limit(1)) is not None


def next_due_locked(moment: datetime) -> Document | None:
    """The document that has been due longest, those never made first; another worker's row is skipped."""
    return db.session.scalar(
        sa.select(Document)
        .where(_due(moment))
        .order_by(Document.status.desc(), Document.due_at, Document.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def claimed(document_id: int, due_at: datetime) -> Document | None:
    """The document, locked, if the claim that ends at ``due_at`` still holds."""
    return db.session.scalar(
        sa.select(Document)
        .where(Document.id == document_id, Document.due_at == due_at)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
