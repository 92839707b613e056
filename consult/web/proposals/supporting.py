"""A press of the support button arrives here, from somebody signed in or from somebody who will be."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.errors import Conflict
from consult.kernel.i18n import translate
from consult.queries import proposals as queries
from consult.rules.permissions import Permission
from consult.services import proposals as services
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.kept import keep
from consult.web.kit.transaction import once
from consult.web.proposals.blueprint import bp


@bp.get("/proposals/<int:proposal_id>/support")
@public
def begin_support(proposal_id: int) -> ResponseReturnValue:
    """For the signed-out, whose pages hold no form: says what signing in will complete. Writes nothing."""
    actor = current_actor()
    proposal, text = queries.in_own_language(actor, proposal_id)
    if actor.signed_in:
        return redirect(url_for(".show", proposal_id=proposal_id, _anchor="support"))
    return render_template("proposals/support.html", proposal=proposal, text=text)


@bp.post("/proposals/<int:proposal_id>/support")
@public
@once
def support(proposal_id: int) -> ResponseReturnValue:
    actor = current_actor()
    if not actor.signed_in:
        return _keep_for_later(proposal_id)
    try:
        services.support(actor, proposal_id)
    except Conflict as refusal:
        flash(translate(refusal.message), "info")
    else:
        flash(_("Thank you: your support was counted."), "success")
    return _back(proposal_id)


def _keep_for_later(proposal_id: int) -> Response:
    queries.readable(current_actor(), proposal_id)
    page = url_for(".show", proposal_id=proposal_id)
    keep("", page, {"proposal_id": [str(proposal_id)]}, finish="support")
    return redirect(url_for("accounts.sign_in"))


@bp.get("/proposals/<int:proposal_id>/support/withdraw")
@allow(Permission.WITHDRAW_SUPPORT)
def confirm_support_withdrawal(proposal_id: int) -> str:
    """Where the link of a mail leads: says what would happen. Writes nothing."""
    page = queries.own_part(current_actor(), proposal_id)
    return render_template("proposals/withdraw_support.html", page=page)


@bp.post("/proposals/<int:proposal_id>/support/withdraw")
@allow(Permission.WITHDRAW_SUPPORT)
@once
def withdraw_support(proposal_id: int) -> ResponseReturnValue:
    try:
        services.withdraw_support(current_actor(), proposal_id)
    except Conflict as refusal:
        flash(translate(refusal.message), "info")
    else:
        flash(_("Your support is withdrawn."), "success")
    return _back(proposal_id)


def _back(proposal_id: int) -> Response:
    return redirect(url_for(".show", proposal_id=proposal_id, _anchor="support"))
