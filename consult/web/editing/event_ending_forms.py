"""The forms with which an event ends: why it does not take place, or what came of it."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import Optional

from consult.web.kit.based_on import BasedOnForm
from consult.web.kit.forms import row_number
from consult.web.kit.localised_field import WordsForm, add_words

MOST_NUMBERS = 100


class CancelForm(WordsForm):
    """Why an event does not take place."""


add_words(CancelForm, "why", _l("Why it does not take place"))


class ReportForm(BasedOnForm, WordsForm):
    """What came of an event; ``proposals``: their numbers, as people write lists of numbers."""

    proposals = StringField(
        _l("Numbers of the proposals of this event"),
        [Optional()],
        description=_l("As they stand in the addresses of the proposals, such as 12, 57."),
    )

    def validate_proposals(self, field: StringField) -> None:
        numbers = re.split(r"[\s,;]+", (field.data or "").strip(" ,;#"))
        try:
            found = [row_number(each.removeprefix("#")) for each in numbers if each]
        except ValueError:
            raise ValidationError(_("Please write numbers only, with commas between them.")) from None
        if len(found) > MOST_NUMBERS:
            raise ValidationError(_("Please give at most %(most)d proposals.", most=MOST_NUMBERS))

    @property
    def numbers(self) -> list[int]:
        return [int(each) for each in re.findall(r"\d+", self.proposals.data or "")]


add_words(ReportForm, "text", _l("What came of it"))
