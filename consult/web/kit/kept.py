"""What was typed or begun before signing in is kept here and given back afterwards."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, g, request, session

from consult.kernel.clock import now
from consult.kernel.db import db, writing
from consult.kernel.hashes import secret_hash
from consult.models.forms import KeptForm
from consult.queries import forms as kept_queries
from consult.web.kit.access import current_actor
from consult.web.kit.forms import NEVER_KEPT

LIFETIME = timedelta(days=7)
KEY = "kept"
MOST_FIELDS = 60


def safe_path(target: str | None) -> str | None:
    """``target`` when it is a path of this site, else None: no scheme, host, backslash or control sign."""
    if not target or not target.startswith("/") or len(target) > 500:
        return None
    if target.startswith("//") or "\\" in target or any(ord(sign) < 32 for sign in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and not parts.path.startswith("//") else None


def from_same_site() -> bool:
    """Whether the browser says that this POST comes from one of our own pages."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc == request.host


def keep_request() -> bool:
    """Keep the fields of this refused POST, never passwords, in a transaction of its own."""
    if request.method != "POST" or not from_same_site() or not request.form:
        return False
    fields = {
        name: [value[:20_000] for value in values]
        for name, values in list(request.form.lists())[:MOST_FIELDS]
        if name not in NEVER_KEPT
    }
    page = request.path
    if request.url_rule is not None and "GET" not in (request.url_rule.methods or ()):
        page = safe_path(urlsplit(request.referrer or "").path) or page
    keep(request.form.get("form_name", "")[:60], page, fields)
    return True


def keep(form: str, page: str, fields: dict[str, list[str]], finish: str | None = None) -> None:
    """Store a form under a fresh secret in the visitor's own cookie.

    ``finish`` names a deed of ``services/begun`` that signing in completes.
    """
    secret = secrets.token_urlsafe(32)
    with writing():
        db.session.add(
            KeptForm(
                secret_hash=secret_hash(secret),
                form=form,
                page=page,
                fields=fields,
                finish=finish,
                kept_at=now(),
            )
        )
    session[KEY] = secret


def kept_form() -> KeptForm | None:
    """What this visitor has waiting, if anything."""
    secret = session.get(KEY)
    return kept_queries.kept_form(secret_hash(secret), now() - LIFETIME) if secret else None


def init_app(app: Flask) -> None:
    @app.before_request
    def give_back() -> None:
        if request.method != "GET" or KEY not in session or not current_actor().signed_in:
            return
        kept = kept_form()
        if kept is None:
            session.pop(KEY)
        elif kept.page == request.path and kept.finish is None:
            g.kept_form = {"form": kept.form, "fields": kept.fields}
            session.pop(KEY)
