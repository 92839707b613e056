"""Used form tokens and kept forms."""

from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.forms import FormUse, KeptForm


def use_token(token: str, now: datetime) -> str | None:
    """Claim ``token`` in this transaction: None when it is new, else where its first use led.

    Of two at once the second waits here for the first to commit.
    """
    claimed = db.session.execute(
        insert_new(FormUse).values(token=token, location="", used_at=now).returning(FormUse.token)
    ).scalar()
    if claimed is not None:
        return None
    return db.session.scalar(sa.select(FormUse.location).where(FormUse.token == token)) or ""


def set_result(token: str, location: str) -> None:
    """Store where the form's first use led."""
    db.session.execute(sa.update(FormUse).where(FormUse.token == token).values(location=location[:500]))


def kept_form(secret_hash: str, since: datetime) -> KeptForm | None:
    """The form kept under a secret's SHA-256, unless it is older than ``since``."""
    return db.session.scalar(
        sa.select(KeptForm).where(KeptForm.secret_hash == secret_hash, KeptForm.kept_at > since)
    )


def forget(kept_id: int) -> None:
    """Delete a kept form once it has been shown or finished."""
    db.session.execute(sa.delete(KeptForm).where(KeptForm.id == kept_id))
