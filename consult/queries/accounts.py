"""Accounts, sessions and tokens as the deeds and pages need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from consult.kernel.actor import Actor, Grant, Role
from consult.kernel.clock import local_day
from consult.kernel.db import db, insert_new
from consult.kernel.errors import NotFound
from consult.kernel.text.collation import in_order
from consult.models.accounts import Account, AccountSession, AccountToken, RoleGrant
from consult.models.assemblies import Councillor, Seat
from consult.models.moderation import DeclaredTie
from consult.models.organisations import Keeper, KeeperInvitation, Organisation
from consult.models.territory import Commune
from consult.queries.seats import in_office
from consult.rules.participation import TokenPurpose

#: How exactly a session's last deed is known.
SEEN_EVERY = timedelta(minutes=1)


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
    powers = _powers(account.id, councillor_id, now)
    numbers = {part: frozenset(row.number for row in powers if row.part == part) for part in _PARTS}
    return Actor(
        account_id=account.id,
        display_name=account.display_name,
        language=account.language,
        confirmed=account.confirmed_at is not None,
        suspended=account.suspended_until is not None and account.suspended_until > now,
        grants=frozenset(Grant(Role(row.role), row.number) for row in powers if row.part == "grant"),
        organisations=numbers["keeper"],
        councillor_id=councillor_id,
        seats=numbers["seat"],
        tied_people=numbers["person"],
        tied_organisations=numbers["organisation"],
        session_id=session_id,
    )


_PARTS = ("keeper", "seat", "person", "organisation")


def _powers(account_id: int, councillor_id: int | None, now: datetime) -> Sequence[Any]:
    """Rows of part, role and number: everything an account may do besides taking part, in one statement."""

    def rows(part: str, number: sa.ColumnElement[Any], *conditions: sa.ColumnElement[bool]) -> Any:
        role = RoleGrant.role.cast(sa.String) if part == "grant" else sa.literal("")
        named = (sa.literal(part).label("part"), role.label("role"), number.label("number"))
        return sa.select(*named).where(*conditions)

    tie = DeclaredTie.account_id == account_id
    parts = [
        rows(
            "grant",
            RoleGrant.chantier_number.expression,
            RoleGrant.account_id == account_id,
            RoleGrant.revoked_at.is_(None),
        ),
        rows(
            "keeper",
            Keeper.organisation_id.expression,
            Keeper.account_id == account_id,
            Keeper.ended_at.is_(None),
        ),
        rows("person", DeclaredTie.person_id.expression, tie, DeclaredTie.person_id.is_not(None)),
        rows("organisation", DeclaredTie.organisation_id.expression, tie, DeclaredTie.person_id.is_(None)),
    ]
    if councillor_id is not None:
        parts.append(
            rows("seat", Seat.id.expression, Seat.councillor_id == councillor_id, in_office(local_day(now)))
        )
    return db.session.execute(sa.union_all(*parts)).all()


def has_demo_accounts() -> bool:
    """Whether any account of the demonstration is left."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Account.demo, Account.erased_at.is_(None)))))


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What somebody sees of their own account; ``keeps`` and ``invited`` are (id, name) of organisations."""

    account: Account
    commune: str | None
    sessions: list[AccountSession]
    keeps: list[tuple[int, str]]
    invited: list[tuple[int, str]]


def account_page(account_id: int, now: datetime) -> AccountPage:
    """Four statements; sessions newest first."""
    account, commune = db.session.execute(
        sa.select(Account, Commune.name)
        .outerjoin(Commune, Commune.insee == Account.commune_insee)
        .where(Account.id == account_id)
    ).one()
    keeps = db.session.execute(
        sa.select(Organisation.id, Organisation.name)
        .join(Keeper, Keeper.organisation_id == Organisation.id)
        .where(Keeper.account_id == account_id, Keeper.ended_at.is_(None))
    )
    invited = db.session.execute(
        sa.select(KeeperInvitation.id, Organisation.name)
        .join(Organisation, Organisation.id == KeeperInvitation.organisation_id)
        .where(KeeperInvitation.email == account.email, KeeperInvitation.ended_at.is_(None))
    )
    return AccountPage(
        account,
        commune,
        sessions(account_id, now),
        sorted(((number, name) for number, name in keeps), key=lambda row: in_order(row[1])),
        sorted(((number, name) for number, name in invited), key=lambda row: in_order(row[1])),
    )


def own(account_id: int) -> Account:
    """An account to show its owner what it says; ``NotFound`` once erased."""
    return _found(sa.select(Account).where(Account.id == account_id, Account.erased_at.is_(None)))


def suspended_until(account_id: int | None) -> datetime | None:
    """When a suspension ends, or ended."""
    return db.session.scalar(sa.select(Account.suspended_until).where(Account.id == account_id))


def locked(account_id: int) -> Account:
    """An account to change, fresh and with its row locked; ``NotFound`` once erased.

    On PostgreSQL FOR NO KEY UPDATE, so that a decision may refer to it while its texts wait for that.
    """
    statement = sa.select(Account).where(Account.id == account_id, Account.erased_at.is_(None))
    return _found(statement.with_for_update(key_share=True).execution_options(populate_existing=True))


def _found(statement: sa.Select[Account]) -> Account:
    account = db.session.scalar(statement)
    if account is None:
        raise NotFound
    return account


def by_email(email: str) -> Account | None:
    """The account behind a normalised address."""
    return db.session.scalar(sa.select(Account).where(Account.email == email))


def add(values: dict[str, Any]) -> int | None:
    """A new account's id; None when somebody took its address at the same moment."""
    return db.session.scalar(insert_new(Account).values(**values).returning(Account.id))


