"""Where mailed links lead: each opens a page with a button, since programs that scan mail open links too."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.errors import Invalid
from consult.queries import begun as begun_queries
from consult.rules.participation import TokenPurpose
from consult.services import accounts, begun
from consult.services.accounts import Entry, LinkEnded
from consult.web.accounts.area import bp
from consult.web.accounts.arriving import arrive, beforehand, device, digest_of
from consult.web.accounts.entering import CHOSEN
from consult.web.accounts.forms import NewPasswordForm
from consult.web.kit.access import current_actor, public
from consult.web.kit.transaction import once

GONE = 410


@bp.errorhandler(LinkEnded)
def link_ended(_error: LinkEnded) -> ResponseReturnValue:
    return render_template("accounts/link_ended.html"), GONE


def _offer(template: str, token: str, purpose: TokenPurpose, address: str | None = None) -> str:
    row, account = accounts.open_account(token, purpose)
    return render_template(
        f"accounts/{template}.html",
        token=token,
        address=account.pending_email if purpose is TokenPurpose.CHANGE_EMAIL else account.email,
        begun=begun.describe(begun_queries.kept(row.kept_form_id)),
    )


def _agreed(entry: Entry) -> Entry:
    """Without the reader's agreement nothing is finished: somebody else may have asked for this mail."""
    if request.form.get("finish") or begun.describe(begun_queries.kept(entry.wishes.kept_form_id)) is None:
        return entry
    return replace(entry, wishes=replace(entry.wishes, kept_form_id=None))


@bp.route("/confirm/<string:token>", methods=["GET", "POST"])
@public
@once
def confirm(token: str) -> ResponseReturnValue:
    if request.method != "POST":
        return _offer("confirm", token, TokenPurpose.CONFIRM)
    entry, dropped = accounts.confirm(token, device(), proof=session.get(CHOSEN))
    response = arrive(_agreed(entry))
    flash(_("Your address is confirmed. Welcome!"), "success")
    if dropped:
        flash(
            _(
                "You opened the link in another browser than the one you signed up in. For your safety, the "
                "password chosen there does not count. You can choose one in your account."
            ),
            "warning",
        )
    return response


@bp.route("/sign-in/<string:token>", methods=["GET", "POST"])
@public
@once
def enter(token: str) -> ResponseReturnValue:
    if request.method != "POST":
        return _offer("enter", token, TokenPurpose.SIGN_IN)
    return arrive(_agreed(accounts.enter_by_link(token, device())))


@bp.route("/change-email/<string:token>", methods=["GET", "POST"])
@public
@once
def confirm_email(token: str) -> ResponseReturnValue:
    if request.method != "POST":
        return _offer("confirm_email", token, TokenPurpose.CHANGE_EMAIL)
    accounts.change_email(token)
    flash(_("Your new address is confirmed."), "success")
    return redirect(url_for(".account" if current_actor().signed_in else ".sign_in"))


def digest(token: str) -> str | Invalid:
    """The hash of the new password, checked against what everybody knows of its owner."""
    _row, account = accounts.open_account(token, TokenPurpose.RESET)
    return digest_of("new_password", (account.email or "").split("@")[0], account.display_name)


@bp.route("/reset/<string:token>", methods=["GET", "POST"])
@public
@beforehand(digest)
@once
def reset(token: str, prepared: str | Invalid | None) -> ResponseReturnValue:
    form = NewPasswordForm()
    if prepared is not None and form.validate():
        if isinstance(prepared, str):
            return _reset(token, prepared)
        form.refuse(prepared)
    _row, account = accounts.open_account(token, TokenPurpose.RESET)
    page = render_template("accounts/reset.html", form=form, token=token, address=account.email)
    return page, form.http_status


def _reset(token: str, password_hash: str) -> Response:
    response = arrive(accounts.reset_password(token, password_hash, device()))
    flash(_("Your new password is set, and you are signed in."), "success")
    return response
