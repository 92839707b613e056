"""The clerk's room for assemblies: all of them, one with its seats, founding one, adding a councillor."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.kernel.clock import local_day, now, today
from consult.kernel.errors import Conflict, Invalid
from consult.models.assemblies import AssemblyKind
from consult.queries import seats as queries
from consult.rules.permissions import Permission
from consult.rules.rule_sets import Profile
from consult.services import seat_lists
from consult.services import seats as deeds
from consult.web.ballots.blueprint import bp
from consult.web.ballots.seat_forms import AssemblyForm, SeatForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once


@bp.get("/clerk/councillors")
@allow(Permission.RUN_BALLOTS)
def clerk_councillors() -> str:
    councils = queries.councils(today())
    return render_template("ballots/clerk_councillors.html", councils=councils)


@bp.get("/clerk/assemblies/<int:assembly_id>")
@allow(Permission.RUN_BALLOTS)
def clerk_assembly(assembly_id: int) -> str:
    moment = now()
    everybody = queries.all_councillors(assembly_id, moment)
    day = local_day(moment)
    return render_template(
        "ballots/clerk_assembly.html",
        assembly=queries.assembly(assembly_id),
        councillors=[row for row in everybody if row.in_office(day)],
        others=[row for row in everybody if not row.in_office(day)],
        today=day,
    )


@bp.route("/clerk/assemblies/new", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_found() -> ResponseReturnValue:
    form = AssemblyForm()
    if form.validate_on_submit():
        try:
            made = deeds.found_assembly(
                current_actor(),
                key=form.key.data or "",
                kind=AssemblyKind.PARTNER,
                name=form.words("name"),
                profile=Profile.partner,
                seats_total=form.seats_total.data or 0,
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The assembly is founded. Add its members now."), "success")
            return redirect(url_for(".clerk_assembly", assembly_id=made.id))
    return render_template("ballots/clerk_found.html", form=form), form.http_status


@bp.route("/clerk/assemblies/<int:assembly_id>/seats/new", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_add(assembly_id: int) -> ResponseReturnValue:
    assembly = queries.assembly(assembly_id)
    form = SeatForm()
    if form.validate_on_submit():
        try:
            seat = seat_lists.add_one(current_actor(), assembly_id, form.cells())
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            flash(_("The seat is added."), "success")
            return redirect(url_for(".clerk_seat", seat_id=seat.id))
    status = 422 if form.errors or form.form_errors else 200
    return render_template("ballots/clerk_add.html", form=form, assembly=assembly), status
