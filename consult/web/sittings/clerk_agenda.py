"""The clerk prepares a sitting here: list, time and place, agenda, convocation, second convocation."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kernel.actor import Actor
from consult.kernel.errors import Conflict, DomainError, Invalid, NotFound
from consult.kernel.i18n import localised
from consult.kernel.messages import N_
from consult.kernel.text.collation import in_order
from consult.models.assemblies import AssemblyKind
from consult.queries.sittings import clerk as queries
from consult.queries.sittings import clerk_lists
from consult.queries.sittings.clerk_record import ClerkSitting
from consult.rules.permissions import Permission
from consult.rules.sittings import SittingState
from consult.services import sittings as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once
from consult.web.sittings.blueprint import bp
from consult.web.sittings.clerk_kit import back, coming_back, expect, item_in, page, sitting_of
from consult.web.sittings.forms import ItemForm, SittingForm

Refused = ResponseReturnValue | None
MUNICIPAL = AssemblyKind.MUNICIPAL


@bp.get("/clerk/sittings")
@allow(Permission.RUN_BALLOTS)
def clerk_sittings() -> str:
    return render_template("sittings/clerk_index.html", page=clerk_lists.sittings(request.args.get("after")))


@bp.get("/clerk/sittings/<int:sitting_id>")
@allow(Permission.RUN_BALLOTS)
def clerk_sitting(sitting_id: int) -> str:
    return page(queries.sitting(sitting_id))


def _assemblies() -> dict[str, object]:
    """The assemblies that sit, the metropolitan one first, the communes' under a heading."""
    found = sorted(clerk_lists.assemblies(), key=lambda row: in_order(localised(row[2])))
    communes = {str(number): localised(name) for number, kind, name in found if kind is MUNICIPAL}
    others = {str(number): localised(name) for number, kind, name in found if kind is not MUNICIPAL}
    return {"": _("Please choose"), **others, **({_("Municipal councils"): communes} if communes else {})}


def _form_page(form: SittingForm, sitting: ClerkSitting | None, *, second: bool = False) -> str:
    return render_template("sittings/clerk_form.html", form=form, sitting=sitting, second=second)


