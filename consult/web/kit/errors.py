"""Every refusal becomes a page with the right status and one clear sentence; never a trace."""

import structlog
from flask import Flask, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from consult.kernel.db import BUSY, db
from consult.kernel.errors import DomainError
from consult.kernel.i18n import translate
from consult.kernel.messages import N_, Message
from consult.queries.accounts import suspended_until
from consult.web.kit.access import SignInNeeded, current_actor, forget_who
from consult.web.kit.kept import keep_request, page_of_form
from consult.web.kit.limits import seconds_to_wait

log = structlog.get_logger()
OWN_PAGES = {403, 404, 409, 413, 429, 500}
SENTENCES = {
    400: N_("We could not read this request. Nothing was changed."),
    403: N_("You may not do this."),
    404: N_("This page does not exist."),
    405: N_("This address cannot be used in this way."),
    413: N_("What you sent is too large. Please shorten it."),
    429: N_("You did this many times in a short while. Please wait a few minutes."),
    500: N_("Something went wrong on our side. Nothing was changed."),
    503: N_("We are very busy right now. Nothing was lost; please try again in a moment."),
}


def page(status: int, sentence: str, *, kept: bool = False, code: str = "") -> Response:
    """The error page of ``status``; ``kept`` tells that the typed text waits for its author.

    Templates also get ``typed``, whether a form was sent, and ``back``, the page that it stood on.
    """
    if status >= 500:
        forget_who()
    template = f"errors/{status}.html" if status in OWN_PAGES else "errors/error.html"
    until = suspended_until(current_actor().account_id) if code == "suspended" else None
    typed = request.method == "POST"
    back = page_of_form() if typed else request.full_path.rstrip("?")
    facts = {"status": status, "code": code, "kept": kept, "until": until, "typed": typed, "back": back}
    return make_response(render_template(template, sentence=sentence, **facts), status)


def domain_error(error: DomainError) -> Response:
    return page(error.status, translate(error.message), code=error.code)


def sign_in_needed(error: SignInNeeded) -> Response:
    return _sign_in_page(keep_request())


def _sign_in_page(kept: bool) -> Response:
    sentence = translate(SignInNeeded().message)
    g.leads_to = url_for("accounts.sign_in")  # what was typed waits behind it, in either language
    return make_response(
        render_template("errors/sign_in.html", status=401, kept=kept, sentence=sentence), 401
    )


def csrf_error(error: CSRFError) -> Response:
    """The session in which the form was opened is over; a text is kept, and waits behind signing in again.

    Forms of the entrance itself are not kept: only somebody signed in gets a kept form back.
    """
    signed_in = current_actor().signed_in
    kept = (signed_in or request.blueprint != "accounts") and keep_request()
    g.leads_to = page_of_form()  # an unguarded text is never repeated in a page of ours
    if kept and not signed_in:
        return _sign_in_page(kept)
    return page(400, _("This form had expired, so nothing was sent."), kept=kept, code="form_expired")


def http_error(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    status = error.code or 500
    sentence = translate(Message(SENTENCES.get(status, SENTENCES[400])))
    if isinstance(
        error, SecurityError
    ):  # a host that is not ours: no page, for none of its links could be built
        return make_response((sentence, status, {"Content-Type": "text/plain; charset=utf-8"}))
    response = page(status, sentence)
    for header, value in error.get_headers():
        if header in {"Allow", "Retry-After"}:
            response.headers[header] = value
    if isinstance(error, RateLimitExceeded):
        response.headers["Retry-After"] = str(seconds_to_wait(error))
    return response


def database_busy(error: Exception) -> Response:
    db.session.rollback()
    log.warning("database_busy", path=request.path)
    response = page(503, translate(Message(SENTENCES[503])))
    response.headers["Retry-After"] = "5"
    return response


def unexpected(error: Exception) -> Response:
    """The 500 page; should even that fail to render, its bare sentence."""
    db.session.rollback()
    log.exception("unexpected_error", path=request.path, method=request.method)
    sentence = translate(Message(SENTENCES[500]))
    try:
        return page(500, sentence)
    except Exception:
        log.exception("error_page_failed", path=request.path)
        return make_response((sentence, 500, {"Content-Type": "text/plain; charset=utf-8"}))


def init_app(app: Flask) -> None:
    app.register_error_handler(SignInNeeded, sign_in_needed)
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, http_error)
    for busy in BUSY:
        app.register_error_handler(busy, database_busy)
    app.register_error_handler(Exception, unexpected)
