"""Readers find meetings here: the list, one event, and the calendars their own programs subscribe to."""

from itertools import groupby

from flask import Response, request, url_for
from flask_babel import gettext as _

from consult.kernel.errors import NotFound
from consult.kernel.i18n import current_language, localised
from consult.kernel.rendering import address
from consult.kernel.territory import territory
from consult.models.events import Event
from consult.queries import choices
from consult.queries import events as queries
from consult.queries.events import EventPage
from consult.rules.events import CLOSED_SENTENCES, Closed, VenueKind
from consult.web.events import registering
from consult.web.events.blueprint import bp
from consult.web.events.calendar import calendar
from consult.web.events.forms import FilterForm, VenueForm, address_of, filters
from consult.web.events.words import period
from consult.web.kit.access import current_actor, public
from consult.web.kit.downloads import download
from consult.web.kit.pages import public_page

__all__ = ["bp", "registering"]


@bp.get("/events")
@public
def index() -> Response:
    chosen, after = filters(), request.args.get("after")
    page = queries.listing.page(chosen, after)
    periods = [(name, list(events)) for name, events in groupby(page.events, period)]
    return public_page(
        "events/index.html",
        page=page,
        periods=periods,
        filters=FilterForm(page),
        begun=after is not None,
        chantier=next((each for each in page.chantiers if each[0] == chosen.chantier), None),
        other_url=url_for(".index", **address_of(chosen, past=None if chosen.past else 1)),
        next_url=url_for(".index", **address_of(chosen, after=page.after)) if page.after else None,
    )


@bp.get("/events/<int:event_id>")
@public
def show(event_id: int) -> Response:
    page = queries.one.page(current_actor(), event_id)
    return public_page(
        "events/show.html",
        page=page,
        event=page.event,
        form=VenueForm(page.event),
        other=VenueForm(page.event, but=page.own.venue_id) if page.own else None,
        mine=next((each for each in page.event.venues if page.own and each.id == page.own.venue_id), None),
        why_closed=_(CLOSED_SENTENCES[page.closed]) if page.closed else "",
        councillors_only=page.closed is Closed.COUNCILLORS,
        entrance=_entrance(page),
    )


def _entrance(page: EventPage) -> str | None:
    """The address of the online room: for everybody, or, where one registers, for those who have a place."""
    url = next((venue.url for venue in page.event.venues if venue.kind is VenueKind.ONLINE), None)
    has_place = page.own is not None and page.place_in_line is None
    return url if not page.event.registration or has_place or page.may_edit else None


@bp.get("/events.ics")
@public
def everything() -> Response:
    return _calendar(list(queries.for_calendar()), localised(territory().site.name), "events")


@bp.get("/chantiers/<int:number>/events.ics")
@public
def of_chantier(number: int) -> Response:
    name = dict(choices.chantiers()).get(number)
    if name is None:
        raise NotFound
    title = f"{localised(territory().site.name)} – {number}. {localised(name)}"
    return _calendar(list(queries.for_calendar(chantier=number)), title, f"chantier-{number}")


@bp.get("/events/<int:event_id>.ics")
@public
def one(event_id: int) -> Response:
    events = list(queries.for_calendar(event_id=event_id))
    if not events:
        raise NotFound
    return _calendar(events, localised(events[0].title), f"event-{event_id}")


def _calendar(events: list[Event], name: str, file: str) -> Response:
    language = current_language()
    body = calendar(events, name, lambda event: address("events.show", language, event_id=event.id))
    return download(body, "text/calendar", f"{file}-{language}.ics")
