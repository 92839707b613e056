"""Registering, changing the venue and withdrawing arrive here, from people signed in or soon to be."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from consult.kernel.errors import Conflict
from consult.kernel.i18n import translate
from consult.models.events import Registration
from consult.queries import events as queries
from consult.rules.events import RegistrationStatus
from consult.rules.permissions import Permission
from consult.services import events as services
from consult.web.events.blueprint import bp
from consult.web.events.forms import VenueForm
from consult.web.kit.access import allow, current_actor, public
from consult.web.kit.forms import row_number
from consult.web.kit.kept import keep
from consult.web.kit.transaction import once


@bp.get("/events/<int:event_id>/register")
@public
def begin(event_id: int) -> ResponseReturnValue:
    """For the signed-out, whose pages hold no form: says what signing in will complete. Writes nothing."""
    page = queries.one.page(current_actor(), event_id)
    if current_actor().signed_in or page.open_until is None:
        return redirect(_box(event_id))
    return render_template("events/register.html", page=page, event=page.event, form=VenueForm(page.event))


@bp.post("/events/<int:event_id>/register")
@public
@once
def register(event_id: int) -> ResponseReturnValue:
    venue_id = request.form.get("venue", 0, type=row_number)
    if not current_actor().signed_in:
        return _keep_for_later(event_id, venue_id)
    return _done(event_id, lambda: services.register(current_actor(), event_id, venue_id))


@bp.post("/events/<int:event_id>/switch")
@allow(Permission.REGISTER)
@once
def switch(event_id: int) -> ResponseReturnValue:
    venue_id = request.form.get("venue", 0, type=row_number)
    return _done(event_id, lambda: services.switch(current_actor(), event_id, venue_id))


@bp.post("/events/<int:event_id>/withdraw")
@allow(Permission.USE_ACCOUNT)
@once
def withdraw(event_id: int) -> ResponseReturnValue:
    try:
        services.withdraw(current_actor(), event_id)
    except Conflict as refusal:
        flash(translate(refusal.message), "info")
    else:
        flash(_("You have withdrawn. Your place goes to whoever is next in line."), "success")
    return redirect(_box(event_id))


def _done(event_id: int, deed: Callable[[], Registration]) -> Response:
    """Back to the box of the event, which says what holds now and what happens next."""
    try:
        registration = deed()
    except Conflict as refusal:
        flash(translate(refusal.message), "info")
    else:
        waits = registration.status is RegistrationStatus.WAITING
        flash(_("You are on the waiting list.") if waits else _("You are registered."), "success")
    return redirect(_box(event_id))


def _keep_for_later(event_id: int, venue_id: int) -> Response:
    queries.one.page(current_actor(), event_id)
    fields = {"event_id": [str(event_id)], "venue_id": [str(venue_id)]}
    keep("", url_for(".show", event_id=event_id), fields, finish="register")
    return redirect(url_for("accounts.sign_in"))


def _box(event_id: int) -> str:
    return url_for(".show", event_id=event_id, _anchor="registration")


@bp.get("/account/events")
@allow(Permission.USE_ACCOUNT)
def own() -> str:
    return render_template("events/own.html", registrations=queries.own(current_actor().account_id or 0))
