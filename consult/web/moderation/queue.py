"""The list of what waits for a moderator, and the reminder of an answer that is overdue."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult.kernel.clock import now
from consult.queries import moderation as queries
from consult.rules.permissions import Permission, allows
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp
from consult.web.moderation.filtering import FilterForm, filters, filters_sent


@bp.get("/moderation")
@allow(Permission.CONFIRM_SUSPENSION)
def index() -> str:
    """Administrators who moderate nothing see what waits for a second person."""
    actor, sent, moment = current_actor(), filters_sent(), now()
    return render_template(
        "moderation/index.html",
        page=queries.queue(actor, filters(sent), moment, request.args.get("after")),
        filter_form=FilterForm(),
        sent=sent,
        now=moment,
        moderates=allows(actor, Permission.MODERATE),
    )


@bp.post("/moderation/proposals/<int:proposal_id>/remind")
@allow(Permission.MODERATE)
@once
def remind(proposal_id: int) -> ResponseReturnValue:
    told = deeds.remind(current_actor(), proposal_id)
    flash(
        ngettext(
            "%(num)s person of the administration is reminded by mail.",
            "%(num)s persons of the administration are reminded by mail.",
            told,
        ),
        "success",
    )
    return redirect(url_for("moderation.index", **filters_sent()))
