"""People offer help to a need or a call here, signed in or not yet, change what they offer or withdraw."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.queries import offers as queries
from consult.queries.offers import OfferTo
from consult.rules.permissions import Permission, require
from consult.services import offers as deeds
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.forms import NEVER_KEPT
from consult.web.kit.kept import keep
from consult.web.kit.transaction import once
from consult.web.offers.blueprint import bp
from consult.web.offers.forms import ChangeForm, OfferForm


@bp.route("/proposals/<int:proposal_id>/offers/new", methods=["GET", "POST"])
@public
@once
def new_to_need(proposal_id: int) -> ResponseReturnValue:
    return _new(queries.need_page(current_actor(), proposal_id))


@bp.route("/calls/<int:call_id>/offers/new", methods=["GET", "POST"])
@public
@once
def new_to_call(call_id: int) -> ResponseReturnValue:
    return _new(queries.call_page(current_actor(), call_id))


def _new(page: OfferTo) -> ResponseReturnValue:
    """The form, also for whoever will sign in only then: their words are kept meanwhile."""
    actor = current_actor()
    if actor.signed_in:
        require(actor, Permission.OFFER, page.thing.facts)
    form = OfferForm(left=page.left)
    if form.validate_on_submit():
        if not actor.signed_in:
            return _keep_for_later(form)
        try:
            made = deeds.offer(actor, page.thing, form.fields())
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            flash(_("Thank you. Your offer has arrived; you hear from us when it is answered."), "success")
            return redirect(url_for(".show", offer_id=made.id))
    return render_template("offers/new.html", page=page, form=form), form.http_status


def _keep_for_later(form: OfferForm) -> ResponseReturnValue:
    fields = {name: request.form.getlist(name) for name in form._fields if name not in NEVER_KEPT}
    keep(form.form_name(), request.path, fields)
    flash(_("Your text is kept. Sign in, or sign up, to go on with it."), "info")
    return redirect(url_for("accounts.sign_in"))


@bp.route("/offers/<int:offer_id>/edit", methods=["GET", "POST"])
@allow(Permission.USE_ACCOUNT)
@once
def edit(offer_id: int) -> ResponseReturnValue:
    page = queries.page(current_actor(), offer_id)
    if not page.changeable:
        raise Conflict("offer_answered", N_("This offer cannot be changed any more."))
    offer = page.offer
    form = ChangeForm(data={"text": offer.text, "language": offer.language, "named": offer.named})
    if form.validate_on_submit():
        try:
            deeds.change_offer(current_actor(), offer_id, form.offered(offer.kind))
        except (Invalid, Conflict) as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your offer is changed."), "success")
            return redirect(url_for(".show", offer_id=offer_id))
    return render_template("offers/edit.html", page=page, form=form), form.http_status


@bp.post("/offers/<int:offer_id>/withdraw")
@allow(Permission.USE_ACCOUNT)
@once
def withdraw(offer_id: int) -> ResponseReturnValue:
    deeds.withdraw_offer(current_actor(), offer_id)
    flash(_("Your offer is withdrawn."), "success")
    return redirect(url_for(".show", offer_id=offer_id))
