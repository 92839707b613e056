"""The clerk runs the sitting here: opens it, notes who comes and goes, enters proxies, ends it."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.messages import N_
from consult.queries.sittings import clerk as queries
from consult.queries.sittings.clerk_record import ClerkSitting
from consult.rules.permissions import Permission
from consult.rules.sittings import Movement, SittingState
from consult.services import sittings as deeds
from consult.web.kit.access import allow, current_actor
from consult.web.kit.forms import row_number
from consult.web.kit.transaction import once
from consult.web.sittings.blueprint import bp
from consult.web.sittings.clerk_kit import back, coming_back, expect
from consult.web.sittings.room_forms import PresidentForm, ProxyForm

Refused = ResponseReturnValue | None


def _president_page(form: PresidentForm, sitting: ClerkSitting) -> str:
    return render_template("sittings/clerk_president.html", form=form, sitting=sitting)


def _president_refused(refusal: Conflict | Invalid, sitting_id: int) -> Refused:
    sitting = queries.sitting(sitting_id)
    form = PresidentForm.of(sitting)
    form.refuse(refusal)
    return _president_page(form, sitting) if isinstance(refusal, Invalid) else None


@bp.route("/clerk/sittings/<int:sitting_id>/open", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_president_refused)
@once
def clerk_open(sitting_id: int) -> ResponseReturnValue:
    sitting = expect(queries.sitting(sitting_id), SittingState.CONVENED)
    form = PresidentForm.of(sitting)
    if form.validate_on_submit():
        deeds.open_sitting(current_actor(), sitting_id, row_number(form.seat.data))
        flash(_("The sitting is open. Now enter who is in the room."), "success")
        return back(sitting_id)
    return _president_page(form, sitting), form.http_status


@bp.route("/clerk/sittings/<int:sitting_id>/president", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_president_refused)
@once
def clerk_president(sitting_id: int) -> ResponseReturnValue:
    sitting = expect(queries.sitting(sitting_id), SittingState.OPEN)
    form = PresidentForm.of(sitting)
    if form.validate_on_submit():
        deeds.preside(current_actor(), sitting_id, row_number(form.seat.data))
        flash(_("The chair has changed."), "success")
        return back(sitting_id)
    return _president_page(form, sitting), form.http_status


@bp.route("/clerk/sittings/<int:sitting_id>/code", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_code(sitting_id: int) -> ResponseReturnValue:
    """The room's code, large enough for the wall; sending the form makes a new one."""
    if request.method != "POST":
        sitting = expect(queries.sitting(sitting_id), SittingState.OPEN)
        return render_template("sittings/clerk_code.html", sitting=sitting)
    deeds.renew_room_code(current_actor(), sitting_id)
    flash(_("The room has a new code. The old one is good for nothing any more."), "success")
    return back(sitting_id)


#: What the two buttons of the presence list do.
MOVEMENTS = {"arrived": Movement.ARRIVED, "left": Movement.LEFT}


@bp.post("/clerk/sittings/<int:sitting_id>/presence/<any(arrived, left):movement>")
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_presence(sitting_id: int, movement: str) -> ResponseReturnValue:
    before = queries.sitting(sitting_id)
    written = deeds.record_movements(current_actor(), sitting_id, _ticked(), MOVEMENTS[movement])
    count = len(written)
    if not count:
        flash(_("Nothing was entered: the list says so already."), "info")
        return back(sitting_id, "presence")
    if MOVEMENTS[movement] is Movement.ARRIVED:
        done = ngettext("%(num)s arrival is entered.", "%(num)s arrivals are entered.", count)
    else:
        done = ngettext("%(num)s departure is entered.", "%(num)s departures are entered.", count)
    flash(done, "success")
    return back(sitting_id, None if _told_of_proxies(before, MOVEMENTS[movement]) else "presence")


def _told_of_proxies(before: ClerkSitting, movement: Movement) -> bool:
    """Says which proxies the movements have ended; False if none has."""
    in_force = {proxy.id for proxy in queries.sitting(before.id).active_proxies}
    ended = [proxy for proxy in before.active_proxies if proxy.id not in in_force]
    for proxy in ended:
        words = _("%(holder)s no longer votes for %(grantor)s.", holder=proxy.holder, grantor=proxy.grantor)
        if before.under_way and movement is Movement.ARRIVED:
            words += " " + _("A vote cast by this proxy counts no more.")
        flash(words, "warning")
    return bool(ended)


def _ticked() -> list[int]:
    """The members ticked in a list of the room; ``Invalid`` for none, or for what is no member."""
    try:
        found = [row_number(seat) for seat in request.form.getlist("seats")]
    except ValueError:
        raise Invalid("not_in_office", N_("This seat is not in office in this assembly.")) from None
    if not found:
        raise Invalid("nobody_ticked", N_("Tick the members first, then press the button."))
    return found


def _proxy_page(form: ProxyForm, sitting: ClerkSitting) -> str:
    return render_template("sittings/clerk_proxy.html", form=form, sitting=sitting)


def _proxy_refused(refusal: Conflict | Invalid, sitting_id: int) -> Refused:
    sitting = queries.sitting(sitting_id)
    if sitting.state not in (SittingState.CONVENED, SittingState.OPEN):
        return None
    form = ProxyForm.of(sitting)
    form.refuse(refusal)
    return _proxy_page(form, sitting)


@bp.route("/clerk/sittings/<int:sitting_id>/proxies/new", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back(_proxy_refused)
@once
def clerk_proxy_new(sitting_id: int) -> ResponseReturnValue:
    sitting = expect(queries.sitting(sitting_id), SittingState.CONVENED, SittingState.OPEN)
    form = ProxyForm.of(sitting)
    if form.validate_on_submit():
        deeds.enter_proxy(current_actor(), sitting_id, form.draft())
        flash(_("The proxy is entered."), "success")
        return back(sitting_id, "proxies")
    return _proxy_page(form, sitting), form.http_status


@bp.post("/clerk/sittings/proxies/<int:proxy_id>/revoke")
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_proxy_revoke(proxy_id: int) -> ResponseReturnValue:
    proxy = deeds.revoke_proxy(current_actor(), proxy_id)
    flash(_("The proxy is revoked."), "success")
    return back(proxy.sitting_id, "proxies")


@bp.route("/clerk/sittings/<int:sitting_id>/end", methods=["GET", "POST"])
@allow(Permission.RUN_BALLOTS)
@coming_back()
@once
def clerk_end(sitting_id: int) -> ResponseReturnValue:
    """First what is left undone, then the end."""
    if request.method != "POST":
        sitting = expect(queries.sitting(sitting_id), SittingState.OPEN)
        return render_template("sittings/clerk_end.html", sitting=sitting)
    deeds.end_sitting(current_actor(), sitting_id)
    flash(_("The sitting has ended."), "success")
    return back(sitting_id)
