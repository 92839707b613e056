"""Anyone, signed in or not, reports a text here and learns what happens next."""

import hashlib
import hmac

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from consult.kernel.errors import Invalid
from consult.kernel.territory import territory
from consult.queries import moderation as queries
from consult.rules.moderation import Ground, Notice, Subject, SubjectKind
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.limits import VISITOR_WRITES, is_reading, is_signed_in, limiter
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.forms import ReportForm

by_visitors = limiter.shared_limit(
    VISITOR_WRITES,
    scope="reports",
    key_func=get_remote_address,
    exempt_when=lambda: is_reading() or is_signed_in(),
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
    return _report(Subject(SubjectKind.PROPOSAL, proposal_id))


@bp.route("/comments/<int:comment_id>/report", methods=["GET", "POST"])
@allow(Permission.REPORT)
@by_visitors
@once
def report_comment(comment_id: int) -> ResponseReturnValue:
    return _report(Subject(SubjectKind.COMMENT, comment_id))


def _report(subject: Subject) -> ResponseReturnValue:
    page = queries.reportable(subject)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            deeds.report(
                current_actor(),
                subject,
                Notice(Ground(form.ground.data), form.explanation.data or ""),
                address_hash(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for("moderation.reported", proposal_id=page.proposal_id))
    status = 422 if request.method == "POST" else 200
    return render_template("moderation/report.html", page=page, form=form), status


@bp.get("/proposals/<int:proposal_id>/reported")
@allow(Permission.REPORT)
def reported(proposal_id: int) -> str:
    """What happens next, after a report on the proposal or on a comment under it."""
    page = queries.reportable(Subject(SubjectKind.PROPOSAL, proposal_id))
    days = territory().settings["report_review_days"]
    return render_template("moderation/reported.html", page=page, days=days)
