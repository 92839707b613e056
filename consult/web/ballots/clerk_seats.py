"""The clerk finds councillors here and sends them the codes by which they claim their record."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from consult.kernel.clock import local_day, now, today
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import in_language
from consult.kernel.messages import N_
from consult.kernel.rendering import address
from consult.kernel.territory import territory
from consult.models.assemblies import Assembly
from consult.queries import seats as queries
from consult.rules.permissions import Permission
from consult.services import seats as deeds
from consult.web.ballots.blueprint import bp
from consult.web.ballots.seat_forms import EndForm
from consult.web.kit.access import allow, current_actor
from consult.web.kit.transaction import once


@bp.route("/clerk/seats/<int:seat_id>", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_seat(seat_id: int) -> ResponseReturnValue:
    """One seat; the POST sets the last day of its mandate."""
    page = queries.seat_page(seat_id, now())
    form = EndForm(data={"last_day": page.row.ends_on or today()})
    if form.validate_on_submit() and form.last_day.data:
        try:
            deeds.end_seat(current_actor(), seat_id, form.last_day.data)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The last day of the mandate is set. Votes already cast stand."), "success")
            return redirect(url_for(".clerk_seat", seat_id=seat_id))
    return render_template("ballots/clerk_seat.html", page=page, form=form, today=today()), form.http_status


@bp.post("/clerk/seats/<int:seat_id>/end-at-once")
@allow(Permission.RUN_BALLOTS)
@once
def clerk_end_at_once(seat_id: int) -> ResponseReturnValue:
    """The last day counts as a day in office, so that a mandate over at once had its last one yesterday."""
    deeds.end_seat(current_actor(), seat_id, today() - timedelta(days=1))
    flash(_("The mandate has ended: the seat cannot vote any more. Votes already cast stand."), "success")
    return redirect(url_for(".clerk_seat", seat_id=seat_id))


@bp.post("/clerk/seats/<int:seat_id>/leader")
@allow(Permission.RUN_BALLOTS)
@once
def clerk_leader(seat_id: int) -> ResponseReturnValue:
    deeds.lead_group(current_actor(), seat_id, leads=request.form.get("leads") == "1")
    flash(_("Saved."), "success")
    return redirect(url_for(".clerk_seat", seat_id=seat_id))


@bp.route("/clerk/assemblies/<int:assembly_id>/letters", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@once
def clerk_letters(assembly_id: int) -> ResponseReturnValue:
    """Asks first; the answer to the POST is the only page that ever shows the codes."""
    assembly = queries.assembly(assembly_id)
    if request.method != "POST":
        return render_template(
            "ballots/clerk_ask_letters.html", assembly=assembly, wanted=_wanted(assembly_id)
        )
    letters = deeds.print_letters(current_actor(), _wanted(assembly_id))
    texts = [(letter, _letter(letter, assembly)) for letter in letters]
    return render_template("ballots/clerk_letters.html", assembly=assembly, letters=texts)


def _letter(letter: deeds.Letter, assembly: Assembly) -> Markup:
    """The letter in its reader's language, whatever the clerk reads."""
    with in_language(letter.language):
        text = render_template(
            "ballots/_letter.html",
            letter=letter,
            assembly=assembly,
            address=address("desk.claim", letter.language),
            days=territory().settings["claim_code_days"],
            today=now(),
        )
    return Markup(text)  # noqa: S704 – the template has escaped every value


@bp.post("/clerk/assemblies/<int:assembly_id>/mail")
@allow(Permission.RUN_BALLOTS)
@once
def clerk_mail(assembly_id: int) -> ResponseReturnValue:
    one = request.form.get("councillor")
    actor = current_actor()
    count = deeds.mail_codes(actor, _wanted(assembly_id)) if one else deeds.invite(actor, assembly_id)
    if not count:
        raise Conflict("no_address", N_("None of them has an e-mail address. Please print letters."))
    flash(ngettext("%(num)s code will be mailed.", "%(num)s codes will be mailed.", count), "success")
    return redirect(url_for(".clerk_assembly", assembly_id=assembly_id))


def _wanted(assembly_id: int) -> list[int]:
    """The councillor that the form names, or all of the assembly who have not claimed their record."""
    moment = now()
    people = queries.councillors(assembly_id, local_day(moment), moment)
    one = request.values.get("councillor", type=int)
    wanted = [person.id for person in people if not person.claimed and one in (None, person.id)]
    if not wanted:
        raise Conflict("already_claimed", N_("This councillor record has been claimed already."))
    return wanted


@bp.post("/clerk/councillors/<int:councillor_id>/release")
@allow(Permission.RUN_BALLOTS)
@once
def clerk_release(councillor_id: int) -> ResponseReturnValue:
    deeds.release(current_actor(), councillor_id)
    flash(_("The record is free again. Votes already cast stand."), "success")
    assembly_id = request.form.get("assembly", type=int)
    if assembly_id is None:
        return redirect(url_for(".clerk_councillors"))
    return redirect(url_for(".clerk_assembly", assembly_id=assembly_id))
