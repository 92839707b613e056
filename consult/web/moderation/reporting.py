"""Anyone, signed in or not, reports a text or a name here, and follows what becomes of it by its receipt."""

import hashlib
import hmac
from dataclasses import replace

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.i18n import current_language
from consult.kernel.territory import territory
from consult.models.moderation import Report
from consult.queries import moderation as queries
from consult.queries.moderation import Reportable
from consult.rules.moderation import Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.web.kit.access import SignInNeeded, allow, current_actor
from consult.web.kit.limits import VISITOR_WRITES, is_reading, is_signed_in, limiter
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.public_forms import AppealForm, ReportForm, told

by_visitors = limiter.shared_limit(
    VISITOR_WRITES,
    scope="reports",
    key_func=get_remote_address,
    exempt_when=lambda: is_reading() or is_signed_in(),
    override_defaults=False,
)
#: Only codes that nobody has are counted, so that many may look at their own from one address.
by_guessers = limiter.shared_limit(
    "20 per minute; 100 per hour",
    scope="receipts",
    key_func=get_remote_address,
    deduct_when=lambda response: response.status_code == NotFound.status,
    override_defaults=False,
)


def address_hash() -> str:
    """SHA-256 of the visitor's address, keyed with the secret, so that nobody can try addresses out."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"report:{get_remote_address()}".encode(), hashlib.sha256).hexdigest()


@bp.route("/proposals/<int:proposal_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_proposal(proposal_id: int) -> ResponseReturnValue:
    return _report(queries.reportable(current_actor(), Subject(SubjectKind.PROPOSAL, proposal_id)))


@bp.route("/comments/<int:comment_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_comment(comment_id: int) -> ResponseReturnValue:
    return _report(queries.reportable(current_actor(), Subject(SubjectKind.COMMENT, comment_id)))


@bp.route("/organisations/<int:organisation_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_organisation(organisation_id: int) -> ResponseReturnValue:
    return _report(queries.reportable(current_actor(), Subject(SubjectKind.ORGANISATION, organisation_id)))


@bp.route("/positions/<int:position_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_position(position_id: int) -> ResponseReturnValue:
    return _report(queries.reportable(current_actor(), Subject(SubjectKind.POSITION, position_id)))


@bp.route("/offers/<int:offer_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_offer(offer_id: int) -> ResponseReturnValue:
    """Either side of an offer; it does not exist for others. Words sent after a session ended are kept."""
    if request.method == "POST" and not current_actor().signed_in:
        raise SignInNeeded
    return _report(queries.reportable(current_actor(), Subject(SubjectKind.OFFER, offer_id)))


@bp.route("/proposals/<int:proposal_id>/report-name", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_name_of_proposal(proposal_id: int) -> ResponseReturnValue:
    return _report(queries.name_behind(Subject(SubjectKind.PROPOSAL, proposal_id)))


@bp.route("/comments/<int:comment_id>/report-name", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_name_of_comment(comment_id: int) -> ResponseReturnValue:
    return _report(queries.name_behind(Subject(SubjectKind.COMMENT, comment_id)))


def _report(page: Reportable) -> ResponseReturnValue:
    """Show the form; on POST note the report and lead to its receipt."""
    form = ReportForm()
    refused: deeds.AlreadyReported | None = None
    if form.validate_on_submit():
        try:
            made = deeds.report(_reporter(), page.subject, form.notice, address_hash())
        except Invalid as refusal:
            form.refuse(refusal)
        except deeds.AlreadyReported as refusal:
            refused = refusal
        else:
            flash(_("Your report has arrived."), "success")
            return redirect(url_for("moderation.receipt", code=made.code))
    already = _own_first(refused.first) if refused else None
    html = render_template(
        "moderation/report.html", page=page, form=form, refused=told(refused), already=already
    )
    return html, refused.status if refused else form.http_status


def _reporter() -> Actor:
    """Who makes this request; a visitor reads the language of the page."""
    actor = current_actor()
    return actor if actor.signed_in else replace(actor, language=current_language())


def _own_first(first: Report) -> str | None:
    """The receipt of somebody's first report; a visitor's neighbours at one address must not see theirs."""
    return url_for("moderation.receipt", code=first.code) if current_actor().signed_in else None


@bp.get("/reports/<string:code>")
@allow(Permission.REPORT)
@by_guessers
def receipt(code: str) -> Response:
    """What was reported, by when it is read, what came of it; whoever has the address sees it."""
    page = queries.receipt(current_actor(), code)
    days = territory().settings["report_review_days"]
    html = render_template("moderation/receipt.html", page=page, days=days)
    return _unlisted(html)


@bp.route("/reports/<string:code>/appeal", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_guessers
@by_visitors
@once
def contest_report(code: str) -> Response:
    """Whoever reported asks for another look, once."""
    page, form = queries.receipt(current_actor(), code), AppealForm()
    refused: Conflict | None = None
    try:
        deeds.check_contestable_by_reporter(page)
        if form.validate_on_submit():
            deeds.contest_as_reporter(current_actor(), code, form.text.data or "")
            flash(_("Your appeal has arrived."), "success")
            return _unlisted(redirect(url_for("moderation.receipt", code=code)))
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as refusal:
        refused = refusal
    words = {"refused": told(refused)}
    html = render_template("moderation/appeal_report.html", page=page, form=form, **words)
    return _unlisted(html, refused.status if refused else form.http_status)


def _unlisted(page: object, status: int | None = None) -> Response:
    """Neither search engines nor caches keep a page whose address is a secret."""
    response = make_response(page) if status is None else make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
