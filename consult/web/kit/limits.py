"""Rate limits: by address where nobody is signed in, by account where somebody is."""

import hashlib
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from limits import parse_many

import consult.kernel.rate_limits  # noqa: F401  # importing it registers the storage's scheme
from consult.kernel.errors import Invalid
from consult.services.accounts import normalised_email
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
    """The account that a sign-in, sign-up or reset names, however its address is spelled, hashed.

    Ideographic dots and wide letters lead to the same account, so they must not open a new count.
    """
    email = request.form.get("email", "")
    try:
        email = normalised_email(email)
    except Invalid:
        email = email.strip().lower()
    return f"email:{hashlib.sha256(email.encode('utf-8', 'replace')).hexdigest()}"


def within_limit(limits: str, scope: str, key: str) -> bool:
    """Count one more of ``scope`` for ``key``: whether it still is within all ``limits``.

    For what happens before or beside a view; routes use the decorators.
    """
    if not limiter.enabled:
        return True
    return all(limiter.limiter.hit(limit, scope, key) for limit in parse_many(limits))


def seconds_to_wait(error: RateLimitExceeded) -> int:
    """For Retry-After: when the window that was exceeded begins anew, at least a second from now."""
    hit = limiter.current_limit
    return max(1, round(hit.reset_at - time.time())) if hit else error.limit.limit.get_expiry()


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
