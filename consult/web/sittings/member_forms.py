"""What a member sends from the room or from home: the room's code, and a proxy."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import translate
from consult.kernel.text.names import clean_line
from consult.queries.sittings import Member
from consult.web.kit.forms import HouseForm, row_number

CODE_LENGTH = 20


def whole_number(text: object) -> int:
    """A number as a form sends it; 0 for anything else, which no deed takes."""
    try:
        return row_number(str(text))
    except ValueError:
        return 0


class ArriveForm(HouseForm):
    """The code shown in the room, typed with or without spaces and dashes."""

    code = StringField(
        _l("Code shown in the room"),
        [
            InputRequired(_l("Please enter the code shown in the room.")),
            Length(max=CODE_LENGTH, message=_l("This is longer than any of our codes.")),
        ],
        filters=[lambda text: clean_line(text or "")],
    )


class ProxyForm(HouseForm):
    """Who votes in one's place, and for how many sittings."""

    holder = SelectField(
        _l("Who votes for you?"),
        [DataRequired(_l("Please choose a member."))],
        coerce=whole_number,
        validate_choice=False,
        choices=[],
    )
    sittings = RadioField(
        _l("For how long?"),
        [DataRequired(_l("Please choose one of the answers."))],
        coerce=whole_number,
        validate_choice=False,
        choices=[],
        default=1,
    )

    def offer(self, members: Iterable[Member], longest: int) -> None:
        """The members who may still be given a proxy, and up to ``longest`` sittings in a row."""
        self.holder.choices = [(0, _l("Please choose"))] + [
            (one.seat_id, f"{one.full_name}, {one.function}" if one.function else one.full_name)
            for one in members
        ]
        self.sittings.choices = [
            (
                count,
                _l("This sitting only")
                if count == 1
                else ngettext(
                    "This sitting and the next one",
                    "This sitting and the next %(num)s",
                    count - 1,
                ),
            )
            for count in range(1, longest + 1)
        ]

    def refuse(self, error: Conflict | Invalid) -> None:
        """Beside the field: whatever is not about the length is about the members chosen."""
        if isinstance(error, Invalid) and error.field == "sittings":
            super().refuse(error)
        else:
            self.holder.errors = [*self.holder.errors, translate(error.message)]
