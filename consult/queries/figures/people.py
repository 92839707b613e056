"""Who takes part, counted by the worker: distinct accounts that wrote, supported or commented in public."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.assemblies import Councillor
from consult.models.comments import Comment
from consult.models.figures import ALL
from consult.models.proposals import CoAuthor, Proposal, Support
from consult.queries.conditions import listed, public_comment


class Kind(StrEnum):
    """As whom somebody took part; a councillor's account is never counted among the people."""

    PERSON = "person"
    KEEPER = "keeper"
    COUNCILLOR = "councillor"


@dataclass(frozen=True, slots=True)
class People:
    """So many of one kind, home and language in ``scope``: ``ALL``, or a chantier's number."""

    scope: int
    kind: Kind
    commune: str | None
    origin: str | None
    language: str
    count: int


def people(until: datetime) -> Iterator[People]:
    """Who had taken part before ``until``, in all chantiers together and in each. One statement.

    Who took part in several chantiers is counted in each, and once in ``ALL``. Left out: what is not in the
    public lists, contributions on paper, which have no account, and accounts erased since.
    """
    took = sa.union(*_deeds(until)).cte("took")
    scoped = sa.union(
        sa.select(took.c.scope, took.c.account, took.c.keeper),
        sa.select(sa.literal(ALL), took.c.account, took.c.keeper),
    ).subquery("scoped")
    kind = sa.case(
        (Councillor.id.is_not(None), Kind.COUNCILLOR.value),
        (scoped.c.keeper == 1, Kind.KEEPER.value),
        else_=Kind.PERSON.value,
    )
    columns = (scoped.c.scope, kind, Account.commune_insee, Account.origin, Account.language)
    rows = db.session.execute(
        sa.select(*columns, sa.func.count(scoped.c.account.distinct()))
        .join(Account, Account.id == scoped.c.account)
        .outerjoin(Councillor, Councillor.account_id == Account.id)
        .where(Account.erased_at.is_(None))
        .group_by(*columns)
    )
    return (People(scope, Kind(kind), *rest) for scope, kind, *rest in rows)


def _deeds(until: datetime) -> list[sa.Select[Any]]:
    """Chantier, account, and whether it spoke for an organisation, of everything done in public."""
    keeper = (
        sa.case((owner.is_not(None), 1), else_=0)
        for owner in (Proposal.organisation_id, Comment.organisation_id)
    )
    oneself = sa.literal(0)
    return [
        _in_chantier(Proposal.author_id, next(keeper)).where(Proposal.published_at < until),
        _in_chantier(CoAuthor.account_id, oneself)
        .join(CoAuthor, CoAuthor.proposal_id == Proposal.id)
        .where(CoAuthor.refused_at.is_(None), CoAuthor.since < until),
        _in_chantier(Comment.author_id, next(keeper))
        .join(Comment, Comment.proposal_id == Proposal.id)
        .where(public_comment(), Comment.published_at < until),
        _in_chantier(Support.account_id, oneself)
        .join(Support, Support.proposal_id == Proposal.id)
        .where(Support.created_at < until),
    ]


def _in_chantier(account: Any, keeper: sa.ColumnElement[int]) -> sa.Select[Any]:
    return (
        sa.select(Proposal.chantier_number.label("scope"), account.label("account"), keeper.label("keeper"))
        .select_from(Proposal)
        .where(listed(), account.is_not(None))
    )
