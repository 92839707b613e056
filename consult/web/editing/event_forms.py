"""The form of an event: its facts, some in every language, up to two rooms and an online one."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from consult.kernel.clock import today
from consult.kernel.i18n import localised
from consult.kernel.territory import territory
from consult.kernel.text.collation import in_order
from consult.models.events import Event, Venue
from consult.queries.events.room import Sites
from consult.rules.events import MOST_ROOMS, Audience, EventKind, VenueKind
from consult.rules.programme import Precision
from consult.services.events import EventFields, VenueFields
from consult.web.editing.compared import ComparedForm
from consult.web.editing.event_fields import MomentField
from consult.web.kit import options
from consult.web.kit.fields import BoxesField, DayField, NumberField
from consult.web.kit.forms import row_number
from consult.web.kit.localised_field import WordsForm, add_words, spread

ONLINE = MOST_ROOMS
SLOTS = (*range(MOST_ROOMS), ONLINE)


class EventForm(ComparedForm, WordsForm):
    """The facts, and slots for the venues: the rooms, then the online one."""

    kind = SelectField(_l("Kind"))
    audience = SelectField(_l("Who may come"))
    chantier = SelectField(_l("Chantier"))
    action = SelectField(_l("Action of the programme"))
    starts_at = MomentField(_l("Beginning, day and hour"), [Optional()])
    ends_at = MomentField(_l("End, day and hour"), [Optional()])
    precision = SelectField(_l("How exactly the days are known"))
    starts_on = DayField(_l("First day"), [Optional()])
    ends_on = DayField(_l("Last day"), [Optional()])
    languages = BoxesField(_l("Held in"))
    interpreting = BoxesField(_l("Interpreted into"))
    registration = BooleanField(_l("People register for this event"))
    registration_until = MomentField(_l("Registration ends"), [Optional()])

    def __init__(
        self, sites: Sites, chantiers: options.Options, event: Event | None = None, **given: Any
    ) -> None:
        data = _values(event) if event else {"languages": [territory().languages[0]]}
        super().__init__(data=data, **given)
        self.kind.choices = options.labelled(EventKind)
        self.audience.choices = options.labelled(Audience)
        self.chantier.choices = {"": _("All chantiers")} | chantiers
        self.action.choices = {"": _("Not chosen")} | {
            str(number): f"{chantier} – {localised(title)}" for number, chantier, title in sites.actions
        }
        self.precision.choices = {each.value: str(PRECISIONS[each]) for each in Precision}
        self.languages.choices = self.interpreting.choices = options.text_languages()
        towns = {f"commune:{insee}": name for insee, name in options.communes().items()}
        cities = {f"city:{key}": localised(name) for key, name in sites.cities}
        places = {str(number): localised(name) for number, name in sites.places}
        for slot in range(MOST_ROOMS):
            self[f"venues-{slot}-town"].choices = {"": _("Not chosen")} | towns | _sorted(cities)
            self[f"venues-{slot}-place"].choices = {"": _("Not chosen")} | _sorted(places)

    def slot(self, number: int) -> dict[str, Any]:
        """For the page: the fields of a room, or of the online venue, by their last names."""
        start = f"venues-{number}-"
        mine = {name: field for name, field in self._fields.items() if name.startswith(start)}
        return {name.removeprefix(start): field for name, field in mine.items()}

    @property
    def filled(self) -> list[int]:
        """The slots in which something was written, in the order of the venues that the deed gets."""
        written = ("address", "town", "place", "url", "capacity", "id")
        return [
            number
            for number in SLOTS
            if any(self.words(f"venues-{number}-name").values())
            or any(self.slot(number)[name].data for name in written if name in self.slot(number))
        ]

    def name_of(self, field: str) -> str:
        """The deed counts the venues that were written, the page every slot."""
        found = re.fullmatch(r"venues-(\d)-(.+)", field)
        if found:
            field = f"venues-{self.filled[int(found[1])]}-{found[2]}"
        return super().name_of("venues-0-name" if field == "venues" else field)

    def called(self, field: Field) -> str:
        """Fields of a venue say of which."""
        found = re.match(r"venues-(\d)-", field.name)
        if found is None:
            return super().called(field)
        slot = int(found[1])
        venue = _("Online") if slot == ONLINE else _("Room %(number)s", number=slot + 1)
        return f"{venue} – {super().called(field)}"

    def validate(self, extra_validators: Any = None) -> bool:
        found = bool(super().validate(extra_validators))
        if self.starts_on.data is None and self.starts_at.data is None and not self.starts_on.errors:
            self.starts_on.errors = [_("Please give the beginning, or at least the first day.")]
            return False
        return found

    def fields(self) -> EventFields:
        first = self.starts_on.data or today()
        return EventFields(
            kind=EventKind(self.kind.data),
            audience=Audience(self.audience.data),
            chantier_number=int(self.chantier.data) if self.chantier.data else None,
            action_id=int(self.action.data) if self.action.data else None,
            precision=Precision(self.precision.data),
            starts_on=first,
            ends_on=self.ends_on.data or first,
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
            languages=tuple(self.languages.data or ()),
            interpreting=tuple(self.interpreting.data or ()),
            registration=self.registration.data,
            registration_until=self.registration_until.data,
            venues=tuple(map(self._venue, self.filled)),
            **{part: self.words(part) for part in PARTS},
        )

    def _venue(self, number: int) -> VenueFields:
        slot = self.slot(number)
        name, known = self.words(f"venues-{number}-name"), slot["id"].data
        common: dict[str, Any] = {"name": name, "capacity": slot["capacity"].data, "id": _number(known)}
        if number == ONLINE:
            return VenueFields(VenueKind.ONLINE, url=slot["url"].data, **common)
        sort, _sign, key = (slot["town"].data or "").partition(":")
        return VenueFields(
            VenueKind.ON_SITE,
            address=slot["address"].data or "",
            commune_insee=key if sort == "commune" else None,
            city_key=key if sort == "city" else None,
            place_id=int(slot["place"].data) if slot["place"].data else None,
            **common,
        )


PARTS = {
    "title": (_l("Title"), StringField),
    "summary": (_l("Summary"), TextAreaField),
    "host": (_l("Who invites"), StringField),
    "access_note": (_l("Getting in"), TextAreaField),
}
PRECISIONS = {
    Precision.DAY: _l("One day, its hours unknown"),
    Precision.MONTH: _l("In this month"),
    Precision.SEASON: _l("In this season"),
    Precision.QUARTER: _l("In this quarter"),
    Precision.HALF_YEAR: _l("In this half of the year"),
    Precision.PERIOD: _l("Between two days"),
    Precision.YEAR: _l("In this year"),
}
for _part, (_title, _kind) in PARTS.items():
    add_words(EventForm, _part, _title, _kind)
for _slot in SLOTS:
    _start = f"venues-{_slot}-"
    add_words(EventForm, f"{_start}name", _l("Name"), StringField)
    if _slot == ONLINE:
        setattr(EventForm, f"{_start}url", StringField(_l("Address of the online room")))
    else:
        setattr(EventForm, f"{_start}address", StringField(_l("Street and number")))
        setattr(EventForm, f"{_start}town", SelectField(_l("Commune or partner city")))
        setattr(EventForm, f"{_start}place", SelectField(_l("Place of the programme")))
    setattr(EventForm, f"{_start}capacity", NumberField(_l("Number of places"), [Optional()]))
    setattr(EventForm, f"{_start}id", HiddenField())


def _values(event: Event) -> dict[str, Any]:
    """What the form shows of an event, its venues loaded."""
    values: dict[str, Any] = {
        "chantier": str(event.chantier_number or ""),
        "action": str(event.action_id or ""),
        "based_on": event.revision,
    }
    for name in ("kind", "audience", "precision", "starts_on", "ends_on", "starts_at", "ends_at"):
        values[name] = getattr(event, name)
    for name in ("languages", "interpreting", "registration", "registration_until"):
        values[name] = getattr(event, name)
    values |= spread({part: getattr(event, part) for part in PARTS})
    rooms = iter(range(MOST_ROOMS))
    for venue in event.venues:
        slot = ONLINE if venue.kind is VenueKind.ONLINE else next(rooms)
        values |= {f"venues-{slot}-{name}": value for name, value in _venue_values(venue).items()}
    return values


def _venue_values(venue: Venue) -> dict[str, Any]:
    town = f"commune:{venue.commune_insee}" if venue.commune_insee else ""
    return {
        "id": str(venue.id),
        "address": venue.address,
        "town": f"city:{venue.city_key}" if venue.city_key else town,
        "place": str(venue.place_id or ""),
        "url": venue.url,
        "capacity": venue.capacity,
        **spread({"name": venue.name}),
    }


def _sorted(choices: options.Options) -> options.Options:
    return dict(sorted(choices.items(), key=lambda choice: in_order(choice[1])))


def _number(text: str | None) -> int | None:
    try:
        return row_number(text or "")
    except ValueError:
        return None
