"""Sign-in, sign-up and the request for a new password; known and unknown addresses see the same pages."""

import structlog
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from consult.kernel.errors import Invalid
from consult.services import accounts
from consult.services.accounts import Checked
from consult.web.accounts.area import bp
from consult.web.accounts.arriving import arrive, beforehand, device, digest_of, wishes
from consult.web.accounts.forms import AskResetForm, SignInForm, SignUpForm
from consult.web.kit.access import current_actor, public
from consult.web.kit.kept import kept_form, safe_path
from consult.web.kit.limits import entry
from consult.web.kit.transaction import once

MAILED_TO = "mailed_to"
CHOSEN = "chosen"
log = structlog.get_logger()


def compare() -> Checked | None:
    """The password just typed, compared; None when a link was asked for."""
    password = request.form.get("password", "")
    if not password or "by_link" in request.form:
        return None
    return accounts.check_credentials(request.form.get("email", ""), password)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@entry
@beforehand(compare)
@once
def sign_in(prepared: Checked | None) -> ResponseReturnValue:
    if request.method == "GET" and current_actor().signed_in:
        return redirect(safe_path(request.args.get("next")) or url_for(".account"))
    form = SignInForm(next=request.args.get("next"))
    if form.validate_on_submit():
        try:
            return _enter(form, prepared)
        except Invalid as refusal:
            log.info("sign_in_refused", reason=refusal.code)
            form.refuse(refusal)
    page = render_template("accounts/sign_in.html", form=form, kept=kept_form() is not None)
    return page, form.http_status


def _enter(form: SignInForm, checked: Checked | None) -> ResponseReturnValue:
    going = wishes(form.next.data)
    if checked is None:
        accounts.ask_link(form.email.data or "", going)
        return _mailed(form.email.data)
    entered = accounts.enter_by_password(checked, device(), going)
    return arrive(entered) if entered else _mailed(form.email.data)


def _mailed(address: str | None) -> ResponseReturnValue:
    session[MAILED_TO] = (address or "").strip()[:254]
    return redirect(url_for(".check_mail"))


def digest() -> str | Invalid | None:
    """The hash of a password chosen at sign-up; None without one."""
    if not request.form.get("password"):
        return None
    local_part = request.form.get("email", "").split("@")[0]
    return digest_of("password", local_part, request.form.get("display_name", ""))


@bp.route("/sign-up", methods=["GET", "POST"])
@public
@entry
@beforehand(digest)
@once
def sign_up(prepared: str | Invalid | None) -> ResponseReturnValue:
    if request.method == "GET" and current_actor().signed_in:
        return redirect(url_for(".account"))
    form = SignUpForm(next=request.args.get("next"))
    valid = form.validate_on_submit()
    if isinstance(prepared, Invalid):
        form.refuse(prepared)
    elif valid:
        try:
            accounts.sign_up(
                form.email.data or "",
                form.profile(),
                charter=bool(form.charter.data),
                age=bool(form.age.data),
                password_hash=prepared,
                wishes=wishes(form.next.data),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            session[CHOSEN] = accounts.proof_of(prepared)
            return _mailed(form.email.data)
    page = render_template("accounts/sign_up.html", form=form, kept=kept_form() is not None)
    return page, form.http_status


@bp.get("/check-mail")
@public
def check_mail() -> str:
    return render_template("accounts/check_mail.html", address=session.get(MAILED_TO))


@bp.route("/reset", methods=["GET", "POST"])
@public
@entry
@once
def ask_reset() -> ResponseReturnValue:
    form = AskResetForm()
    if form.validate_on_submit():
        try:
            accounts.ask_reset(form.email.data or "")
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            return _mailed(form.email.data)
    return render_template("accounts/ask_reset.html", form=form), form.http_status


@bp.post("/sign-out")
@public
@once
def sign_out() -> ResponseReturnValue:
    accounts.sign_out(current_actor())
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect(url_for("home.index"))
