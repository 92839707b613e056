"""The sheets of a place and of a project that others decide on."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FloatField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from consult.queries.editing import things
from consult.rules.editing import NEW, Kept
from consult.web.editing.own import own_chantiers
from consult.web.editing.sheets.form import Part, SheetForm
from consult.web.editing.sheets.sheet import Thing
from consult.web.kit import options
from consult.web.kit.access import current_actor
from consult.web.kit.fields import DayField
from consult.web.kit.localised_field import spread

URL_LENGTH = 300


class DegreesField(FloatField):
    """A coordinate in degrees, with a point or a comma."""

    def __init__(self, label: Any, bound: int, **values: Any) -> None:
        sentence = _l("Please give degrees between -%(bound)d and %(bound)d.", bound=bound)
        super().__init__(label, [Optional(), NumberRange(-bound, bound, message=sentence)], **values)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip().replace(",", ".") if valuelist else ""
        try:
            self.data = float(text) if text else None
        except ValueError:
            raise ValueError(_("Please give degrees, such as 49.1193.")) from None


class PlaceForm(SheetForm):
    KIND = Kept.PLACE
    WORDS = {"name": (_l("Name"), 1), "summary": (_l("Summary"), 4)}
    commune_insee = SelectField(_l("Commune"))
    collective_intelligence = BooleanField(_l("Place of collective intelligence"))
    lat = DegreesField(_l("Latitude"), 90)
    lon = DegreesField(_l("Longitude"), 180)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.commune_insee.choices = {"": _("Nothing chosen")} | options.communes()

    def parts(self) -> list[Part]:
        point = Part([(None, self["lat"]), (None, self["lon"])])
        return [*super().parts(), self.side_by_side("commune_insee", "collective_intelligence"), point]

    def values(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in ("collective_intelligence", "lat", "lon")}
        return super().values() | plain | {"commune_insee": self.commune_insee.data or None}


def load(key: str) -> Thing:
    if key == NEW:
        return Thing({}, 0, {})
    row = things.place(key)
    plain = {name: getattr(row, name) for name in ("collective_intelligence", "lat", "lon")}
    values = spread({"name": row.name, "summary": row.summary}) | plain
    return Thing(row.name, row.revision, values | {"commune_insee": row.commune_insee or ""})


class ProjectForm(SheetForm):
    KIND = Kept.PROJECT
    WORDS = {"title": (_l("Title"), 1), "summary": (_l("Summary"), 6), "owner": (_l("Who decides"), 1)}
    chantier_number = SelectField(_l("Chantier"))
    url = StringField(
        _l("Address of its own site"),
        [
            Optional(),
            Length(max=URL_LENGTH, message=_l("Please write at most %(max)d characters.")),
            Regexp(
                r"https?://[^\s/]+\.[^\s]+\Z", message=_l("Please give an address that begins with https://.")
            ),
        ],
    )
    starts_on = DayField(_l("From"), [Optional()])
    ends_on = DayField(_l("Until"), [Optional()])
    published = BooleanField(_l("Shown to everybody"), default=True)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        own = own_chantiers(current_actor())
        kept = {key: words for key, words in options.chantiers().items() if own is None or int(key) in own}
        self.chantier_number.choices = {"": _("None in particular")} | kept

    def parts(self) -> list[Part]:
        return [
            self.side_by_side("chantier_number", "url"),
            *super().parts(),
            self.side_by_side("starts_on", "ends_on"),
            self.side_by_side("published"),
        ]

    def values(self) -> dict[str, Any]:
        number = self.chantier_number.data
        plain = {name: self[name].data for name in ("starts_on", "ends_on", "published")}
        plain |= {"url": self.url.data or None}
        return super().values() | plain | {"chantier_number": int(number) if number else None}


def load_project(key: str) -> Thing:
    if key == NEW:
        return Thing({}, 0, {})
    row = things.project(key)
    values: dict[str, Any] = dict(spread({name: getattr(row, name) for name in ProjectForm.WORDS}))
    values |= {name: getattr(row, name) for name in ("starts_on", "ends_on", "published", "url")}
    values["chantier_number"] = str(row.chantier_number or "")
    return Thing(row.title, row.revision, values, row.chantier_number)
