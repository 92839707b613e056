"""My account: what is stored about me, and changes to it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.clock import now
from consult.kernel.errors import Invalid
from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.models.accounts import Account
from consult.queries import accounts as account_queries
from consult.rules.permissions import Permission
from consult.services import accounts
from consult.services.accounts import Checked
from consult.web.accounts.area import bp
from consult.web.accounts.arriving import beforehand, digest_of
from consult.web.accounts.forms import EmailForm, PasswordForm, ProfileForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.limits import ACCOUNT_ENTRY, is_reading, limiter
from consult.web.kit.transaction import once

#: A thief at an open session shall not guess the password.
guarded = limiter.limit(ACCOUNT_ENTRY, exempt_when=is_reading)


def own_account() -> Account:
    return account_queries.own(current_actor().account_id or 0)


@bp.get("/account")
@allow(Permission.USE_ACCOUNT)
def account() -> str:
    actor = current_actor()
    page = account_queries.account_page(actor.account_id or 0, now())
    land = territory()
    return render_template(
        "accounts/account.html",
        page=page,
        home=page.commune or localised(land.origin_name(page.account.origin)),
        ties=[localised(tie.name) for tie in land.ties if tie.key in page.account.ties],
    )


@bp.route("/account/profile", methods=["GET", "POST"])
@allow(Permission.USE_ACCOUNT)
@once
def profile() -> ResponseReturnValue:
    mine = own_account()
    form = ProfileForm(
        display_name=mine.display_name,
        home=accounts.home_of(mine.commune_insee, mine.origin),
        ties=mine.ties,
        language=mine.language,
    )
    if form.validate_on_submit():
        try:
            accounts.change_profile(current_actor(), form.profile())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your profile is saved."), "success")
            return redirect(url_for(".account"))
    return render_template("accounts/profile.html", form=form), form.http_status


def compare(field: str = "password") -> Checked:
    """The present password, compared."""
    return accounts.check_own(current_actor(), request.form.get(field, ""))


def compare_and_digest() -> tuple[Checked | None, str | Invalid]:
    """The old password compared, if there is one, and the new one hashed or refused."""
    mine = own_account()
    fresh = digest_of("new_password", (mine.email or "").split("@")[0], mine.display_name)
    return (compare("old_password") if mine.password_hash else None), fresh


@bp.route("/account/password", methods=["GET", "POST"])
@allow(Permission.USE_ACCOUNT)
@guarded
@beforehand(compare_and_digest)
@once
def password(prepared: tuple[Checked | None, str | Invalid] | None) -> ResponseReturnValue:
    form = PasswordForm()
    if prepared is not None and form.validate():
        checked, fresh = prepared
        try:
            if isinstance(fresh, Invalid):
                raise fresh
            accounts.change_password(current_actor(), checked, fresh)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your password is set. Every other device is signed out."), "success")
            return redirect(url_for(".account"))
    has_one = own_account().password_hash is not None
    page = render_template("accounts/password.html", form=form, has_one=has_one)
    return page, form.http_status


@bp.route("/account/email", methods=["GET", "POST"])
@allow(Permission.USE_ACCOUNT)
@guarded
@beforehand(compare)
@once
def email(prepared: Checked | None) -> ResponseReturnValue:
    form = EmailForm()
    if form.validate_on_submit():
        try:
            accounts.ask_email_change(current_actor(), form.email.data or "", prepared)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("If this address can be used, a message is on its way to it."), "success")
            return redirect(url_for(".account"))
    page = render_template("accounts/email.html", form=form, mine=own_account())
    return page, form.http_status
