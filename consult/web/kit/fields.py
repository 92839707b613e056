"""Fields that several rooms use, refusing what is no day, time or number in our own words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectMultipleField, TimeField
from wtforms.widgets import CheckboxInput, ListWidget

NEEDED = _l("Please fill this in.")


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


class BoxesField(SelectMultipleField):
    """Several of many, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
