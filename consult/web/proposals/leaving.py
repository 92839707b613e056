"""Authors take a proposal back or delete a draft here, each after a page that says what will happen."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.queries import proposals as queries
from consult.rules.permissions import Permission
from consult.services import proposals as services
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.proposals.blueprint import bp


@bp.get("/proposals/<int:proposal_id>/withdraw")
@allow(Permission.WITHDRAW_PROPOSAL)
def confirm_withdrawal(proposal_id: int) -> str:
    page = queries.edit_page(current_actor(), proposal_id)
    return render_template("proposals/withdraw.html", page=page)


@bp.post("/proposals/<int:proposal_id>/withdraw")
@allow(Permission.WITHDRAW_PROPOSAL)
@once
def withdraw(proposal_id: int) -> ResponseReturnValue:
    services.withdraw(current_actor(), proposal_id)
    flash(_("Your proposal is withdrawn."), "success")
    return redirect(url_for(".show", proposal_id=proposal_id))


@bp.get("/proposals/<int:proposal_id>/discard")
@allow(Permission.EDIT_PROPOSAL)
def confirm_discarding(proposal_id: int) -> str:
    page = queries.edit_page(current_actor(), proposal_id)
    return render_template("proposals/discard.html", page=page)


@bp.post("/proposals/<int:proposal_id>/discard")
@allow(Permission.EDIT_PROPOSAL)
@once
def discard(proposal_id: int) -> ResponseReturnValue:
    services.discard(current_actor(), proposal_id)
    flash(_("Your draft is deleted."), "success")
    return redirect(url_for(".mine"))
