"""Many at once: one link opens one session, one address makes one account."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from consult.kernel.db import db
from consult.models.accounts import Account, AccountSession
from consult.models.notifications import OutboxItem
from consult.rules.participation import TokenPurpose
from consult.services import accounts
from consult.services.accounts import Profile, Wishes
from tests.factories import people
from tests.support.together import together

AT_ONCE = 8
PROFILE = Profile("Ada Weiss", "origin:saarland", (), "de")


def all_at_once(app: Flask, deed: Callable[[], object]) -> list[str]:
    """What becomes of eight transactions, sorted."""
    return sorted(together(app, [deed] * AT_ONCE))


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_one_link_opens_one_session(real_app):
    account = people.participant()
    secret = accounts.issue_token(account.id, TokenPurpose.SIGN_IN)
    db.session.commit()
    results = all_at_once(real_app, lambda: accounts.enter_by_link(secret, ""))
    assert results == ["done"] + ["link_ended"] * (AT_ONCE - 1)
    assert count(AccountSession) == 1


def test_one_address_makes_one_account(real_app):
    def sign_up() -> None:
        accounts.sign_up(
            "ada@example.org", PROFILE, charter=True, age=True, password_hash=None, wishes=Wishes()
        )

    assert all_at_once(real_app, sign_up) == ["done"] * AT_ONCE
    assert count(Account) == 1
    assert count(OutboxItem) >= 1
