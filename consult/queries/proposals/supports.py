"""Who backs a proposal, and the count that is kept beside."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.models.accounts import Account
from consult.models.proposals import Proposal, Support

CHUNK = 1000


def origin_of(account_id: int) -> str | None:
    """Where an account from outside the communes says it lives: a key of the territory."""
    return db.session.scalar(sa.select(Account.origin).where(Account.id == account_id))


def insert_support(proposal_id: int, account_id: int, neighbour: bool, moment: datetime) -> bool:
    """Whether the row is new; the key decides, however many try at once."""
    statement = (
        insert_new(Support)
        .values(
            proposal_id=proposal_id,
            account_id=account_id,
            neighbour=neighbour,
            via_merge=False,
            created_at=moment,
        )
        .returning(Support.account_id)
    )
    return db.session.scalar(statement) is not None


def delete_support(proposal_id: int, account_id: int | None) -> bool | None:
    """Delete the row and tell whether it was a neighbour's; None when there was none."""
    return db.session.scalar(
        sa.delete(Support)
        .where(Support.proposal_id == proposal_id, Support.account_id == account_id)
        .returning(Support.neighbour)
    )


def add_to_supports(proposal_id: int, step: int, neighbour: bool) -> int:
    """Change the kept counts by ``step`` (1 or -1) in one statement; the new count."""
    count = db.session.scalar(
        sa.update(Proposal)
        .where(Proposal.id == proposal_id)
        .values(
            support_count=Proposal.support_count + step,
            neighbour_support_count=Proposal.neighbour_support_count + (step if neighbour else 0),
        )
        .returning(Proposal.support_count)
        .execution_options(synchronize_session=False)
    )
    return int(count or 0)


def is_supporting(proposal_id: int, account_id: int | None) -> bool:
    """Whether the person backs the proposal."""
    if account_id is None:
        return False
    found = sa.exists().where(Support.proposal_id == proposal_id, Support.account_id == account_id)
    return bool(db.session.scalar(sa.select(found)))


def supporter_ids(proposal_id: int) -> Iterator[int]:
    """The accounts behind a proposal, a thousand at a time, so that any number fits in memory."""
    last = 0
    while chunk := db.session.scalars(
        sa.select(Support.account_id)
        .where(Support.proposal_id == proposal_id, Support.account_id > last)
        .order_by(Support.account_id)
        .limit(CHUNK)
    ).all():
        yield from chunk
        last = chunk[-1]
