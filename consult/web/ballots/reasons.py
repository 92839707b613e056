"""Moderators read one public reason here, withhold it under a rule of the charter, or show it again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from consult.kernel.errors import Invalid
from consult.queries import ballots as queries
from consult.rules.lifecycle import Visibility
from consult.rules.moderation import REPORT_GROUNDS, Ground
from consult.rules.permissions import Permission, require
from consult.services import ballots as deeds
from consult.services.ballots.reasons import facts_of
from consult.web.ballots.blueprint import bp
from consult.web.kit import options
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import HouseForm
from consult.web.kit.transaction import once


class WithholdForm(HouseForm):
    """Which rule the reason breaks."""

    ground = RadioField(
        _l("Rule that applies"), validators=[InputRequired(_l("Please choose the rule that applies."))]
    )

    def __init__(self) -> None:
        super().__init__()
        self.ground.choices = options.labelled(REPORT_GROUNDS)


@bp.route("/ballots/<int:ballot_id>/reasons/<int:seat_id>", methods=["GET", "POST"])
@allow(Permission.MODERATE)
@once
def reason(ballot_id: int, seat_id: int) -> ResponseReturnValue:
    found = queries.public_reason(ballot_id, seat_id)
    require(current_actor(), Permission.MODERATE, facts_of(found))
    form = WithholdForm()
    if form.validate_on_submit():
        try:
            deeds.withhold(current_actor(), ballot_id, seat_id, Ground(form.ground.data))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The reason is withheld. The councillor will be told."), "success")
            return redirect(url_for(".reason", ballot_id=ballot_id, seat_id=seat_id))
    visible = found.row.visibility is Visibility.VISIBLE
    body = render_template("ballots/reason.html", reason=found, visible=visible, form=form)
    return body, form.http_status


@bp.post("/ballots/<int:ballot_id>/reasons/<int:seat_id>/restore")
@allow(Permission.MODERATE)
@once
def restore_reason(ballot_id: int, seat_id: int) -> ResponseReturnValue:
    deeds.restore(current_actor(), ballot_id, seat_id)
    flash(_("The reason is public again. The councillor will be told."), "success")
    return redirect(url_for(".reason", ballot_id=ballot_id, seat_id=seat_id))
