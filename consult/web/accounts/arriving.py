"""How somebody comes in: slow work first, then the cookie renewed and what they had begun finished."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import structlog
from flask import flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from consult.kernel.errors import Invalid
from consult.kernel.i18n import translate
from consult.queries import begun as begun_queries
from consult.services import accounts, begun, passwords
from consult.services.accounts import Entry, Wishes
from consult.web.accounts.device import device_name
from consult.web.kit.access import current_actor, enter
from consult.web.kit.kept import KEY, kept_form, safe_path

View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger()


def beforehand(work: Callable[..., Any]) -> Callable[[View], View]:
    """Do ``work`` (argon2) before the view's transaction begins; a POST gets its result as ``prepared``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def prepared(**values: Any) -> Any:
            return view(**values, prepared=work(**values) if request.method == "POST" else None)

        return cast(View, prepared)

    return decorate


def digest_of(field: str, *personal: str) -> str | Invalid:
    """The hash of the password in ``field``, or the refusal, which only the view can show."""
    try:
        return passwords.digest(request.form.get(field, ""), personal=personal, field=field)
    except Invalid as refusal:
        return refusal


def device() -> str:
    return device_name(request.user_agent.string)


def wishes(next_path: str | None) -> Wishes:
    """Where this visitor was going and what they had begun."""
    kept = kept_form()
    return Wishes(safe_path(next_path), kept.id if kept else None)


def arrive(entry: Entry) -> Response:
    """Give the browser its new session, finish what was begun, and lead to where it belongs.

    Everything the cookie held before is dropped, so that nobody can fix a session in advance.
    """
    accounts.sign_out(current_actor())
    session.clear()
    session.permanent = True
    enter(entry.actor, entry.secret)
    log.info("signed_in", account=entry.actor.account_id)
    target = safe_path(entry.wishes.next_path) or url_for("accounts.account")
    kept = begun_queries.kept(entry.wishes.kept_form_id)
    if kept is None:
        return redirect(target)
    shown_again = kept.finish is None
    finished = begun.finish(entry.actor, kept)
    if finished.message is not None:
        flash(translate(finished.message), "success" if finished.done else "warning")
    if finished.secret is not None:
        session[KEY] = finished.secret
    if finished.draft_id is not None:
        return redirect(url_for("proposals.check", proposal_id=finished.draft_id))
    if shown_again and entry.wishes.next_path:
        return redirect(target)
    return redirect(safe_path(finished.page) or target)
