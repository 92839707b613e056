"""Pages, cards and calendars say through here when an event is and whether there is room, in plain words."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_skeleton
from flask_babel import format_date, format_time, get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from consult.kernel.clock import local_day, now
from consult.kernel.db import Localised
from consult.kernel.i18n import language_name, localised
from consult.models.events import Event, Venue
from consult.rules.events import EventStatus, VenueKind
from consult.rules.programme import Precision
from consult.web.kit import dates
from consult.web.kit.languages import told


def open_to_come(event: Event) -> bool:
    """Whether it is planned and not over."""
    return event.status is EventStatus.PUBLISHED and not event.is_over(now())


@dataclass(frozen=True, slots=True)
class Leaf:
    """The sheet of a calendar beside an event: small words above and below a large one; each may be empty."""

    above: str
    large: str
    below: str


def when(event: Event) -> str:
    """Day and hours, or the days no more exactly than they are known; begins with a capital."""
    if event.starts_at and event.ends_at:
        return _capital(_at(event.starts_at, event.ends_at))
    if event.precision is Precision.PERIOD:
        return dates.first(_between(event.starts_on, event.ends_on))
    if event.precision is Precision.DAY:
        return _capital(str(format_date(event.starts_on, "full")))
    return dates.when(event)


def _at(start: datetime, end: datetime) -> str:
    days = [format_date(local_day(moment), "full") for moment in (start, end)]
    hours = {"begins": format_time(start, "short"), "ends": format_time(end, "short")}
    if days[0] == days[1]:
        return str(_("%(day)s, from %(begins)s to %(ends)s", day=days[0], **hours))
    return str(_("from %(first)s, %(begins)s, to %(last)s, %(ends)s", first=days[0], last=days[1], **hours))


def _between(start: date, end: date) -> str:
    """Some time from ``start`` to ``end``: it does not last all that while."""
    same_year = start.year == end.year
    first = format_skeleton("MMMMd", start, locale=get_locale()) if same_year else format_date(start, "long")
    return str(_("Between %(first)s and %(last)s", first=first, last=format_date(end, "long")))


def _capital(text: str) -> str:
    return dates.first(text[:1].upper() + text[1:])


def leaf(event: Event) -> Leaf:
    """Weekday, day and month; of days known less exactly only the month or the year."""
    day = event.starts_on
    if event.precision is Precision.DAY or event.starts_at:
        return Leaf(format_date(day, "EEE"), str(day.day), format_date(day, "LLL yyyy"))
    if event.precision is Precision.MONTH:
        return Leaf("", format_date(day, "LLL"), str(day.year))
    return Leaf("", "", str(day.year))


def place(venue: Venue) -> str:
    """A room and where it is, each name once, or that one takes part online; for attributes and letters."""
    return ", ".join(map(_bare, _parts(venue)))


def told_place(venue: Venue) -> Markup:
    """The same for the body of a page, where a name in another language says in which."""
    return Markup(", ").join(part if isinstance(part, str) else told(part) for part in _parts(venue))


def _parts(venue: Venue) -> list[str | Localised]:
    if venue.kind is VenueKind.ONLINE:
        return [venue.name if localised(venue.name) else str(_("Online"))]
    towns = [venue.place.name if venue.place else "", venue.commune.name if venue.commune else ""]
    if venue.city and not venue.commune:
        towns.append(venue.city.name)
    said = f"{localised(venue.name)} {venue.address}"
    around = [name for name in towns if _bare(name) and _bare(name) not in said]
    return [part for part in (venue.name, venue.address, *around) if _bare(part)]


def _bare(name: str | Localised) -> str:
    return name if isinstance(name, str) else localised(name)


def address(venue: Venue) -> str:
    """What a map looks for: the street, and the town unless it stands there already."""
    town = venue.commune.name if venue.commune else localised(venue.city.name) if venue.city else ""
    return ", ".join(filter(None, [venue.address, town if town not in venue.address else ""]))


def languages(event: Event) -> str:
    """In which languages it is held, and into which it is interpreted."""
    spoken, heard = (", ".join(map(language_name, codes)) for codes in (event.languages, event.interpreting))
    text = spoken[:1].upper() + spoken[1:]
    if not heard:
        return text
    return str(_("%(languages)s; interpreted into: %(heard)s", languages=text, heard=heard))


def period(event: Event) -> str:
    """The heading under which a list names it: the month, or the year of days known less exactly."""
    exact = event.starts_at or event.precision in (Precision.DAY, Precision.MONTH)
    name = format_skeleton("yMMMM" if exact else "y", event.starts_on, locale=get_locale())
    return name[:1].upper() + name[1:]


def room(venue: Venue) -> str:
    """How many places are left, or how long the line is."""
    if venue.capacity is None:
        return str(_("Room for everybody"))
    left = venue.capacity - venue.registered
    if left > 0:
        return str(ngettext("%(num)s place left", "%(num)s places left", left))
    if not venue.waiting:
        return str(_("Full – the waiting list is open"))
    return str(ngettext("Full – waiting list of %(num)s", "Full – waiting list of %(num)s", venue.waiting))
