"""Every deed writes its own line of history here."""

from typing import Any

from consult.kernel.actor import Actor
from consult.kernel.clock import now
from consult.kernel.db import db
from consult.models.journal import JournalEntry


def record(
    actor: Actor,
    event: str,
    subject_kind: str,
    subject_id: int | None,
    *,
    chantier: int | None = None,
    organisation_id: int | None = None,
    **facts: Any,
) -> None:
    """Append ``event`` (``noun.verb``); ``facts`` hold ids and figures, never texts, names or addresses."""
    db.session.add(
        JournalEntry(
            at=now(),
            actor_id=actor.account_id,
            organisation_id=organisation_id,
            event=event,
            subject_kind=subject_kind,
            subject_id=subject_id,
            chantier_number=chantier,
            facts=facts,
        )
    )
