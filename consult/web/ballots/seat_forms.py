"""The forms by which the clerk keeps assemblies and seats: shape only, the deeds check rules."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import CombinedMultiDict, FileStorage
from wtforms import BooleanField, FileField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.rules.seat_columns import LONGEST_NAME, LONGEST_WORDS, Column
from consult.services.seats import LONGEST_KEY, MOST_SEATS
from consult.web.ballots.forms import plain
from consult.web.kit.fields import NEEDED, DayField
from consult.web.kit.forms import HouseForm
from consult.web.kit.localised_field import WordsForm, add_words

NAME_LENGTH = Length(max=LONGEST_NAME, message=_l("Please write at most 60 characters."))
WORDS_LENGTH = Length(max=LONGEST_WORDS, message=_l("Please write at most 80 characters."))


class SeatFileForm(HouseForm):
    """One list of seats, as a file."""

    file = FileField(
        _l("List of seats"),
        [InputRequired(_l("Please choose a file."))],
        description=_l("A CSV file in UTF-8, at most 2 MB and 5,000 rows."),
        render_kw={"accept": ".csv,text/csv"},
    )

    @classmethod
    def sent(cls) -> "SeatFileForm":
        """The form as a request sent it: the one place that reads files."""
        return cls(formdata=CombinedMultiDict([request.files, request.form]))

    def raw(self) -> bytes:
        """What the file holds."""
        sent = self.file.data
        return sent.read() if isinstance(sent, FileStorage) else b""


class ApplyForm(HouseForm):
    """The preview that the clerk saw, by its digest."""

    plan = HiddenField()


class SeatForm(HouseForm):
    """One councillor with a seat, typed by hand. Its fields are called as those of a list's row."""

    family_name = StringField(_l("Family name"), [InputRequired(NEEDED), NAME_LENGTH], filters=[plain])
    given_name = StringField(_l("Given name"), [InputRequired(NEEDED), NAME_LENGTH], filters=[plain])
    function = StringField(_l("Function"), [WORDS_LENGTH], filters=[plain])
    political_group = StringField(_l("Political group"), [WORDS_LENGTH], filters=[plain])
    leads_group = BooleanField(
        _l("Leads this group"), description=_l("Group leaders are sent the signed checkpoints of ballots.")
    )
    email = StringField(
        _l("E-mail"),
        [Length(max=254, message=_l("Please write at most 254 characters."))],
        filters=[plain],
        description=_l("May be the address that several councillors share, such as the town hall’s."),
    )
    language = SelectField(_l("Language"))
    starts_on = DayField(_l("Start of mandate"), [InputRequired(NEEDED)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = [(code, LANGUAGE_NAMES[code]) for code in territory().languages]

    def cells(self) -> dict[Column, str]:
        """What was typed, as a list's row would say it."""
        return {
            Column.FAMILY_NAME: self.family_name.data or "",
            Column.GIVEN_NAME: self.given_name.data or "",
            Column.FUNCTION: self.function.data or "",
            Column.GROUP: self.political_group.data or "",
            Column.LEADS_GROUP: "yes" if self.leads_group.data else "no",
            Column.EMAIL: self.email.data or "",
            Column.LANGUAGE: self.language.data or "",
            Column.STARTS_ON: self.starts_on.data.isoformat() if self.starts_on.data else "",
        }


class EndForm(HouseForm):
    """The last day of a mandate."""

    last_day = DayField(
        _l("Last day of the mandate"),
        [InputRequired(NEEDED)],
        description=_l("It counts as a day in office."),
    )


class AssemblyForm(WordsForm):
    """A partner assembly; one name for each language is added below."""

    key = StringField(
        _l("Short name"),
        [InputRequired(NEEDED), Length(max=LONGEST_KEY, message=_l("Please write at most 60 characters."))],
        filters=[plain],
        description=_l("Lists name the assembly so: small letters, digits and hyphens."),
    )
    seats_total = IntegerField(
        _l("Number of seats"),
        [
            InputRequired(NEEDED),
            NumberRange(1, MOST_SEATS, message=_l("Please give a number from 1 to 1,000.")),
        ],
    )


add_words(AssemblyForm, "name", _l("Name"), StringField, most=120, needed=True, clean=plain)
