"""Staff enter what arrived on paper, by telephone or at a meeting, and print the receipt."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.kernel.errors import Invalid
from consult.queries import proposals as queries
from consult.rules.permissions import Permission
from consult.services import proposals as services
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.proposals.blueprint import bp
from consult.web.proposals.forms import BehalfForm


@bp.route("/proposals/on-behalf", methods=["GET", "POST"])
@allow(Permission.ENTER_ON_BEHALF)
@once
def on_behalf() -> ResponseReturnValue:
    form = BehalfForm()
    if form.validate_on_submit():
        try:
            proposal = services.enter_on_behalf(current_actor(), form.fields(), form.arrival())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".receipt", proposal_id=proposal.id))
    return render_template("proposals/on_behalf.html", form=form), form.http_status


@bp.get("/proposals/<int:proposal_id>/receipt")
@allow(Permission.ENTER_ON_BEHALF)
def receipt(proposal_id: int) -> str:
    return render_template("proposals/receipt.html", proposal=queries.receipt(current_actor(), proposal_id))
