"""Public profiles of organisations, and the rooms of those who keep them."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel import cursor
from consult.kernel.actor import Role
from consult.kernel.errors import Invalid
from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line
from consult.models.organisations import Organisation
from consult.queries import organisations as queries
from consult.queries import positions
from consult.rules.permissions import Permission, allows, require
from consult.services import accounts, organisations
from consult.services.organisations import AUTHORITIES
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.locale import area
from consult.web.kit.pages import public_page
from consult.web.kit.transaction import once
from consult.web.organisations.forms import InviteForm, OrganisationForm

bp = area("organisations", __name__)


def home(organisation: Organisation, commune: str | None) -> str:
    """Where it is at home, in words."""
    return commune or localised(territory().origin_name(organisation.origin))


@bp.get("/organisations")
@public
def index() -> Response:
    after = request.args.get("after")
    begin = cursor.decode(after, (str, int)) if after else None
    rows = queries.listed((clean_line(str(begin[0])), int(begin[1])) if begin else None)
    shown = rows[: queries.PAGE]
    last = shown[-1][0] if len(rows) > queries.PAGE else None
    next_url = url_for(".index", after=cursor.encode(last.name, last.id)) if last else None
    listed = [(one, home(one, commune)) for one, commune in shown]
    return public_page("organisations/index.html", listed=listed, next_url=next_url, first=begin is None)


@bp.get("/organisations/<int:organisation_id>")
@public
def show(organisation_id: int) -> Response:
    return _page(organisation_id, None)


def _page(organisation_id: int, form: InviteForm | None) -> Response:
    facts, actor = organisations.facts(organisation_id), current_actor()
    inside = allows(actor, Permission.KEEP_ORGANISATION, facts)
    page = queries.page(organisation_id, inside=inside)
    return public_page(
        "organisations/show.html",
        page=page,
        home=home(page.organisation, page.commune),
        inside=inside,
        positions=positions.of_organisation(organisation_id, inside=organisation_id in actor.organisations),
        form=(form or InviteForm()) if inside else None,
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@allow(Permission.FOUND_ORGANISATION)
@once
def new() -> ResponseReturnValue:
    actor = current_actor()
    form = OrganisationForm(authorities=actor.has_role(Role.ADMINISTRATOR))
    if form.validate_on_submit():
        try:
            made = organisations.found(actor, form.fields())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The organisation is registered. You can now write on its behalf."), "success")
            return redirect(url_for(".show", organisation_id=made.id))
    return render_template("organisations/new.html", form=form), form.http_status


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@allow(Permission.KEEP_ORGANISATION)
@once
def edit(organisation_id: int) -> ResponseReturnValue:
    actor = current_actor()
    require(actor, Permission.KEEP_ORGANISATION, organisations.facts(organisation_id))
    mine = queries.page(organisation_id, inside=False).organisation
    form = OrganisationForm(
        authorities=actor.has_role(Role.ADMINISTRATOR) or mine.kind in AUTHORITIES,
        name=mine.name,
        kind=mine.kind.value,
        about=mine.about,
        language=mine.language,
        website=mine.website or "",
        home=accounts.home_of(mine.commune_insee, mine.origin),
    )
    if form.validate_on_submit():
        try:
            organisations.change(actor, organisation_id, form.fields())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The profile is saved."), "success")
            return redirect(url_for(".show", organisation_id=organisation_id))
    page = render_template("organisations/edit.html", form=form, organisation=mine)
    return page, form.http_status


@bp.post("/organisations/<int:organisation_id>/invitations")
@allow(Permission.KEEP_ORGANISATION)
@once
def invite(organisation_id: int) -> ResponseReturnValue:
    require(current_actor(), Permission.KEEP_ORGANISATION, organisations.facts(organisation_id))
    form = InviteForm()
    if form.validate():
        try:
            organisations.invite(current_actor(), organisation_id, form.email.data or "")
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Invited. The invitation waits in the account that has this address."), "success")
            return redirect(url_for(".show", organisation_id=organisation_id))
    return _page(organisation_id, form), 422


@bp.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/withdraw")
@allow(Permission.KEEP_ORGANISATION)
@once
def withdraw_invitation(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    organisations.withdraw_invitation(current_actor(), organisation_id, invitation_id)
    flash(_("The invitation is withdrawn."), "success")
    return redirect(url_for(".show", organisation_id=organisation_id))


@bp.post("/organisations/<int:organisation_id>/keepers/<int:keeper_id>/end")
@allow(Permission.KEEP_ORGANISATION)
@once
def end_keeper(organisation_id: int, keeper_id: int) -> ResponseReturnValue:
    organisations.end_keeper(current_actor(), organisation_id, keeper_id)
    flash(_("This person does not act for the organisation any more."), "success")
    return redirect(url_for(".show", organisation_id=organisation_id))


@bp.post("/organisations/invitations/<int:invitation_id>/accept")
@allow(Permission.FOUND_ORGANISATION)
@once
def accept(invitation_id: int) -> ResponseReturnValue:
    organisation_id = organisations.answer(current_actor(), invitation_id, accept=True)
    flash(_("You can now write on behalf of this organisation."), "success")
    return redirect(url_for(".show", organisation_id=organisation_id))


@bp.post("/organisations/invitations/<int:invitation_id>/decline")
@allow(Permission.USE_ACCOUNT)
@once
def decline(invitation_id: int) -> ResponseReturnValue:
    organisations.answer(current_actor(), invitation_id, accept=False)
    flash(_("The invitation is declined."), "success")
    target: ResponseReturnValue = redirect(url_for("accounts.account"))
    return target
