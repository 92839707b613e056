"""The minutes of a ballot and of a sitting leave the house in the same ways; both areas come here."""

from typing import Any, Protocol

from flask import Response, make_response, render_template

from consult.kernel.i18n import current_language
from consult.kernel.territory import territory
from consult.models.documents import Document
from consult.rules.documents import DocumentStatus
from consult.web.kit.downloads import download, json_bytes

#: Seconds after which to ask again for a PDF that the worker is making.
RETRY_AFTER = 15


class Record(Protocol):
    """What every record of minutes has."""

    @property
    def sha256(self) -> str: ...

    def as_document(self) -> dict[str, Any]: ...


def pdf(record: Record, document: Document | None, name: str, area: str, where: dict[str, int]) -> Response:
    """The PDF that still says what the record says; else a page that tells when there will be one.

    503 while the worker is making it, 404 when there will be none.
    """
    status = document.status if document else None
    right = document is not None and document.record_sha256 == record.sha256
    if document and document.body and right and status is DocumentStatus.READY:
        return download(document.body, "application/pdf", f"{name}.pdf")
    waits = status in (DocumentStatus.WAITING, DocumentStatus.READY)
    body = render_template("documents/pending.html", status=status, area=area, where=where)
    response = make_response(body, 503 if waits else 404)
    response.headers["Cache-Control"] = "no-store"
    if waits:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def data(record: Record, kind: str, name: str, *, private: bool = False) -> Response:
    """``minutes.json``: the record, the same in every language, beside what holds for this address.

    ``format``: ``<kind>-minutes/1``; ``language``: of the address; ``authoritative_language``;
    ``translation``: whether the two differ; ``record_sha256``: of the record's canonical JSON; ``record``.
    """
    language, first = current_language(), territory().authoritative_language
    document = {
        "format": f"{kind}-minutes/1",
        "language": language,
        "authoritative_language": first,
        "translation": language != first,
        "record_sha256": record.sha256,
        "record": record.as_document(),
    }
    return download(json_bytes(document), "application/json", f"{name}.json", private=private)


def table(body: bytes, name: str, *, private: bool = False) -> Response:
    """``minutes.csv``."""
    return download(body, "text/csv", f"{name}.csv", private=private)