@bp.route("/clerk/sittings/new", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_new() -> ResponseReturnValue:
    form = SittingForm.new(_assemblies())
    if form.validate_on_submit():
        try:
            sitting = deeds.prepare(current_actor(), form.draft())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The sitting is in preparation. Now write its agenda."), "success")
            return back(sitting.id)
    return _form_page(form, None), form.http_status


def _edit_refused(refusal: Conflict | Invalid, sitting_id: int) -> Refused:
    sitting = queries.sitting(sitting_id)
    form = SittingForm.of(sitting)
    form.refuse(refusal)
    return _form_page(form, sitting)


@bp.route("/clerk/sittings/<int:sitting_id>/edit", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_edit_refused)
@once
def clerk_edit(sitting_id: int) -> ResponseReturnValue:
    sitting = expect(queries.sitting(sitting_id), SittingState.DRAFT)
    form = SittingForm.of(sitting)
    if form.validate_on_submit():
        deeds.revise(current_actor(), sitting_id, form.draft(sitting.assembly_id))
        flash(_("Time and place are saved."), "success")
        return back(sitting_id)
    return _form_page(form, sitting), form.http_status


def _second_refused(refusal: Conflict | Invalid, sitting_id: int) -> Refused:
    first = queries.sitting(sitting_id)
    form = SittingForm.second(first)
    form.refuse(refusal)
    return _form_page(form, first, second=True)


@bp.route("/clerk/sittings/<int:sitting_id>/second", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_second_refused)
@once
def clerk_second(sitting_id: int) -> ResponseReturnValue:
    first = expect(queries.sitting(sitting_id), SittingState.ENDED)
    form = SittingForm.second(first)
    if form.validate_on_submit():
        second = deeds.reconvene(current_actor(), sitting_id, form.draft(first.assembly_id))
        flash(_("The second sitting is in preparation, with the items that lacked a quorum."), "success")
        return back(second.id)
    return _form_page(form, first, second=True), form.http_status


def _item_page(form: ItemForm, sitting: ClerkSitting, item_id: int | None) -> str:
    return render_template("sittings/clerk_item.html", form=form, sitting=sitting, item_id=item_id)


def _item_refused(
    refusal: Conflict | Invalid, sitting_id: int | None = None, item_id: int | None = None
) -> Refused:
    form = ItemForm()
    form.refuse(refusal)
    return _item_page(form, sitting_of(sitting_id=sitting_id, item_id=item_id), item_id)


def _no_proposal() -> Invalid:
    return Invalid("no_proposal", N_("There is no proposal with this number."), field="proposal")


@bp.route("/clerk/sittings/<int:sitting_id>/items/new", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_item_refused)
@once
def clerk_item_new(sitting_id: int) -> ResponseReturnValue:
    sitting = expect(queries.sitting(sitting_id), SittingState.DRAFT)
    form = ItemForm()
    if form.validate_on_submit():
        try:
            deeds.add_item(current_actor(), sitting_id, form.draft())
        except NotFound:
            raise _no_proposal() from None
        flash(_("The item is on the agenda."), "success")
        return back(sitting_id, "agenda")
    return _item_page(form, sitting, None), form.http_status


@bp.route("/clerk/sittings/items/<int:item_id>/edit", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_item_refused)
@once
def clerk_item_edit(item_id: int) -> ResponseReturnValue:
    sitting = expect(sitting_of(item_id=item_id), SittingState.DRAFT)
    form = ItemForm.of(item_in(sitting, item_id))
    if form.validate_on_submit():
        try:
            deeds.revise_item(current_actor(), item_id, form.draft())
        except NotFound:
            raise _no_proposal() from None
        flash(_("The item is saved."), "success")
        return back(sitting.id, "agenda")
    return _item_page(form, sitting, item_id), form.http_status


def _up(actor: Actor, item_id: int) -> None:
    deeds.move_item(actor, item_id, up=True)


def _down(actor: Actor, item_id: int) -> None:
    deeds.move_item(actor, item_id, up=False)


#: A step of an item in preparation → its deed, and the sentence that confirms it.
ITEM_STEPS: dict[str, tuple[Callable[[Actor, int], None], str]] = {
    "up": (_up, N_("The agenda has a new order.")),
    "down": (_down, N_("The agenda has a new order.")),
    "remove": (deeds.remove_item, N_("The item is struck from the agenda.")),
}


@bp.post("/clerk/sittings/items/<int:item_id>/<any(up, down, remove):step>")
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_item_step(item_id: int, step: str) -> ResponseReturnValue:
    deed, done = ITEM_STEPS[step]
    sitting_id = queries.sitting_id_of(item_id=item_id)
    deed(current_actor(), item_id)
    flash(_(done), "success")
    return back(sitting_id, "agenda")


def _convene_refused(refusal: DomainError, sitting_id: int) -> Refused:
    """A wrong date stands at its field; what is wrong with the agenda, above the agenda."""
    if not isinstance(refusal, Invalid) or refusal.field is None:
        return None
    sitting = queries.sitting(sitting_id)
    form = SittingForm.of(sitting, formdata=None)
    form.refuse(refusal)
    return _form_page(form, sitting)


@bp.post("/clerk/sittings/<int:sitting_id>/convene")
@allow(Permission.RUN_BALLOTS)
@coming_back(_convene_refused)
@once
def clerk_convene(sitting_id: int) -> ResponseReturnValue:
    deeds.convene(current_actor(), sitting_id)
    count = queries.sitting(sitting_id).in_office
    flash(ngettext("%(num)s member is convened.", "%(num)s members are convened.", count), "success")
    return back(sitting_id)


@bp.route("/clerk/sittings/<int:sitting_id>/cancel", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_cancel(sitting_id: int) -> ResponseReturnValue:
    if request.method != "POST":
        sitting = expect(queries.sitting(sitting_id), SittingState.DRAFT, SittingState.CONVENED)
        return render_template("sittings/clerk_cancel.html", sitting=sitting)
    deeds.cancel(current_actor(), sitting_id)
    flash(_("The sitting is cancelled."), "success")
    return redirect(url_for(".clerk_sittings"))
