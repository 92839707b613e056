"""Forms of which two versions can be compared, field by field, as machines and as people read them."""

from datetime import date, datetime

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _
from wtforms import BooleanField, Field, SelectField, SelectMultipleField

from consult.web.kit.based_on import BASED_ON, BasedOnForm

Sent = dict[str, list[str]]


class ComparedForm(BasedOnForm):
    """``based_on`` is the one field that is no part of the thing itself."""

    def typed(self) -> Sent:
        """What was sent, as it was sent: what a draft keeps."""
        own = [field for field in self if field.name != BASED_ON]
        return {field.name: list(field.raw_data) for field in own if field.raw_data}

    def sent(self) -> Sent:
        """Every field as a form would send it: what two versions are compared by."""
        return {field.name: _sent(field) for field in self if field.name != BASED_ON}

    def called(self, field: Field) -> str:
        """What a field is called where it stands alone."""
        return str(field.label.text)


def _sent(field: Field) -> list[str]:
    if isinstance(field, SelectMultipleField):
        return sorted(map(str, field.data or []))
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectField):
        return [str(field.data)] if field.data not in (None, "") else []
    text = _text(field).replace("\r\n", "\n").strip()
    return [text] if text else []


def in_words(field: Field) -> str:
    """What the field holds, as a person reads it: the words of a choice, not its key."""
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    if isinstance(field, SelectField | SelectMultipleField):
        return ", ".join(str(option.label.text) for option in field if option.checked)
    if isinstance(field.data, datetime):
        return str(format_datetime(field.data, "short"))
    if isinstance(field.data, date):
        return str(format_date(field.data, "long"))
    return _text(field)


def _text(field: Field) -> str:
    """What the input shows, even where it could not be read."""
    return str(field._value())  # type: ignore[attr-defined]  # every field with an input has it
