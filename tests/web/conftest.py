"""A moderator's account, and the moderators' room open in a browser."""

import pytest
from flask import Flask

from consult.kernel.actor import Role
from consult.models.accounts import Account
from tests.factories import people
from tests.support.browser import Browser


@pytest.fixture
def account(app: Flask) -> Account:
    return people.with_role(Role.MODERATOR)


@pytest.fixture
def room(browser: Browser, account: Account) -> Browser:
    return browser.sign_in(account)
