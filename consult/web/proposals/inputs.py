"""Fields and checks of the forms around proposals, tolerant of how people write numbers."""

import re
from decimal import Decimal, InvalidOperation

from flask_babel import format_decimal
from flask_babel import gettext as _
from wtforms import DecimalField, Field, Form, IntegerField
from wtforms.validators import ValidationError

from consult.kernel.messages import N_
from consult.kernel.text.names import clean_line, clean_text

TOO_SHORT_OR_LONG = N_("Please write between %(low)s and %(high)s characters; you have %(count)s.")
TOO_LONG = N_("Please write at most %(high)s characters; you have %(count)s.")


def one_line(text: str | None) -> str | None:
    """A filter: what was typed into one line, without invisible signs."""
    return None if text is None else clean_line(text)


def several_lines(text: str | None) -> str | None:
    """A filter: what was typed into a large field, without invisible signs."""
    return None if text is None else clean_text(text)


class Between:
    """From ``low`` to ``high`` characters, counted after the field's filters; a mere draft may be shorter."""

    def __init__(self, bounds: tuple[int, int]) -> None:
        self.low, self.high = bounds
        self.field_flags = {"minlength": self.low, "maxlength": self.high}

    def __call__(self, form: Form, field: Field) -> None:
        length = len(field.data or "")
        if length > self.high or (length < self.low and not getattr(form, "draft_only", False)):
            sentence = TOO_SHORT_OR_LONG if self.low else TOO_LONG
            low, high, count = map(format_decimal, (self.low, self.high, length))
            raise ValidationError(_(sentence, low=low, high=high, count=count))


class EuroField(IntegerField):
    """Whole euros; spaces, points between thousands and the sign itself do no harm."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        plain = re.sub(r"[\s.'’€]|euros?", "", valuelist[0], flags=re.IGNORECASE)
        self.data = None
        if not (plain.isascii() and plain.isdecimal() and len(plain) <= 12):
            raise ValueError(_("Please write whole euros, without cents."))
        self.data = int(plain)


class DegreeField(DecimalField):
    """Degrees with a point or a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        try:
            self.data = Decimal(valuelist[0].strip().replace(",", ".")[:20])
        except InvalidOperation:
            raise ValueError(_("This is not a point on the map.")) from None
        if not self.data.is_finite():
            self.data = None
            raise ValueError(_("This is not a point on the map."))
