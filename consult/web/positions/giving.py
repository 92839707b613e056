"""Those who keep an organisation give its position here, change it and take it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid, NotFound, Outdated
from consult.queries import positions as queries
from consult.rules.permissions import Facts, Permission, require
from consult.rules.positions import About, Thing
from consult.services import positions
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import row_number
from consult.web.kit.localised_field import spread
from consult.web.kit.transaction import once
from consult.web.positions.blueprint import bp
from consult.web.positions.forms import PositionForm


def _asked_for() -> Thing:
    """The one thing that the address names, as ``?chantier=4``, ``?action=12`` or ``?project=1``."""
    for about in About:
        number = request.args.get(about.value, type=row_number)
        if number is not None:
            return Thing(about, number)
    raise NotFound


@bp.route("/positions/new", methods=["GET", "POST"])
@allow(Permission.GIVE_POSITION)
@once
def new() -> ResponseReturnValue:
    """Where all the reader's organisations have given their position already, the page says so."""
    actor, thing = current_actor(), _asked_for()
    on = queries.thing(thing)
    ours = queries.open_organisations(actor, thing)
    form = PositionForm(organisations=ours)
    status = 200
    if ours and form.validate_on_submit():
        try:
            made = positions.give(actor, form.organisation.data, thing, form.fields())
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
            status = refusal.status
        else:
            flash(_("The position of your organisation is public now."), "success")
            return redirect(url_for(".show", position_id=made.id))
    page = render_template("positions/form.html", form=form, on=on, ours=ours, position=None, stale=False)
    return page, form.http_status if status == 200 else status


@bp.route("/positions/<int:position_id>/edit", methods=["GET", "POST"])
@allow(Permission.GIVE_POSITION)
@once
def edit(position_id: int) -> ResponseReturnValue:
    """A change meanwhile is a 409 with both: the version that holds, and what was typed, now based on it."""
    actor = current_actor()
    page = queries.page(actor, position_id)
    found = page.position
    require(actor, Permission.GIVE_POSITION, Facts(organisation_id=found.organisation_id))
    now = {"stance": found.stance.value, "based_on": found.number}
    form = PositionForm(data=now | spread({"reasons": found.reasons}))
    status, stale = 200, False
    if form.validate_on_submit():
        try:
            positions.change(actor, position_id, form.fields(), form.revision)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
            status, stale = refusal.status, isinstance(refusal, Outdated)
            form.base_on(found.number)
        else:
            flash(_("The position is saved."), "success")
            return redirect(url_for(".show", position_id=position_id))
    html = render_template("positions/form.html", form=form, on=page.on, ours=[], position=found, stale=stale)
    return html, form.http_status if status == 200 else status


@bp.post("/positions/<int:position_id>/withdraw")
@allow(Permission.GIVE_POSITION)
@once
def withdraw(position_id: int) -> ResponseReturnValue:
    gone = positions.withdraw(current_actor(), position_id)
    flash(_("The position is withdrawn. You can give another one."), "success")
    return redirect(url_for(".show", position_id=gone.id))
