"""The worker's deeds on documents: claim one, draw it, note what became of it.

Each is one transaction of the worker's. A claim is the moment until which the row is not due again: a worker
killed in between leaves a row that another one takes ten minutes later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from consult.gateways.pdf import PdfAbsent
from consult.kernel.clock import now
from consult.kernel.i18n import in_language
from consult.kernel.rendering import address, render
from consult.models.documents import Document
from consult.queries import ballots, documents, sitting_minutes
from consult.queries.ballots import BallotMinutes
from consult.queries.sitting_minutes import SittingMinutes
from consult.rules.documents import CLAIM_LASTS, LOOK_AGAIN, MOST_ATTEMPTS, DocumentStatus, next_attempt

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that this worker alone may make until ``until``."""

    document_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be printed; ``html`` is None when the document still says what the record says."""

    html: str | None
    record_sha256: str


def waiting() -> bool:
    """Whether there is anything to claim; reads only."""
    return documents.anything_due(now())


def claim() -> Claim | None:
    """Take the document that is due, by its status; None when there is none, or it was tried too often.

    Every claim counts as an attempt, so that a document which kills its worker is given up one day.
    """
    moment = now()
    document = documents.next_due_locked(moment)
    if document is None:
        return None
    document.due_at = moment + CLAIM_LASTS
    document.attempts += 1
    if document.attempts > MOST_ATTEMPTS:
        document.status = DocumentStatus.FAILED
        return None
    return Claim(document.id, document.due_at)


def draw(claim: Claim) -> Drawing | None:
    """The claimed document as HTML in its language; reads only. None when the claim has run out.

    ``NotFound`` when there is no record any more.
    """
    document = documents.claimed(claim.document_id, claim.until)
    if document is None:
        return None
    record = _record(document)
    if document.body is not None and document.record_sha256 == record.sha256:
        return Drawing(None, record.sha256)
    with in_language(document.language):
        return Drawing(_html(document, record), record.sha256)


def _record(document: Document) -> BallotMinutes | SittingMinutes:
    if document.ballot_id is not None:
        return ballots.minutes(document.ballot_id)
    return sitting_minutes.minutes(document.sitting_id or 0)


def _html(document: Document, record: BallotMinutes | SittingMinutes) -> str:
    kind = "ballots" if document.ballot_id is not None else "sittings"
    where: dict[str, Any] = {f"{kind[:-1]}_id": record.id}
    return render(
        f"documents/{kind[:-1]}.html",
        minutes=record,
        lang=document.language,
        page_address=address(f"{kind}.minutes", document.language, **where),
        made_at=now(),
    )


def made(claim: Claim, drawing: Drawing, body: bytes | None) -> None:
    """The PDF is there; without a ``body``, the one from before has been found right."""
    document = documents.claimed(claim.document_id, claim.until)
    if document is None:
        return
    moment = now()
    document.status, document.due_at = DocumentStatus.READY, moment + LOOK_AGAIN
    document.attempts, document.problem = 0, None
    if body is not None:
        document.body, document.record_sha256, document.made_at = body, drawing.record_sha256, moment
        log.info("document_made", document=document.id, bytes=len(body))


def failed(claim: Claim, problem: Exception) -> None:
    """Try again later, give up after six attempts; without a library to draw with, the document is absent."""
    document = documents.claimed(claim.document_id, claim.until)
    if document is None:
        return
    document.problem = type(problem).__name__
    if isinstance(problem, PdfAbsent):
        document.status = DocumentStatus.ABSENT
        log.warning("pdf_absent", document=document.id, problem=str(problem))
        return
    again = next_attempt(document.attempts, now())
    if again is None:
        document.status = DocumentStatus.FAILED
        log.error("document_given_up", document=document.id, problem=document.problem)
        return
    document.due_at = again
    log.warning("document_postponed", document=document.id, problem=document.problem, until=str(again))
