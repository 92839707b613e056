"""Who backs a proposal, and the count that is kept beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel.db import db, insert_new
from consult.kernel.i18n import current_language
from consult.models.accounts import Account
from consult.models.proposals import Proposal, Support
from consult.queries.translations import joins
from consult.rules.lifecycle import Visibility

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


def keep_support(proposal_id: int, account_id: int) -> bool:
    """Make a support that came over by a merge the person's own; whether there was one."""
    statement = (
        sa.update(Support)
        .where(Support.proposal_id == proposal_id, Support.account_id == account_id, Support.via_merge)
        .values(via_merge=False)
        .returning(Support.account_id)
        .execution_options(synchronize_session=False)
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


@dataclass(frozen=True, slots=True)
class Origin:
    """A merged proposal that somebody's support came from; ``title`` is in ``language``, and None
    while it is withheld."""

    id: int
    title: str | None
    language: str


@dataclass(frozen=True, slots=True)
class OwnSupport:
    """Whether a reader backs a proposal, and from which ones merged into it that ``came_over``, if it did."""

    held: bool = False
    came_over: bool = False
    origins: tuple[Origin, ...] = ()

    def __bool__(self) -> bool:
        return self.held


def own_support(proposal_id: int, account_id: int | None) -> OwnSupport:
    """One statement; one more for a support that came over."""
    if account_id is None:
        return OwnSupport()
    return as_held(proposal_id, account_id, db.session.scalar(sa.select(held(proposal_id, account_id))))


def held(proposal_id: int, account_id: int | None) -> sa.ScalarSelect[bool]:
    """As a column of another statement: whether the support came over by a merge, null without one."""
    return (
        sa.select(Support.via_merge)
        .where(Support.proposal_id == proposal_id, Support.account_id == account_id)
        .scalar_subquery()
    )


def as_held(proposal_id: int, account_id: int | None, via_merge: bool | None) -> OwnSupport:
    """The support that ``held`` found; one statement for one that came over, else none."""
    if via_merge and account_id is not None:
        return OwnSupport(True, True, _origins(proposal_id, account_id))
    return OwnSupport(via_merge is not None)


def _origins(proposal_id: int, account_id: int) -> tuple[Origin, ...]:
    rows = db.session.execute(
        sa.select(Proposal.id, *joins.heading(current_language()), Proposal.visibility)
        .join(Support, Support.proposal_id == Proposal.id)
        .where(Proposal.merged_into_id == proposal_id, Support.account_id == account_id)
        .order_by(Proposal.id)
    )
    return tuple(
        Origin(number, title if visibility is Visibility.VISIBLE else None, language)
        for number, title, language, visibility in rows
    )


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
