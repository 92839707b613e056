"""Administration: who holds which role, and granting and revoking them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.actor import Role
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.queries import roles as queries
from consult.rules.permissions import Permission
from consult.rules.roles import ROLE_EXPLANATIONS
from consult.services import roles
from consult.web.admin import modes
from consult.web.admin.blueprint import bp
from consult.web.admin.forms import FindForm, GrantForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.labels import label
from consult.web.kit.transaction import once

__all__ = ["bp", "modes"]


@bp.get("/admin")
@allow(Permission.ADMINISTER)
def index() -> tuple[str, int]:
    form = FindForm(formdata=request.args)
    sound = form.validate()
    words = (form.q.data or "").strip() if sound else ""
    grants, after = queries.grants(request.args.get("after"))
    page = render_template(
        "admin/index.html", form=form, words=words, found=queries.find(words), grants=grants, after=after
    )
    return page, 200 if sound else 422


@bp.route("/admin/accounts/<int:account_id>", methods=["GET", "POST"])
@allow(Permission.ADMINISTER)
@once
def account(account_id: int) -> ResponseReturnValue:
    """One person's roles; a POST grants one."""
    form = GrantForm()
    if form.validate_on_submit():
        try:
            roles.grant(current_actor(), account_id, *form.scope)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The role is granted. This person and all administrators are told by mail."), "success")
            return redirect(url_for(".account", account_id=account_id))
    return _person(account_id, form), form.http_status


def _person(account_id: int, form: GrantForm) -> str:
    return render_template(
        "admin/account.html",
        person=queries.person(account_id),
        form=form,
        explanations=[(label(role), _(sentence)) for role, sentence in ROLE_EXPLANATIONS.items()],
    )


@bp.post("/admin/accounts/<int:account_id>/revoke")
@allow(Permission.ADMINISTER)
@once
def revoke(account_id: int) -> ResponseReturnValue:
    role, chantier = request.form.get("role", ""), request.form.get("chantier", "")
    if role not in set(Role) or not (chantier == "" or (chantier.isdecimal() and len(chantier) <= 6)):
        raise NotFound
    try:
        roles.revoke(current_actor(), account_id, Role(role), int(chantier) if chantier else None)
    except Conflict as refusal:
        form = GrantForm(formdata=None)
        form.refuse(refusal)
        return _person(account_id, form), refusal.status
    flash(_("The role has ended. This person and all administrators are told by mail."), "success")
    return redirect(url_for(".account", account_id=account_id))
