"""One commit a request, and one result a form, however often it is sent."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

from flask import flash, g, make_response, redirect, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.clock import now
from consult.kernel.db import writing
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.queries import accounts, forms
from consult.web.kit.access import current_actor

View = TypeVar("View", bound=Callable[..., Any])
ONCE = "__once__"
TOKEN_FIELD = "form_token"


class _Refused(Exception):
    """Carries a page that reports an error out of the transaction, so that nothing is written."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def once(view: View) -> View:
    """A POST runs in one transaction, committed when it ends in a redirect or a page below 400.

    The form's token is stored with the result in that transaction: a second sending is redirected to
    where the first one led. A GET passes through untouched.
    """

    @wraps(view)
    def wrapped(*args: Any, **values: Any) -> Any:
        if request.method != "POST":
            return view(*args, **values)
        return run_once(lambda: view(*args, **values))

    setattr(wrapped, ONCE, True)
    return cast(View, wrapped)


def repeatable(view: View) -> View:
    """For a POST that comes without a form token (RFC 8058) and whose second sending changes nothing more."""

    @wraps(view)
    def wrapped(*args: Any, **values: Any) -> Any:
        if request.method != "POST":
            return view(*args, **values)
        with writing():
            return view(*args, **values)

    setattr(wrapped, ONCE, True)
    return cast(View, wrapped)


def run_once(deed: Callable[[], Any]) -> Response:
    """``once`` for views that must do slow work (argon2) before the transaction begins."""
    g.received_at = now()
    token, session_id = _token(), current_actor().session_id
    try:
        with writing():
            first = forms.use_token(token, now())
            if first is not None:
                return _repeated(first)
            response = cast(Response, make_response(deed()))
            if response.status_code >= 400:
                raise _Refused(response)
            forms.set_result(token, response.headers.get("Location", ""))
            if session_id is not None:  # last, so that its row is locked for a moment only
                accounts.touch_session(session_id, now())
            return response
    except _Refused as refused:
        return refused.response


def received_at() -> datetime:
    """When this POST came, before it waited for its turn to write: deadlines are held against this."""
    return cast(datetime, g.received_at)


def _repeated(location: str) -> Response:
    flash(_("You had already sent this. It was counted once."), "info")
    return redirect(location or request.path)


def _token() -> str:
    sent = request.form.get(TOKEN_FIELD, "")
    if not 20 <= len(sent) <= 64:
        raise Invalid("form_incomplete", N_("This form was incomplete. Please open the page again."))
    owner = current_actor().account_id or session.get("csrf_token", "")
    return hashlib.sha256(f"{owner}|{request.path}|{sent}".encode()).hexdigest()
