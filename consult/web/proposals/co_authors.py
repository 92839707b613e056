"""Whoever is named as a co-author, because their proposal was merged, can refuse that here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.queries import proposals as queries
from consult.rules.permissions import Permission
from consult.services import moderation
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.proposals.blueprint import bp


@bp.get("/proposals/<int:proposal_id>/co-authors/refuse")
@allow(Permission.USE_ACCOUNT)
def confirm_refusal(proposal_id: int) -> str:
    """Where the address in a mail leads. Writes nothing."""
    page = queries.own_part(current_actor(), proposal_id)
    return render_template("proposals/refuse_co_authorship.html", page=page)


@bp.post("/proposals/<int:proposal_id>/co-authors/refuse")
@allow(Permission.USE_ACCOUNT)
@once
def refuse_co_authorship(proposal_id: int) -> ResponseReturnValue:
    moderation.refuse_co_authorship(current_actor(), proposal_id)
    flash(_("You are no longer named as a co-author."), "success")
    return redirect(url_for(".show", proposal_id=proposal_id))
