"""Rate limits: by address where nobody is signed in, by account where somebody is."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

import consult.kernel.rate_limits  # noqa: F401  # importing it registers the storage's scheme
from consult.web.kit.access import current_actor

View = TypeVar("View", bound=Callable[..., Any])

#: A council chamber shares one address, so what signed-in people write is limited by account only.
ACCOUNT_WRITES = "60 per minute; 600 per hour"
ADDRESS_ENTRY = "20 per minute; 200 per hour"
ACCOUNT_ENTRY = "8 per 15 minutes"
VISITOR_WRITES = "10 per minute; 60 per hour"


def account_or_address() -> str:
    actor = current_actor()
    return f"account:{actor.account_id}" if actor.signed_in else f"address:{get_remote_address()}"


def named_account() -> str:
    """The e-mail address that a sign-in, sign-up or reset names, so that one account is guarded too."""
    return f"email:{request.form.get('email', '').strip().lower()[:254]}"


def is_reading() -> bool:
    return request.method in {"GET", "HEAD", "OPTIONS"}


def is_signed_in() -> bool:
    return current_actor().signed_in


limiter = Limiter(
    key_func=account_or_address,
    strategy="fixed-window",
    default_limits=[ACCOUNT_WRITES],
    default_limits_exempt_when=is_reading,
    headers_enabled=False,
)


def entry(view: View) -> View:
    """Guard a sign-in, sign-up or reset form by address and by the account it names."""
    by_address = limiter.limit(ADDRESS_ENTRY, key_func=get_remote_address, exempt_when=is_reading)
    by_account = limiter.limit(ACCOUNT_ENTRY, key_func=named_account, exempt_when=is_reading)
    return cast(View, by_account(by_address(view)))


def init_app(app: Flask) -> None:
    limiter.init_app(app)
