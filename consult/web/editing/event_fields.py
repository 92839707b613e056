"""The forms of events are made of these: moments by the territory's clock, and texts in every language."""

from datetime import UTC
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from consult.kernel.db import Localised
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.web.kit.forms import HouseForm


class MomentField(DateTimeLocalField):
    """A day and an hour by the territory's clock; ``data`` is the moment, aware."""

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return f"{self.data.astimezone(territory().zone):%Y-%m-%dT%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
            if self.data:
                self.data = self.data.replace(tzinfo=territory().zone).astimezone(UTC)
        except (ValueError, OverflowError):
            self.data = None
            raise ValueError(_("Please give a day and an hour, such as 2026-11-24T18:30.")) from None


class WordsForm(HouseForm):
    """A form with texts in every language: the field of a part is called ``part-language``."""

    def words(self, part: str) -> Localised:
        return {language: self[f"{part}-{language}"].data or "" for language in territory().languages}

    def of(self, part: str) -> list[tuple[str, Any]]:
        """For the page: the fields of a part with their languages."""
        return [(language, self[f"{part}-{language}"]) for language in territory().languages]

    def refuse(self, error: Conflict | Invalid) -> None:
        """What concerns a text in all languages stands beside the first of them."""
        if isinstance(error, Invalid) and error.field:
            error.field = self.name_of(error.field)
        super().refuse(error)

    def name_of(self, field: str) -> str:
        in_words = f"{field}-{territory().languages[0]}"
        return in_words if field not in self._fields and in_words in self._fields else field


def add_words(form: type[WordsForm], part: str, title: Any, kind: type[StringField]) -> None:
    """Give ``form`` a field of ``kind`` for ``part`` in each of the territory's languages."""
    for language in territory().languages:
        label = _l("%(part)s (%(language)s)", part=title, language=LANGUAGE_NAMES[language])
        setattr(form, f"{part}-{language}", kind(label))


class ChecksField(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
