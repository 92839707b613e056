"""Signing out elsewhere, taking one's data along, and leaving for good."""

import json
from datetime import datetime

from flask import Response, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from consult.kernel.errors import Invalid
from consult.queries.leaving import own_data
from consult.rules.permissions import Permission
from consult.services import accounts
from consult.services.accounts import Checked
from consult.web.accounts.account import compare, guarded, own_account
from consult.web.accounts.area import bp
from consult.web.accounts.arriving import beforehand
from consult.web.accounts.forms import EraseForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once


@bp.post("/account/sessions/<int:session_id>/end")
@allow(Permission.USE_ACCOUNT)
@once
def end_session(session_id: int) -> ResponseReturnValue:
    accounts.end_session(current_actor(), session_id)
    flash(_("This device is signed out."), "success")
    return redirect(url_for(".account"))


@bp.post("/account/sign-out-everywhere")
@allow(Permission.USE_ACCOUNT)
@once
def sign_out_everywhere() -> ResponseReturnValue:
    accounts.sign_out_everywhere(current_actor())
    return _goodbye(_("You are signed out everywhere."))


@bp.get("/account/export")
@allow(Permission.USE_ACCOUNT)
def export() -> Response:
    """My data as JSON, moments in ISO 8601 and UTC."""
    data = own_data(current_actor().account_id or 0)
    text = json.dumps(data, ensure_ascii=False, indent=2, default=_plain)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(text, mimetype="application/json", headers=headers)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@bp.route("/account/erase", methods=["GET", "POST"])
@allow(Permission.USE_ACCOUNT)
@guarded
@beforehand(compare)
@once
def erase(prepared: Checked | None) -> ResponseReturnValue:
    form = EraseForm()
    if form.validate_on_submit():
        try:
            accounts.erase(current_actor(), prepared, texts=form.texts.data)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _goodbye(_("Your account is erased. Thank you for having taken part."))
    page = render_template("accounts/erase.html", form=form, mine=own_account())
    return page, form.http_status


def _goodbye(sentence: str) -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash(sentence, "success")
    return redirect(url_for("home.index"))
