"""The forms of events are made of these: moments by the territory's clock."""

from datetime import UTC

from flask_babel import gettext as _
from wtforms import DateTimeLocalField

from consult.kernel.territory import territory


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
