"""Deeds leave here what the worker shall send once they are committed."""

from collections.abc import Iterable
from typing import Any

from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.notifications import OutboxItem
from consult.queries import notifications


def tell(event: str, account_ids: Iterable[int | None], key: object, **ids: Any) -> None:
    """Owe ``event`` (a folder of ``templates/emails``) to each account, once for the same ``key``."""
    moment = now()
    people = {account_id for account_id in account_ids if account_id is not None}
    keys = {account_id: f"{event}:{key}:a{account_id}" for account_id in people}
    known = notifications.known_deduplications(keys.values())
    db.session.add_all(
        OutboxItem(
            event=event,
            account_id=account_id,
            ids=ids,
            deduplication=name,
            created_at=moment,
            due_at=moment,
        )
        for account_id, name in keys.items()
        if name not in known
    )


def tell_councillor(event: str, councillor_id: int, key: object, **ids: Any) -> None:
    """Owe ``event`` to a councillor's own address, whether or not an account has claimed the record."""
    moment = now()
    name = f"{event}:{key}:c{councillor_id}"
    if notifications.known_deduplications([name]):
        return
    db.session.add(
        OutboxItem(
            event=event,
            councillor_id=councillor_id,
            ids=ids,
            deduplication=name,
            created_at=moment,
            due_at=moment,
        )
    )
