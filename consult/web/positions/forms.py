"""The form of a position: it checks shape only; the reasons get one field for each language of the house."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.rules.positions import REASONS_LENGTH, Stance
from consult.services.positions import PositionFields
from consult.web.kit import options
from consult.web.kit.forms import HouseForm


class PositionForm(HouseForm):
    """``based_on`` is the number of the version that was changed; ``sure`` is asked for only when a text
    reads like another language than its field's."""

    labelled_in_summary = ("sure",)

    organisation = SelectField(
        _l("For which organisation?"), [InputRequired(_l("Please choose from the list."))], coerce=int
    )
    stance = RadioField(_l("Where does your organisation stand?"), [InputRequired(_l("Please choose one."))])
    sure = BooleanField(_l("Each text is in the language of its field"))
    based_on = IntegerField(widget=HiddenInput(), default=0)

    def __init__(self, *args: Any, organisations: Sequence[tuple[int, str]] = (), **values: Any) -> None:
        super().__init__(*args, **values)
        self.stance.choices = options.labelled(Stance)
        self.doubtful = bool(self.sure.data)
        if organisations:
            self.organisation.choices = {str(number): name for number, name in organisations}
        else:
            del self.organisation

    @property
    def reasons(self) -> list[tuple[str, Any]]:
        """For the page: the field of each language."""
        return [(code, self[f"reasons_{code}"]) for code in territory().languages]

    def base_on(self, number: int) -> None:
        """Take this version as what they now have before them, whatever was sent."""
        self.based_on.data, self.based_on.raw_data = number, None

    def refuse(self, error: Conflict | Invalid) -> None:
        """After the question for the language, the next page has the box that answers it."""
        self.doubtful = self.doubtful or error.code == "language_doubtful"
        super().refuse(error)

    def fields(self) -> PositionFields:
        return PositionFields(
            stance=Stance(self.stance.data),
            reasons={code: field.data or "" for code, field in self.reasons},
            language_sure=bool(self.sure.data),
        )


for _code in territory().languages:
    _field = TextAreaField(
        _l("Your reasons (%(language)s)", language=LANGUAGE_NAMES[_code]),
        [Length(max=REASONS_LENGTH[1], message=_l("Please write at most %(max)d characters."))],
    )
    setattr(PositionForm, f"reasons_{_code}", _field)
