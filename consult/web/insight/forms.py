"""How auditors narrow the journal."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange, Optional, Regexp

from consult.kernel.db import LARGEST_ID
from consult.queries.journal import Filters
from consult.web.kit.forms import HouseForm

WORD = r"^[a-z0-9_.]{1,60}$"


class WholeNumberField(IntegerField):
    """Leaves it to the validators to say, once, that something else than a number was written."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


class JournalForm(HouseForm):
    """Sent by GET; a wrong field is told of and narrows nothing."""

    event = StringField(
        _l("Event"),
        [Optional(), Regexp(WORD, message=_l("Please write the name as it stands in the journal."))],
        filters=[lambda text: text.strip().lower() if text else text],
        description=_l("For example “proposal.published”, or only “proposal”"),
    )
    actor = WholeNumberField(
        _l("Person (number)"), [Optional(), NumberRange(1, LARGEST_ID, _l("Please write a whole number."))]
    )
    subject = StringField(
        _l("Subject"),
        [Optional(), Regexp(WORD, message=_l("Please write the name as it stands in the journal."))],
        filters=[lambda text: text.strip().lower() if text else text],
        description=_l("For example “proposal” or “account”"),
    )
    number = WholeNumberField(
        _l("Subject (number)"), [Optional(), NumberRange(1, LARGEST_ID, _l("Please write a whole number."))]
    )

    def filters(self) -> Filters:
        """What is well formed narrows the list."""

        def sound(field: StringField | IntegerField) -> str | int | None:
            return None if field.errors else field.data

        return Filters(
            event=str(sound(self.event) or ""),
            actor_id=int(sound(self.actor) or 0) or None,
            subject_kind=str(sound(self.subject) or ""),
            subject_id=int(sound(self.number) or 0) or None,
        )
