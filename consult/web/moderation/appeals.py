"""An author contests a decision here; somebody else than the first moderator decides on the appeal."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.queries import moderation as queries
from consult.rules.moderation import CATEGORY_CODES, recorded
from consult.rules.permissions import Permission
from consult.services import moderation as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.moderation.appeal_forms import JudgeForm
from consult.web.moderation.blueprint import bp
from consult.web.moderation.public_forms import AppealForm, told

WORDS = {"recorded": recorded, "codes": CATEGORY_CODES}


@bp.route("/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@allow(Permission.APPEAL)
@once
def contest(decision_id: int) -> ResponseReturnValue:
    """Whom the decision concerns asks for another look, once."""
    page, form = queries.statement(current_actor(), decision_id), AppealForm()
    if not page.mine:
        raise NotFound
    refused: Conflict | None = None
    try:
        deeds.check_contestable(page.decision)
        if form.validate_on_submit():
            deeds.contest(current_actor(), decision_id, form.text.data or "")
            flash(_("Your appeal has arrived."), "success")
            return redirect(url_for("moderation.statement", decision_id=decision_id))
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as refusal:
        refused = refusal
    html = render_template("moderation/appeal.html", page=page, form=form, refused=told(refused), **WORDS)
    return html, refused.status if refused else form.http_status


@bp.route("/moderation/appeals/<int:appeal_id>", methods=["GET", "POST"])
@allow(Permission.DECIDE_APPEAL)
@once
def appeal(appeal_id: int) -> ResponseReturnValue:
    """The first decision, what is said against it, and the form of whoever decides."""
    item = queries.appeal_item(current_actor(), appeal_id)
    form = JudgeForm().offer(item)
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            deeds.judge(current_actor(), appeal_id, form.verdict)
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            form.refuse(refusal)
            status = refusal.status
            item = queries.appeal_item(current_actor(), appeal_id)
        else:
            flash(_("Your decision on the appeal is recorded. Everybody concerned is told."), "success")
            return redirect(url_for("moderation.appeal", appeal_id=appeal_id))
    form.refresh(item)
    return render_template("moderation/appeal_item.html", item=item, form=form, **WORDS), status
