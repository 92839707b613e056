"""A second person confirms or declines here the suspension of an account that somebody proposed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.clock import now
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.queries import moderation as queries
from consult.rules.moderation import recorded
from consult.rules.permissions import Facts, Permission, require
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.moderation.blueprint import bp


@bp.route("/moderation/suspensions/<int:suspension_id>", methods=["GET", "POST"])
@allow(Permission.CONFIRM_SUSPENSION)
@once
def suspension(suspension_id: int) -> ResponseReturnValue:
    actor = current_actor()
    if request.method == "POST":
        return _decided(suspension_id)
    page = queries.suspension_page(actor, suspension_id)
    require(actor, Permission.CONFIRM_SUSPENSION, Facts(author_id=page.proposed.account_id))
    own = page.proposed.proposed_by_id == actor.account_id
    return render_template("moderation/suspension.html", page=page, own=own, now=now(), recorded=recorded)


def _decided(suspension_id: int) -> ResponseReturnValue:
    """``deed`` is ``confirm`` or ``decline``, the name of the button."""
    wanted = request.form.get("deed")
    if wanted == "confirm":
        deeds.confirm(current_actor(), suspension_id)
        flash(_("The account is suspended. The person is told by mail, with the reasons."), "success")
    elif wanted == "decline":
        deeds.decline(current_actor(), suspension_id)
        flash(_("You declined. The account stays as it is."), "success")
    else:
        raise Invalid("deed_missing", N_("Please confirm or decline."))
    return redirect(url_for("moderation.index"))
