"""Accounts and their roles as administrators look them up."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.kernel import cursor
from consult.kernel.actor import Role
from consult.kernel.db import Localised, db
from consult.models.accounts import Account, RoleGrant
from consult.models.programme import Chantier
from consult.queries import accounts

PAGE = 50
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A role that somebody holds; without a chantier it holds for all."""

    id: int
    account_id: int
    name: str
    role: Role
    chantier: int | None
    chantier_name: Localised | None
    granted_at: datetime
    granted_by: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """An account in the results of a search."""

    id: int
    name: str
    email: str
    confirmed: bool
    roles: int


@dataclass(frozen=True, slots=True)
class Person:
    """One account as its administrators see it."""

    id: int
    name: str
    email: str
    language: str
    confirmed: bool
    created_at: datetime
    grants: list[GrantLine]


def _grants() -> sa.Select[int, int, str, Role, int | None, Localised, datetime, str]:
    granter = sa.orm.aliased(Account)
    return (
        sa.select(
            RoleGrant.id,
            RoleGrant.account_id,
            Account.display_name,
            RoleGrant.role,
            RoleGrant.chantier_number,
            Chantier.name,
            RoleGrant.granted_at,
            granter.display_name,
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(granter, granter.id == RoleGrant.granted_by_id)
        .outerjoin(Chantier, Chantier.number == RoleGrant.chantier_number)
        .where(RoleGrant.revoked_at.is_(None), Account.erased_at.is_(None))
        .order_by(RoleGrant.id)
    )


def grants(after: str | None = None) -> tuple[list[GrantLine], str | None]:
    """Fifty roles in force, in the order of their granting, and the cursor of the next page."""
    statement = _grants().limit(PAGE + 1)
    if after:
        statement = statement.where(RoleGrant.id > cursor.decode(after, (int,))[0])
    lines = [GrantLine(*row) for row in db.session.execute(statement)]
    return lines[:PAGE], cursor.encode(lines[PAGE - 1].id) if len(lines) > PAGE else None


def find(words: str) -> list[Found]:
    """At most twenty accounts whose address or name contains ``words``, exact addresses first."""
    wanted = words.strip().lower()
    if len(wanted) < 2:
        return []
    held = (
        sa.select(sa.func.count())
        .where(RoleGrant.account_id == Account.id, RoleGrant.revoked_at.is_(None))
        .scalar_subquery()
    )
    matches = sa.or_(
        Account.email.contains(wanted, autoescape=True),
        sa.func.lower(Account.display_name).contains(wanted, autoescape=True),
    )
    rows = db.session.execute(
        sa.select(Account.id, Account.display_name, Account.email, Account.confirmed_at, held)
        .where(matches, Account.erased_at.is_(None))
        .order_by((Account.email == wanted).desc(), Account.display_name, Account.id)
        .limit(MOST_FOUND)
    )
    return [
        Found(number, name, email or "", at is not None, roles) for number, name, email, at, roles in rows
    ]


def person(account_id: int) -> Person:
    """An account with its roles in force; ``NotFound`` when there is none or it is erased."""
    account = accounts.own(account_id)
    held = db.session.execute(_grants().where(RoleGrant.account_id == account_id))
    return Person(
        id=account.id,
        name=account.display_name,
        email=account.email or "",
        language=account.language,
        confirmed=account.confirmed_at is not None,
        created_at=account.created_at,
        grants=[GrantLine(*row) for row in held],
    )


def active(account_id: int, role: Role, chantier: int | None) -> RoleGrant | None:
    """The grant in force of exactly this role and chantier."""
    return db.session.scalar(
        sa.select(RoleGrant).where(
            RoleGrant.account_id == account_id,
            RoleGrant.role == role,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.chantier_number.is_(None)
            if chantier is None
            else RoleGrant.chantier_number == chantier,
        )
    )


def administrators(*, lock: bool = False) -> set[int]:
    """Accounts that administer and can sign in; ``lock`` holds their grants until the transaction ends."""
    statement = (
        sa.select(RoleGrant.id, Account.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.revoked_at.is_(None),
            Account.erased_at.is_(None),
            Account.confirmed_at.is_not(None),
        )
        .order_by(RoleGrant.id)
    )
    rows = db.session.execute(statement.with_for_update(of=RoleGrant) if lock else statement)
    return {account_id for _, account_id in rows}


def chantier_exists(number: int) -> bool:
    return db.session.get(Chantier, number) is not None
