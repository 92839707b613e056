"""A councillor's desk: what waits for a vote, one's own votes and results; and how one claims the record."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.i18n import translate
from consult.queries import ballots as queries
from consult.queries import sittings
from consult.rules.permissions import Permission
from consult.services import seats
from consult.web.desk.forms import ClaimForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.limits import ACCOUNT_ENTRY, is_reading, limiter
from consult.web.kit.locale import area
from consult.web.kit.transaction import once

bp = area("desk", __name__)


@bp.get("/desk")
@allow(Permission.VOTE)
def index() -> str:
    councillor_id = current_actor().councillor_id
    if councillor_id is None:
        raise NotFound()
    return render_template(
        "desk/index.html",
        desk=queries.desk(councillor_id),
        convened=sittings.convocations(councillor_id),
        by_chantier=request.args.get("by") == "chantier",
    )


@bp.route("/claim", methods=["GET", "POST"])
@allow(Permission.CLAIM_SEAT)
@limiter.limit(ACCOUNT_ENTRY, exempt_when=is_reading)
@once
def claim() -> ResponseReturnValue:
    form = ClaimForm()
    if form.validate_on_submit():
        try:
            seats.claim(current_actor(), form.code.data or "")
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            return render_template("desk/claim.html", form=form, refusal=translate(refusal.message)), 409
        else:
            flash(_("Welcome. You can now vote for your seat."), "success")
            return redirect(url_for(".index"))
    return render_template("desk/claim.html", form=form), form.http_status
