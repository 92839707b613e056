"""What the form of an event hands to the deeds: cleaned and bounded, its days taken from its hours."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from consult.kernel.clock import local_day, today
from consult.kernel.db import Localised
from consult.kernel.errors import Invalid
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line, clean_text
from consult.rules.dates import misfit, slips
from consult.rules.events import MOST_ROOMS, Audience, EventKind, VenueKind
from consult.rules.participation import check_length
from consult.rules.programme import Precision

TITLE, HOST, NAME, ADDRESS, URL = 120, 200, 120, 200, 300
SUMMARY, NOTE, REPORT = 3000, 1000, 10000
MOST_PLACES = 100_000


@dataclass(frozen=True, slots=True)
class VenueFields:
    """A room or an online address; ``capacity`` None: as many as come; ``id``: of a venue that exists."""

    kind: VenueKind
    name: Localised
    address: str = ""
    commune_insee: str | None = None
    place_id: int | None = None
    city_key: str | None = None
    url: str | None = None
    capacity: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class EventFields:
    """``starts_at`` and ``ends_at``: moments, or both None while only days are known.

    With moments, the days and their precision follow from them.
    """

    kind: EventKind
    audience: Audience
    title: Localised
    summary: Localised
    host: Localised
    chantier_number: int | None
    action_id: int | None
    precision: Precision
    starts_on: date
    ends_on: date
    starts_at: datetime | None
    ends_at: datetime | None
    languages: tuple[str, ...]
    interpreting: tuple[str, ...]
    access_note: Localised
    registration: bool
    registration_until: datetime | None
    venues: tuple[VenueFields, ...]


def cleaned(fields: EventFields) -> EventFields:
    """The fields as they may be stored; ``Invalid`` with every refusal found, each on its own field."""
    found = replace(
        fields,
        title=lines(fields.title),
        summary=texts(fields.summary),
        host=lines(fields.host),
        access_note=texts(fields.access_note),
        languages=tuple(dict.fromkeys(fields.languages)),
        interpreting=tuple(dict.fromkeys(fields.interpreting)),
        venues=tuple(map(_venue, fields.venues)),
    )
    if found.starts_at is not None and found.ends_at is not None:
        starts_on, ends_on = local_day(found.starts_at), local_day(found.ends_at)
        precision = Precision.DAY if starts_on == ends_on else Precision.PERIOD
        found = replace(found, starts_on=starts_on, ends_on=ends_on, precision=precision)
    refuse_all([*_texts(found), *_times(found), *_venues(found.venues)])
    return found


def refuse_all(refusals: list[Invalid]) -> None:
    """Raise the first, with the others beside it; nothing when there is none."""
    if refusals:
        refusals[0].also = tuple(refusals[1:])
        raise refusals[0]


def lines(words: Localised) -> Localised:
    """Each language's text as one clean line; empty ones are left out."""
    return {language: text for language, raw in words.items() if (text := clean_line(raw))}


def texts(words: Localised) -> Localised:
    """Each language's text, clean; empty ones are left out."""
    return {language: text for language, raw in words.items() if (text := clean_text(raw))}


def _venue(venue: VenueFields) -> VenueFields:
    url = (venue.url or "").strip() or None
    return replace(venue, name=lines(venue.name), address=clean_line(venue.address), url=url)


def checked(words: Localised, longest: int, field: str, *, needed: bool = True) -> Iterator[Invalid]:
    """Refusals of a localised text: none at all where one is needed, or too long in a language."""
    if needed and not words:
        yield Invalid("missing", N_("Please write this in at least one language."), field=field)
    for language, text in words.items():
        try:
            check_length(text, (1, longest), f"{field}_{language}")
        except Invalid as refusal:
            yield refusal


def _texts(fields: EventFields) -> Iterator[Invalid]:
    yield from checked(fields.title, TITLE, "title")
    yield from checked(fields.summary, SUMMARY, "summary", needed=False)
    yield from checked(fields.host, HOST, "host", needed=False)
    yield from checked(fields.access_note, NOTE, "access_note", needed=False)
    if not fields.languages:
        yield Invalid("languages", N_("Please choose at least one language."), field="languages")
    for name, codes in (("languages", fields.languages), ("interpreting", fields.interpreting)):
        if not set(codes) <= set(territory().text_languages):
            yield Invalid("languages", N_("Please choose from the list."), field=name)


def _slips(fields: EventFields) -> list[Invalid]:
    """Only what the editor wrote is checked: where hours are given, the days follow from them."""
    moments = {
        name: moment.date()
        for name in ("starts_at", "ends_at", "registration_until")
        if (moment := getattr(fields, name)) is not None
    }
    days = {"starts_on": fields.starts_on, "ends_on": fields.ends_on} if fields.starts_at is None else {}
    return slips(today(), {**days, **moments})


def _times(fields: EventFields) -> Iterator[Invalid]:
    starts_at, ends_at, until = fields.starts_at, fields.ends_at, fields.registration_until
    if found := _slips(fields):
        yield from found
        return
    if (starts_at is None) != (ends_at is None):
        missing = "starts_at" if starts_at is None else "ends_at"
        yield Invalid("moments", N_("A beginning and an end belong together."), field=missing)
    elif starts_at is not None and ends_at is not None and ends_at <= starts_at:
        yield Invalid("moments", N_("The end lies after the beginning."), field="ends_at")
    elif sentence := misfit(fields.precision, fields.starts_on, fields.ends_on):
        yield Invalid("dates", sentence, field="ends_on")
    if fields.registration and starts_at is None:
        sentence = N_("People can register once day and hour are known.")
        yield Invalid("registration", sentence, field="registration")
    if fields.registration and not fields.venues:
        sentence = N_("People can register once there is a room or an online address.")
        yield Invalid("registration", sentence, field="registration")
    if until is not None and starts_at is not None and until > starts_at:
        sentence = N_("Registration ends when the event begins, or before.")
        yield Invalid("registration_until", sentence, field="registration_until")


def _venues(venues: tuple[VenueFields, ...]) -> Iterator[Invalid]:
    kinds = Counter(venue.kind for venue in venues)
    if kinds[VenueKind.ON_SITE] > MOST_ROOMS or kinds[VenueKind.ONLINE] > 1:
        sentence = N_("At most %(rooms)s rooms and one online address belong to an event.")
        yield Invalid("venues", sentence, field="venues", rooms=MOST_ROOMS)
    for number, venue in enumerate(venues):
        yield from _venue_refusals(venue, f"venues-{number}")


def _venue_refusals(venue: VenueFields, field: str) -> Iterator[Invalid]:
    yield from checked(venue.name, NAME, f"{field}-name")
    if len(venue.address) > ADDRESS:
        yield Invalid(
            "length", N_("Please write at most %(high)s characters."), field=f"{field}-address", high=ADDRESS
        )
    if venue.kind is VenueKind.ONLINE and not _is_link(venue.url):
        sentence = N_("Please give the whole address of the page, with https://.")
        yield Invalid("url", sentence, field=f"{field}-url")
    if venue.kind is VenueKind.ON_SITE and venue.url is not None:
        yield Invalid("url", N_("Only an online venue has an address on the web."), field=f"{field}-url")
    if venue.capacity is not None and not 1 <= venue.capacity <= MOST_PLACES:
        yield Invalid(
            "capacity",
            N_("Please write a whole number from 1 to %(most)s, or leave it empty."),
            field=f"{field}-capacity",
            most=MOST_PLACES,
        )


def _is_link(url: str | None) -> bool:
    if not url or len(url) > URL or any(sign.isspace() for sign in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc
