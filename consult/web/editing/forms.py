"""The editors' forms; parts that need every language get one field for each of the territory's."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from consult.kernel.db import Localised
from consult.kernel.i18n import localised
from consult.rules.answers import FIRST_ANSWER_STATES, INTERIM_STATES, PART_LENGTH, REASONS_LENGTH
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Outcome
from consult.services.proposals.answers import AnswerFields
from consult.web.kit import options
from consult.web.kit.based_on import BasedOnForm
from consult.web.kit.forms import HouseForm
from consult.web.kit.localised_field import WordsForm, add_words

FULL, INTERIM = "full", "interim"
PARTS = {
    "reasons": (_l("Reasons"), REASONS_LENGTH[1], 8),
    "next_steps": (_l("What happens next"), PART_LENGTH[1], 4),
    "in_charge": (_l("Who is in charge"), PART_LENGTH[1], 4),
}


class AnswerForm(BasedOnForm, WordsForm):
    """``based_on`` is the number of the newest answer that the editor had before them."""

    kind = RadioField(_l("What do you send?"))
    outcome = RadioField(_l("Outcome"), validate_choice=False)
    full_answer_on = DateField(
        _l("The full answer comes by"),
        [Optional()],
        description=_l("Only for an interim answer: a day within a year."),
    )

    def __init__(self, *args: Any, state: ProposalState, **values: Any) -> None:
        super().__init__(*args, **values)
        kinds = {FULL: _("A full answer"), INTERIM: _("An interim answer")}
        if state not in INTERIM_STATES:
            kinds.pop(INTERIM)
        elif state not in FIRST_ANSWER_STATES:
            kinds.pop(FULL)
        self.kind.choices = kinds
        if self.kind.data not in kinds:
            self.kind.data = next(iter(kinds))
        self.outcome.choices = options.labelled(Outcome)

    @property
    def parts(self) -> dict[str, int]:
        """For the page: each part, and how many lines its fields show."""
        return {name: rows for name, (_title, _most, rows) in PARTS.items()}

    def validate_outcome(self, field: RadioField) -> None:
        if self.kind.data == FULL and field.data not in set(Outcome):
            raise ValidationError(_("Please choose an outcome for the full answer."))

    def fields(self) -> AnswerFields:
        full = self.kind.data == FULL
        return AnswerFields(
            outcome=Outcome(self.outcome.data) if full else None,
            reasons=self.words("reasons"),
            next_steps=self.words("next_steps"),
            in_charge=self.words("in_charge"),
            full_answer_on=None if full else self.full_answer_on.data,
        )


for _name, (_title, _most, _rows) in PARTS.items():
    add_words(AnswerForm, _name, _title, most=_most)


class LinkForm(HouseForm):
    """Which action carries the proposal out."""

    action = SelectField(
        _l("Action of the programme"), [InputRequired(_l("Please choose an action."))], coerce=int
    )

    def __init__(self, *args: Any, actions: list[tuple[int, Localised]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.action.choices = {str(number): localised(title) for number, title in actions}
