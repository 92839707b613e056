"""Drafts of editors: one's own to go on with, and who else has begun the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.editing import EditingDraft
from consult.rules.editing import Kept


@dataclass(frozen=True, slots=True)
class Begun:
    """Somebody's draft of a thing, without its words."""

    kind: Kept
    key: str
    account_id: int
    name: str
    changed_at: datetime


def own(account_id: int | None, kind: Kept, key: str, *, locked: bool = False) -> EditingDraft | None:
    """The account's draft of the thing, if it has one."""
    statement = sa.select(EditingDraft).where(
        EditingDraft.account_id == account_id, EditingDraft.kind == kind, EditingDraft.key == key
    )
    return db.session.scalar(statement.with_for_update() if locked else statement)


def delete(account_id: int, kind: Kept, key: str) -> bool:
    """Remove the account's draft; says whether there was one."""
    draft = own(account_id, kind, key, locked=True)
    if draft is None:
        return False
    db.session.delete(draft)
    db.session.flush()
    return True


def begun(kinds: Collection[Kept], key: str | None = None) -> list[Begun]:
    """Everybody's drafts of the ``kinds``, the latest first; ``key``: of one thing only. One statement."""
    statement = (
        sa.select(
            EditingDraft.kind,
            EditingDraft.key,
            EditingDraft.account_id,
            Account.display_name,
            EditingDraft.changed_at,
        )
        .join(Account, Account.id == EditingDraft.account_id)
        .where(EditingDraft.kind.in_(kinds))
        .order_by(EditingDraft.changed_at.desc(), EditingDraft.id.desc())
    )
    if key is not None:
        statement = statement.where(EditingDraft.key == key)
    return [Begun(*row) for row in db.session.execute(statement)]
