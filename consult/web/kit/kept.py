"""What was typed or begun before signing in is kept here and given back afterwards."""

import secrets
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

from flask import Flask, current_app, g, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.kernel.hashes import secret_hash
from consult.models.forms import KeptForm
from consult.queries import forms as kept_queries
from consult.web.kit.access import current_actor
from consult.web.kit.forms import NEVER_KEPT
from consult.web.kit.limits import ADDRESS_ENTRY, account_or_address, within_limit

LIFETIME = timedelta(days=7)
KEY = "kept"
MOST_FIELDS = 120  # the steps of a chantier, twelve of them in two languages, are the most
LONGEST_VALUE = 20_000


def safe_path(target: str | None) -> str | None:
    """``target`` when it is a path of this site, else None: no scheme, host, backslash or control sign."""
    if not target or not target.startswith("/") or len(target) > 500:
        return None
    if target.startswith("//") or "\\" in target or any(ord(sign) < 32 for sign in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and "//" not in parts.path else None


def from_same_site() -> bool:
    """Whether the browser says that this POST comes from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return _parts(request.headers.get("Origin")).netloc == request.host


def _parts(address: str | None) -> SplitResult:
    """An address that a header names, taken apart; nothing where it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def keep_request() -> bool:
    """Keep the fields of this refused POST, never passwords, in a transaction of its own.

    Nothing is kept of a page whose address is a secret, nor beyond a rate that only machines reach: a
    refused POST has not met the other limits.
    """
    secret_address = bool({"token", "code"} & (request.view_args or {}).keys())
    if request.method != "POST" or secret_address or not request.form or not from_same_site():
        return False
    if not within_limit(ADDRESS_ENTRY, "kept", account_or_address()):
        return False
    fields = {name: values for name, values in request.form.lists() if name not in NEVER_KEPT}
    keep(request.form.get("form_name", ""), page_of_form(), dict(list(fields.items())[:MOST_FIELDS]))
    return True


def page_of_form() -> str:
    """The address that shows the form: its own, the page it came from, or else what it is about."""
    rule = request.url_rule
    if rule is None or "GET" in (rule.methods or ()):
        return _address()
    came_from = safe_path(_parts(request.referrer).path)
    return came_from if came_from and _is_page(came_from) else request.path.rsplit("/", 1)[0]


def _address() -> str:
    """What was asked for, with its query: it may say what the form is about."""
    return request.full_path.rstrip("?")


def _is_page(path: str) -> bool:
    """Whether ``path`` can be asked for, and is not only sent to."""
    try:
        current_app.url_map.bind("localhost").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def keep(
    form: str, page: str, fields: dict[str, list[str]], finish: str | None = None, key: str = KEY
) -> None:
    """Store a form under a fresh secret in the visitor's own cookie, cut to what the columns hold.

    ``finish`` names a deed of ``services/begun`` that signing in completes; ``key`` names its place
    in the cookie.
    """
    secret = secrets.token_urlsafe(32)
    with writing():
        db.session.add(
            KeptForm(
                secret_hash=secret_hash(secret),
                form=_storable(form, 60),
                page=_storable(page, 500),
                fields={
                    _storable(name, 60): [_storable(value, LONGEST_VALUE) for value in values]
                    for name, values in fields.items()
                },
                finish=finish,
                kept_at=now(),
            )
        )
    session[key] = secret


def _storable(text: str, longest: int) -> str:
    return text.replace("\0", "")[:longest]


def kept_form(key: str = KEY) -> KeptForm | None:
    """What this visitor has waiting, if anything."""
    secret = session.get(key)
    return kept_queries.kept_form(secret_hash(secret), now() - LIFETIME) if secret else None


def init_app(app: Flask) -> None:
    @app.before_request
    def give_back() -> None:
        if request.method != "GET" or KEY not in session or not current_actor().signed_in:
            return
        kept = kept_form()
        if kept is None:
            session.pop(KEY)
        elif kept.page in {request.path, _address()} and kept.finish is None:
            g.kept_form = {"form": kept.form, "fields": kept.fields}
            session.pop(KEY)