def sessions(account_id: int, now: datetime) -> list[AccountSession]:
    """Where somebody is signed in, the newest first."""
    return list(
        db.session.scalars(
            sa.select(AccountSession)
            .where(AccountSession.account_id == account_id, AccountSession.expires_at > now)
            .order_by(AccountSession.created_at.desc(), AccountSession.id.desc())
            .limit(50)
        )
    )


def touch_session(session_id: int, now: datetime) -> None:
    """Note that a session has just done something; at most one change a minute."""
    db.session.execute(
        sa.update(AccountSession)
        .where(AccountSession.id == session_id, AccountSession.seen_at < now - SEEN_EVERY)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def end_session(account_id: int, session_id: int) -> bool:
    """Forget one session; False when this account has no such session."""
    ended = db.session.scalar(
        sa.delete(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.id == session_id)
        .returning(AccountSession.id)
    )
    return ended is not None


def end_sessions(account_id: int, *, but: int | None = None) -> None:
    """Forget every session of an account, but the one with the id ``but``."""
    db.session.execute(
        sa.delete(AccountSession).where(
            AccountSession.account_id == account_id, AccountSession.id != (but or 0)
        )
    )


def open_token(
    secret_hash: str, purpose: TokenPurpose, now: datetime, *, lock: bool
) -> tuple[AccountToken, Account] | None:
    """A token that may still be used, with its account (both locked if asked); None for any other secret.

    The address it was sent to must still be the account's own (or, for a change, the wanted one).
    """
    address = Account.pending_email if purpose is TokenPurpose.CHANGE_EMAIL else Account.email
    statement = (
        sa.select(AccountToken, Account)
        .join(Account, Account.id == AccountToken.account_id)
        .where(
            AccountToken.secret_hash == secret_hash,
            AccountToken.purpose == purpose,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
            AccountToken.email == address,
            Account.erased_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(statement.with_for_update() if lock else statement).first()
    return (row[0], row[1]) if row else None


def use_tokens(account_id: int, purposes: tuple[TokenPurpose, ...], now: datetime) -> None:
    """Mark every open token of these purposes used, so that one mail ends all earlier ones."""
    db.session.execute(
        sa.update(AccountToken)
        .where(
            AccountToken.account_id == account_id,
            AccountToken.purpose.in_(purposes),
            AccountToken.used_at.is_(None),
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
