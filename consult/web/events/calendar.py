"""Calendar programs get events through here (RFC 5545): the same bytes until something changes."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from icalendar import Calendar, Component, vDuration, vText
from icalendar import Event as Entry

from consult.kernel.i18n import current_language, language_of, localised
from consult.kernel.territory import territory
from consult.models.events import Event
from consult.rules.events import EventStatus
from consult.web.events.words import languages, place, when
from consult.web.events.zone import timezone
from consult.web.kit.labels import label

PRODUCT = "-//consult//events//EN"
#: How often a program that subscribed shall ask again (RFC 7986, 5.7).
REFRESH = timedelta(hours=6)


def calendar(events: Sequence[Event], name: str, address: Callable[[Event], str]) -> bytes:
    """A calendar called ``name`` in the current language; ``address`` gives the page of an event.

    Venues with their commune and city, and the chantiers, must be loaded.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for field in ("name", "x-wr-calname"):
        made.add(field, vText(" ".join(_plain(name).split())))
    made.add("x-wr-timezone", territory().time_zone)
    made.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    moments = [moment for event in events for moment in (event.starts_at, event.ends_at) if moment]
    if moments:
        made.add_component(timezone(territory().time_zone, min(moments), max(moments)))
    for event in events:
        made.add_component(entry(event, address(event)))
    return bytes(made.to_ical())


def entry(event: Event, url: str) -> Entry:
    """One event. Without a METHOD, DTSTAMP is when its facts last changed (RFC 5545, 3.8.7.2)."""
    made = Entry()
    made.add("uid", event.uid)
    made.add("dtstamp", _second(event.changed_at))
    made.add("created", _second(event.created_at))
    made.add("last-modified", _second(event.changed_at))
    made.add("sequence", event.sequence)
    made.add("status", "CANCELLED" if event.status is EventStatus.CANCELLED else "CONFIRMED")
    made.add("dtstart", _start(event))
    made.add("dtend", _end(event))
    made.add("transp", "OPAQUE" if event.starts_at else "TRANSPARENT")
    _say(made, "summary", localised(event.title), language_of(event.title))
    _say(made, "description", description(event, url))
    _say(made, "location", "; ".join(map(place, event.venues)))
    made.add("url", url)
    categories = [label(event.kind), *([localised(event.chantier.name)] if event.chantier else [])]
    made.add("categories", list(map(_plain, categories)), parameters={"language": current_language()})
    return made


def description(event: Event, url: str) -> str:
    """The cancellation first, then how exactly the time is known, the summary, who invites, the languages."""
    parts = [_("Cancelled: %(why)s", why=localised(event.cancellation)) if event.cancelled_at else ""]
    if event.starts_at is None:
        parts.append(when(event))
    parts.append(localised(event.summary))
    if localised(event.host):
        parts.append(_("Host: %(host)s", host=localised(event.host)))
    if event.languages:
        parts.append(_("Languages: %(languages)s", languages=languages(event)))
    return "\n\n".join(filter(None, [*parts, url]))


def _start(event: Event) -> date | datetime:
    return _moment(event.starts_at) if event.starts_at else event.starts_on


def _end(event: Event) -> date | datetime:
    """Never included: of days alone, the one after the last."""
    return _moment(event.ends_at) if event.ends_at else event.ends_on + timedelta(days=1)


def _moment(moment: datetime) -> datetime:
    """By the clock of the territory; in UTC within the hour that this clock shows a second time."""
    local = moment.astimezone(territory().zone)
    return moment.astimezone(UTC) if local.fold else local


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _say(component: Component, name: str, text: str, language: str | None = None) -> None:
    if text:
        component.add(name, _plain(text), parameters={"language": language or current_language()})


def _plain(text: str) -> str:
    """``text`` without the control signs that no line of a calendar may hold (RFC 5545, 3.1)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or (ord(sign) >= 32 and ord(sign) != 127))
