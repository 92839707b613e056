"""Fields that several rooms use, refusing what is no day, time or number in our own words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import InputRequired

from consult.kernel.territory import territory

NEEDED = _l("Please fill this in.")


def needed_in(language: str) -> list[InputRequired]:
    """The validators of a text that must stand in each language of the content, and may in the others."""
    return [InputRequired(NEEDED)] if language in territory().content_languages else []


class DayField(DateField):
    """A day, refused in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please give a day, such as 24/11/2026.")) from None


class ClockField(TimeField):
    """A time of day, refused in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please give a time, such as 18:30.")) from None


class NumberField(IntegerField):
    """A whole number, refused in our own words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please give a whole number.")) from None
