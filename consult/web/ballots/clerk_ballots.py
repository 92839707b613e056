"""What a clerk does with one ballot: suspend, resume, withdraw, annul together with a second person."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.actor import Actor
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.models.ballots import Ballot
from consult.queries import ballots as queries
from consult.queries.sittings import sitting_id_of
from consult.rules.permissions import Permission
from consult.services import ballots as deeds
from consult.web.ballots.blueprint import bp
from consult.web.ballots.forms import AnnulForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once

#: A step of one ballot → its deed, and the sentence that confirms it.
STEPS: dict[str, tuple[Callable[[Actor, int], Ballot], str]] = {
    "suspend": (deeds.suspend, N_("Voting is suspended. Votes already cast stand.")),
    "resume": (deeds.resume, N_("Voting goes on.")),
    "withdraw": (deeds.withdraw, N_("The ballot is withdrawn.")),
    "confirm-annulment": (deeds.confirm_annulment, N_("The ballot is annulled. Its votes do not count.")),
    "recall-annulment": (deeds.recall_annulment, N_("The request for annulment is gone. The ballot stands.")),
}


@bp.post(
    "/clerk/ballots/<int:ballot_id>"
    "/<any(suspend, resume, withdraw, 'confirm-annulment', 'recall-annulment'):step>"
)
@allow(Permission.RUN_BALLOTS)
@once
def clerk_ballot_step(ballot_id: int, step: str) -> ResponseReturnValue:
    deed, done = STEPS[step]
    ballot = deed(current_actor(), ballot_id)
    flash(_(done), "success")
    return redirect(_room(ballot))


def _room(ballot: Ballot) -> str:
    """Where the clerk goes on: the ballot's paper, or the sitting in which it takes place."""
    if ballot.paper_id is not None:
        return url_for(".clerk_paper", paper_id=ballot.paper_id)
    return url_for("sittings.clerk_sitting", sitting_id=sitting_id_of(ballot.id))


@bp.route("/clerk/ballots/<int:ballot_id>/annul", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_annul(ballot_id: int) -> ResponseReturnValue:
    form = AnnulForm()
    if form.validate_on_submit():
        try:
            ballot = deeds.ask_annulment(current_actor(), ballot_id, form.reason.data or "")
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("You asked for the annulment. A second person must confirm it."), "success")
            return redirect(_room(ballot))
    page = queries.page(current_actor(), ballot_id)
    return render_template("ballots/clerk_annul.html", form=form, page=page), form.http_status
