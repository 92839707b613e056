"""What is owed by mail, and the links that the worker would put into it."""

import sqlalchemy as sa

from consult.kernel.db import db
from consult.models.accounts import Account
from consult.models.notifications import OutboxItem
from consult.rules.participation import TokenPurpose
from consult.services.accounts import issue_token

PURPOSES = {
    "account-confirm": TokenPurpose.CONFIRM,
    "account-sign-in": TokenPurpose.SIGN_IN,
    "account-already-registered": TokenPurpose.SIGN_IN,
    "account-reset": TokenPurpose.RESET,
    "account-change-email": TokenPurpose.CHANGE_EMAIL,
}
PAGES = {
    TokenPurpose.CONFIRM: "confirm",
    TokenPurpose.SIGN_IN: "sign-in",
    TokenPurpose.RESET: "reset",
    TokenPurpose.CHANGE_EMAIL: "change-email",
}


def account_of(email: str) -> Account:
    """The account that has this address."""
    return db.session.scalars(sa.select(Account).where(Account.email == email)).one()


def owed(account: Account) -> list[str]:
    """The events waiting for somebody, the oldest first."""
    statement = sa.select(OutboxItem.event).where(OutboxItem.account_id == account.id)
    return list(db.session.scalars(statement.order_by(OutboxItem.id)))


def link_to(account: Account, language: str = "fr") -> str:
    """The path in the newest mail owed to ``account``, with a fresh token."""
    item = db.session.scalars(
        sa.select(OutboxItem)
        .where(OutboxItem.account_id == account.id, OutboxItem.event.in_(PURPOSES))
        .order_by(OutboxItem.id.desc())
        .limit(1)
    ).one()
    purpose = PURPOSES[item.event]
    secret = issue_token(account.id, purpose, **item.ids)
    db.session.commit()
    return f"/{language}/{PAGES[purpose]}/{secret}"
