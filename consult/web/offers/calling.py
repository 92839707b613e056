"""Everybody finds the open calls for volunteers here; editors make, change and close them."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Invalid, Outdated
from consult.kernel.i18n import localised
from consult.queries import offers as queries
from consult.rules.permissions import Facts, Permission, require
from consult.services import offers as deeds
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.forms import row_number
from consult.web.kit.transaction import once
from consult.web.offers.blueprint import bp
from consult.web.offers.forms import CallForm, ListForm


@bp.get("/calls")
@public
def calls() -> str:
    chantier, after = request.args.get("chantier", type=row_number), request.args.get("after")
    page = queries.calls(chantier, after)
    form = ListForm(formdata=None, data={"chantier": str(chantier or "")})
    form.chantier.choices = {"": _("All chantiers")} | {
        str(number): f"{number}. {localised(name)}" for number, name in page.chantiers
    }
    chosen: dict[str, Any] = {"chantier": chantier} if chantier else {}
    return render_template(
        "offers/calls.html",
        page=page,
        filters=form,
        chosen=chosen,
        begun=after is not None,
        next_url=url_for(".calls", **chosen, after=page.after) if page.after else None,
    )


@bp.route("/editing/programme/<int:action_id>/call", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def new_call(action_id: int) -> ResponseReturnValue:
    action = queries.action(action_id)
    require(current_actor(), Permission.EDIT_PROGRAMME, Facts(chantier=action.chantier_number))
    form = CallForm()
    if form.validate_on_submit():
        try:
            deeds.call(current_actor(), action_id, form.fields())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The call is published."), "success")
            return redirect(_place(action_id))
    body = render_template("offers/call.html", action=action, call=None, form=form, stale=False)
    return body, form.http_status


@bp.route("/editing/calls/<int:call_id>", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def edit_call(call_id: int) -> ResponseReturnValue:
    call = queries.call(call_id)
    require(current_actor(), Permission.EDIT_PROGRAMME, call.facts)
    form, status, stale = CallForm.of(call), 200, False
    if form.validate_on_submit():
        try:
            deeds.change_call(current_actor(), call_id, form.fields(), form.revision)
        except Invalid as refusal:
            form.refuse(refusal)
        except Outdated as refusal:
            form.refuse(refusal)
            form.base_on(call.revision)
            status, stale = 409, True
        else:
            flash(_("The call is changed."), "success")
            return redirect(_place(call.action_id))
    status = max(status, form.http_status) if not stale else status
    body = render_template("offers/call.html", action=call.action, call=call, form=form, stale=stale)
    return body, status


@bp.post("/editing/calls/<int:call_id>/close")
@allow(Permission.EDIT_PROGRAMME)
@once
def close_call(call_id: int) -> ResponseReturnValue:
    call = deeds.close_call(current_actor(), call_id)
    flash(_("The call is closed. Offers that wait can still be answered."), "success")
    return redirect(_place(call.action_id))


def _place(action_id: int) -> str:
    """Where the action's calls stand."""
    return url_for("programme.action", action_id=action_id, _anchor="calls")
