"""Editors keep the events of their chantiers here: drafts, changes, cancelling, who comes, the report."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.kernel.errors import Conflict, Invalid, Outdated
from consult.kernel.i18n import translate
from consult.models.events import Event
from consult.queries import events as queries
from consult.queries.events import EventPage
from consult.queries.events.room import room, sites
from consult.rules.permissions import Facts, Permission, allows, require
from consult.services import events as services
from consult.web.editing.blueprint import bp
from consult.web.editing.clashes import clashes, resolved
from consult.web.editing.event_ending_forms import CancelForm, ReportForm
from consult.web.editing.event_forms import SLOTS, EventForm
from consult.web.kit import options
from consult.web.kit.access import allow, current_actor
from consult.web.kit.based_on import BASED_ON
from consult.web.kit.localised_field import spread
from consult.web.kit.transaction import once


@bp.get("/editing/events")
@allow(Permission.EDIT_PROGRAMME)
def events() -> str:
    own = _own_chantiers()
    everything = len(own) == len(options.chantiers())
    return render_template("editing/events.html", room=room(None if everything else list(map(int, own))))


@bp.route("/editing/events/new", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def new_event() -> ResponseReturnValue:
    form = EventForm(sites(), _own_chantiers())
    if form.validate_on_submit():
        try:
            event = services.prepare(current_actor(), form.fields())
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The draft is kept. Only editors see it until it is published."), "success")
            return redirect(url_for(".event", event_id=event.id))
    return render_template("editing/event_new.html", form=form, slots=SLOTS), form.http_status


@bp.route("/editing/events/<int:event_id>", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def event(event_id: int) -> ResponseReturnValue:
    page = _page(event_id)
    form = EventForm(sites(), _own_chantiers(), page.event)
    if "resolving" in request.form and form.revision == page.event.revision:
        chosen = _chosen(form, page.event)
        if chosen is None:
            return _conflict(event_id, form, 422)
        form = chosen
    if form.validate_on_submit():
        try:
            services.change(current_actor(), event_id, form.fields(), form.revision)
        except Outdated:
            return _conflict(event_id, form, 409)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The event is saved."), "success")
            return redirect(url_for(".event", event_id=event_id))
    body = render_template("editing/event.html", page=page, event=page.event, form=form, slots=SLOTS)
    return body, form.http_status


def _present(event: Event) -> EventForm:
    """The event as its form would send it, whatever this request sends."""
    return EventForm(sites(), _own_chantiers(), event, formdata=None)


def _chosen(form: EventForm, event: Event) -> EventForm | None:
    """The form with theirs where the editor took it; None while a choice is missing.

    A venue that somebody else added stays that venue when its fields are taken.
    """
    present = _present(event)
    fields = resolved(form, present, request.form)
    if fields is None:
        return None
    for slot in SLOTS:
        name = f"venues-{slot}-id"
        fields[name] = [form[name].data or present[name].data or ""]
    sent = MultiDict([(name, each) for name, texts in fields.items() for each in texts])
    sent[BASED_ON] = str(form.revision)
    return EventForm(sites(), _own_chantiers(), event, formdata=sent)


def _conflict(event_id: int, form: EventForm, status: int) -> ResponseReturnValue:
    """What somebody else saved meanwhile and what was sent now, field by field, to choose from."""
    event = _page(event_id).event
    differing = clashes(form, _present(event), request.form)
    form.base_on(event.revision)
    body = render_template(
        "editing/event_conflict.html",
        event=event,
        form=form,
        clashes=differing,
        unanswered=status == 422,
        slots=SLOTS,
    )
    return body, status


@bp.post("/editing/events/<int:event_id>/publish")
@allow(Permission.EDIT_PROGRAMME)
@once
def publish_event(event_id: int) -> ResponseReturnValue:
    try:
        services.publish(current_actor(), event_id)
    except Conflict as refusal:
        flash(translate(refusal.message), "info")
    else:
        flash(_("The event is published. It stands in the list and in the calendars."), "success")
    return redirect(url_for(".event", event_id=event_id))


@bp.route("/editing/events/<int:event_id>/cancel", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def cancel_event(event_id: int) -> ResponseReturnValue:
    page, form = _page(event_id), CancelForm()
    if form.validate_on_submit():
        try:
            services.cancel(current_actor(), event_id, form.words("why"))
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("The event is cancelled. Everybody who was registered is told by mail."), "success")
            return redirect(url_for(".event", event_id=event_id))
    return render_template(
        "editing/event_cancel.html", page=page, event=page.event, form=form
    ), form.http_status


@bp.route("/editing/events/<int:event_id>/report", methods=["GET", "POST"])
@allow(Permission.EDIT_PROGRAMME)
@once
def report_event(event_id: int) -> ResponseReturnValue:
    page = _page(event_id)
    linked = ", ".join(str(card.id) for card in page.proposals)
    known = {"proposals": linked, "based_on": page.event.revision}
    form = ReportForm(data=known | spread({"text": page.event.report}))
    stale = False
    if form.validate_on_submit():
        try:
            services.report(current_actor(), event_id, form.words("text"), form.numbers, form.revision)
        except Invalid as refusal:
            form.refuse(refusal)
        except Outdated:
            page, stale = _page(event_id), True
            form.base_on(page.event.revision)
        else:
            _tell_unlinked(event_id, form.numbers)
            return redirect(url_for("events.show", event_id=event_id, _anchor="report"))
    body = render_template("editing/event_report.html", page=page, event=page.event, form=form, stale=stale)
    return body, 409 if stale else form.http_status


def _tell_unlinked(event_id: int, wanted: list[int]) -> None:
    flash(_("The report is published."), "success")
    missing = set(wanted) - {card.id for card in _page(event_id).proposals}
    if missing:
        numbers = ", ".join(map(str, sorted(missing)))
        flash(_("Not linked, because not everybody can read them: %(numbers)s", numbers=numbers), "warning")


@bp.get("/editing/events/<int:event_id>/attendance")
@allow(Permission.EDIT_PROGRAMME)
def attendance(event_id: int) -> Response:
    page = _page(event_id)
    people = queries.attendance(event_id)
    body = render_template("editing/event_attendance.html", page=page, event=page.event, people=people)
    response = make_response(body)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(event_id: int) -> EventPage:
    page = queries.one.page(current_actor(), event_id)
    require(current_actor(), Permission.EDIT_PROGRAMME, page.event.facts)
    return page


def _own_chantiers() -> options.Options:
    """The chantiers whose events the editor may keep."""
    actor = current_actor()
    return {
        number: name
        for number, name in options.chantiers().items()
        if allows(actor, Permission.EDIT_PROGRAMME, Facts(chantier=int(number)))
    }
