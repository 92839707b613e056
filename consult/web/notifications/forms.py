"""The one choice about digests: how often."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from consult.rules.following import Pace
from consult.web.kit.forms import HouseForm
from consult.web.kit.options import labelled


class PaceForm(HouseForm):
    pace = RadioField(_l("How often we write to you"))

    def __init__(self, *positional: object, **named: object) -> None:
        super().__init__(*positional, **named)
        self.pace.choices = list(labelled(Pace).items())

    @property
    def chosen(self) -> Pace:
        return Pace(self.pace.data)
