"""The two sides of an offer read it here and the owner answers; below the account, all of one's offers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.errors import Invalid
from consult.queries import offers as queries
from consult.rules.permissions import Permission
from consult.services import offers as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.offers.blueprint import bp
from consult.web.offers.forms import ReplyForm


@bp.get("/offers")
@allow(Permission.USE_ACCOUNT)
def index() -> str:
    answered, after = request.args.get("show") == "answered", request.args.get("after")
    page = queries.own_offers(current_actor(), answered=answered, after=after)
    chosen: dict[str, Any] = {"show": "answered"} if answered else {}
    return render_template(
        "offers/index.html",
        page=page,
        answered=answered,
        begun=after is not None,
        orders=[
            (_("Waiting for my reply"), url_for(".index"), not answered),
            (_("Answered"), url_for(".index", show="answered"), answered),
        ],
        next_url=url_for(".index", **chosen, after=page.after) if page.after else None,
    )


@bp.get("/offers/<int:offer_id>")
@allow(Permission.USE_ACCOUNT)
def show(offer_id: int) -> str:
    page = queries.page(current_actor(), offer_id)
    return render_template("offers/show.html", page=page, form=ReplyForm() if page.answerable else None)


@bp.post("/offers/<int:offer_id>/answer")
@allow(Permission.USE_ACCOUNT)
@once
def answer(offer_id: int) -> ResponseReturnValue:
    form = ReplyForm()
    if form.validate_on_submit():
        try:
            deeds.answer_offer(
                current_actor(),
                offer_id,
                accept=form.accept.data == "yes",
                reply=form.reply.data or "",
                language=form.language.data or None,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your answer is on its way."), "success")
            return redirect(url_for(".show", offer_id=offer_id))
    page = queries.page(current_actor(), offer_id)
    return render_template("offers/show.html", page=page, form=form), form.http_status
