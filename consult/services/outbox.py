"""Deeds leave here what the worker shall send once they are committed."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from consult.kernel.clock import now
from consult.models.moderation import Report
from consult.queries import notifications

CHUNK = 500


def tell(event: str, account_ids: Iterable[int | None], key: object, **ids: Any) -> None:
    """Owe ``event`` (a folder of ``templates/emails``) to each account, once for the same ``key``.

    ``account_ids`` may be a stream of any length: rows are written in groups of 500.
    """
    base = {"event": event, "ids": ids, "created_at": now()}
    rows = (
        base | {"account_id": number, "deduplication": f"{key_of(event, key)}{number}"}
        for number in account_ids
        if number is not None
    )
    _owe(rows)


def key_of(event: str, key: object) -> str:
    """What the deduplication of an account's row begins with; the account's number follows."""
    return f"{event}:{key}:a"


def tell_councillor(event: str, councillor_id: int, key: object, **ids: Any) -> None:
    """Owe ``event`` to a councillor's own address, whether or not an account has claimed the record."""
    deduplication = f"{event}:{key}:c{councillor_id}"
    row = {"event": event, "ids": ids, "created_at": now(), "councillor_id": councillor_id}
    _owe(iter([row | {"deduplication": deduplication}]))


def tell_reporter(event: str, report: Report, key: object, **ids: Any) -> None:
    """Owe ``event`` to whoever made a report: their account, or the address they gave; else to nobody."""
    if report.reporter_id is not None:
        tell(event, [report.reporter_id], key, **ids)
    elif report.notifier_email:
        row = {"event": event, "ids": ids, "created_at": now(), "report_id": report.id}
        _owe(iter([row | {"deduplication": f"{event}:{key}:r{report.id}"}]))


def _owe(rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        notifications.owe([row | {"due_at": row["created_at"]} for row in chunk])
