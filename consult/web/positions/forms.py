"""The form of a position: it checks shape only; the reasons get one field for each language of the house."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from consult.kernel.errors import Conflict, Invalid
from consult.rules.positions import REASONS_LENGTH, Stance
from consult.services.positions import PositionFields
from consult.web.kit import options
from consult.web.kit.based_on import BasedOnForm
from consult.web.kit.localised_field import WordsForm, add_words


class PositionForm(BasedOnForm, WordsForm):
    """``based_on`` is the number of the version that was changed; ``sure`` is asked for only when a text
    reads like another language than its field's."""

    labelled_in_summary = ("sure",)

    organisation = SelectField(
        _l("For which organisation?"), [InputRequired(_l("Please choose from the list."))], coerce=int
    )
    stance = RadioField(_l("Where does your organisation stand?"), [InputRequired(_l("Please choose one."))])
    sure = BooleanField(_l("Each text is in the language of its field"))

    def __init__(self, *args: Any, organisations: Sequence[tuple[int, str]] = (), **values: Any) -> None:
        super().__init__(*args, **values)
        self.stance.choices = options.labelled(Stance)
        self.doubtful = bool(self.sure.data)
        if organisations:
            self.organisation.choices = {str(number): name for number, name in organisations}
        else:
            del self.organisation

    def refuse(self, error: Conflict | Invalid) -> None:
        """After the question for the language, the next page has the box that answers it."""
        self.doubtful = self.doubtful or error.code == "language_doubtful"
        super().refuse(error)

    def fields(self) -> PositionFields:
        return PositionFields(
            stance=Stance(self.stance.data),
            reasons=self.words("reasons"),
            language_sure=bool(self.sure.data),
        )


add_words(PositionForm, "reasons", _l("Your reasons"), most=REASONS_LENGTH[1])
