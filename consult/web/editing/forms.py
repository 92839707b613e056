"""The editors' forms; parts that need every language get one field for each of the territory's."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from consult.kernel.db import Localised
from consult.kernel.i18n import LANGUAGE_NAMES, localised
from consult.kernel.territory import territory
from consult.rules.answers import FIRST_ANSWER_STATES, INTERIM_STATES, PART_LENGTH, REASONS_LENGTH
from consult.rules.lifecycle import ProposalState
from consult.rules.participation import Outcome
from consult.services.proposals.answers import AnswerFields
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

FULL, INTERIM = "full", "interim"
PARTS = {
    "reasons": (_l("Reasons"), REASONS_LENGTH),
    "next_steps": (_l("What happens next"), PART_LENGTH),
    "in_charge": (_l("Who is in charge"), PART_LENGTH),
}


class AnswerForm(HouseForm):
    """``based_on`` is the number of the newest answer that the editor had before them."""

    kind = RadioField(_l("What do you send?"))
    outcome = RadioField(_l("Outcome"), validate_choice=False)
    full_answer_on = DateField(
        _l("The full answer comes by"),
        [Optional()],
        description=_l("Only for an interim answer: a day within a year."),
    )
    based_on = IntegerField(widget=HiddenInput(), default=0)

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

    def base_on(self, version: int) -> None:
        """Take ``version`` as what the editor now has before them, whatever was sent."""
        self.based_on.data, self.based_on.raw_data = version, None

    @property
    def parts(self) -> list[tuple[list[tuple[str, Any]], int]]:
        """For the page: the fields of each part, a language each, and how many lines they show."""
        return [
            (
                [(language, self[f"{name}_{language}"]) for language in territory().languages],
                8 if name == "reasons" else 4,
            )
            for name in PARTS
        ]

    def validate_outcome(self, field: RadioField) -> None:
        if self.kind.data == FULL and field.data not in set(Outcome):
            raise ValidationError(_("Please choose an outcome for the full answer."))

    def validate_based_on(self, field: IntegerField) -> None:
        field.data = max(field.data or 0, 0)

    def fields(self) -> AnswerFields:
        full = self.kind.data == FULL
        return AnswerFields(
            outcome=Outcome(self.outcome.data) if full else None,
            reasons=self._words("reasons"),
            next_steps=self._words("next_steps"),
            in_charge=self._words("in_charge"),
            full_answer_on=None if full else self.full_answer_on.data,
        )

    def _words(self, name: str) -> Localised:
        return {language: self[f"{name}_{language}"].data or "" for language in territory().languages}


for _name, (_title, _bounds) in PARTS.items():
    for _language in territory().languages:
        _field = TextAreaField(
            _l("%(part)s (%(language)s)", part=_title, language=LANGUAGE_NAMES[_language]),
            [Length(max=_bounds[1], message=_l("Please write at most %(max)d characters."))],
        )
        setattr(AnswerForm, f"{_name}_{_language}", _field)


class LinkForm(HouseForm):
    """Which action carries the proposal out."""

    action = SelectField(
        _l("Action of the programme"), [InputRequired(_l("Please choose an action."))], coerce=int
    )

    def __init__(self, *args: Any, actions: list[tuple[int, Localised]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.action.choices = {str(number): localised(title) for number, title in actions}
