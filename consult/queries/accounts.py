"""Accounts, sessions and tokens as the deeds and pages need them."""

from datetime import datetime

import sqlalchemy as sa

from consult.kernel.actor import Actor, Grant, Role
from consult.kernel.db import db
from consult.models.accounts import Account, AccountSession, RoleGrant
from consult.models.assemblies import Councillor, Seat
from consult.models.organisations import Keeper


def actor_of_session(secret_hash: str, now: datetime) -> Actor | None:
    """The actor behind a session's SHA-256, or None when it is unknown, expired or its account erased.

    Two statements, whatever the person's roles and mandates.
    """
    row = db.session.execute(
        sa.select(Account, AccountSession.id, Councillor.id)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .outerjoin(Councillor, Councillor.account_id == Account.id)
        .where(
            AccountSession.secret_hash == secret_hash,
            AccountSession.expires_at > now,
            Account.erased_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    account, session_id, councillor_id = row
    return _actor(account, session_id, councillor_id, now)


def actor_of_account(account_id: int, now: datetime) -> Actor | None:
    """The actor for an account without a session: the command line and tests use it."""
    row = db.session.execute(
        sa.select(Account, Councillor.id)
        .outerjoin(Councillor, Councillor.account_id == Account.id)
        .where(Account.id == account_id, Account.erased_at.is_(None))
    ).first()
    return _actor(row[0], None, row[1], now) if row else None


def _actor(account: Account, session_id: int | None, councillor_id: int | None, now: datetime) -> Actor:
    grants, organisations, seats = _powers(account.id, councillor_id, now)
    return Actor(
        account_id=account.id,
        display_name=account.display_name,
        language=account.language,
        confirmed=account.confirmed_at is not None,
        suspended=account.suspended_until is not None and account.suspended_until > now,
        grants=grants,
        organisations=organisations,
        councillor_id=councillor_id,
        seats=seats,
        session_id=session_id,
    )


def _powers(
    account_id: int, councillor_id: int | None, now: datetime
) -> tuple[frozenset[Grant], frozenset[int], frozenset[int]]:
    none = sa.null().cast(sa.Integer)
    parts = [
        sa.select(sa.literal("grant"), RoleGrant.role.cast(sa.String), RoleGrant.chantier_number).where(
            RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None)
        ),
        sa.select(sa.literal("keeper"), sa.literal(""), Keeper.organisation_id).where(
            Keeper.account_id == account_id, Keeper.ended_at.is_(None)
        ),
    ]
    if councillor_id is not None:
        parts.append(
            sa.select(sa.literal("seat"), sa.literal(""), Seat.id).where(
                Seat.councillor_id == councillor_id,
                Seat.starts_on <= now.date(),
                sa.or_(Seat.ends_on.is_(None), Seat.ends_on >= now.date()),
            )
        )
    rows = db.session.execute(sa.union_all(*parts, sa.select(sa.literal(""), sa.literal(""), none))).all()
    return (
        frozenset(Grant(Role(role), number) for kind, role, number in rows if kind == "grant"),
        frozenset(number for kind, _, number in rows if kind == "keeper"),
        frozenset(number for kind, _, number in rows if kind == "seat"),
    )


def has_demo_accounts() -> bool:
    """Whether any account of the demonstration is left."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Account.demo, Account.erased_at.is_(None)))))
