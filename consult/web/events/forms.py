"""The filters of the list of events, read from the address, and the choice of a venue."""

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField

from consult.models.events import Event
from consult.queries.events import EventFilters, EventsPage
from consult.rules.events import EventKind
from consult.web.events.words import place, room
from consult.web.kit.forms import HouseForm
from consult.web.kit.options import labelled, numbered, text_languages

_INSEE = re.compile(r"[0-9AB]{5}")


def filters() -> EventFilters:
    """What the address asks for; values that cannot be are left out."""
    chantier, commune = request.args.get("chantier", ""), request.args.get("commune", "")
    language = request.args.get("language", "")
    return EventFilters(
        chantier=int(chantier) if re.fullmatch(r"[1-9][0-9]{0,2}", chantier) else None,
        commune=commune if _INSEE.fullmatch(commune) else None,
        past=request.args.get("past") == "1",
        kind=request.args.get("kind", type=EventKind),
        language=language if language in text_languages() else None,
    )


def address_of(chosen: EventFilters, **more: str | int | None) -> dict[str, Any]:
    """The arguments of the list's address for what is chosen, changed by ``more``; None leaves one out."""
    known: dict[str, str | int | None] = {
        "chantier": chosen.chantier,
        "commune": chosen.commune,
        "kind": chosen.kind.value if chosen.kind else None,
        "language": chosen.language,
        "past": 1 if chosen.past else None,
    }
    return {name: value for name, value in (known | more).items() if value is not None}


class FilterForm(Form):
    """Shows the chosen filters; the address, not this form, decides."""

    chantier = SelectField(_l("Chantier"))
    commune = SelectField(_l("Commune"))
    kind = SelectField(_l("Kind"))
    language = SelectField(_l("Language"))

    def __init__(self, page: EventsPage) -> None:
        super().__init__(data={name: str(value) for name, value in address_of(page.filters).items()})
        everything = {"": _("All")}
        self.chantier.choices = everything | numbered(page.chantiers)
        self.commune.choices = everything | dict(page.communes)
        self.kind.choices = everything | labelled(EventKind)
        self.language.choices = everything | text_languages()


class VenueForm(HouseForm):
    """At which venue somebody wants to take part; the first with room is proposed."""

    venue = RadioField(_l("Where do you want to take part?"), coerce=int, validate_choice=False)

    def __init__(self, event: Event, but: int | None = None) -> None:
        super().__init__()
        venues = [venue for venue in event.venues if venue.id != but]
        self.venue.choices = [(venue.id, f"{place(venue)} – {room(venue)}") for venue in venues]
        if self.venue.data is None and venues:
            free = (each for each in venues if each.capacity is None or each.registered < each.capacity)
            self.venue.data = next(free, venues[0]).id
