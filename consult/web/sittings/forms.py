"""The forms with which a clerk prepares a sitting; they check shape only, the deeds check rules."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.kernel.db import LARGEST_ID
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line
from consult.queries.sittings.clerk_record import ClerkSitting, ItemRow
from consult.rules.voting import Majority
from consult.services.sittings import ItemDraft, SittingDraft
from consult.services.sittings.preparing import PLACE_LENGTH, QUESTION_LENGTH, TITLE_LENGTH
from consult.web.kit.fields import NEEDED, ClockField, DayField, NumberField
from consult.web.kit.forms import HouseForm
from consult.web.kit.localised_field import WordsForm, add_words, spread
from consult.web.kit.options import labelled

TOO_LONG = _l("Please write at most %(max)d characters.")
WHOLE = _l("Please give a whole number.")


def line(text: str | None) -> str:
    """One line of what was typed, without control signs."""
    return clean_line(text or "")


class SittingForm(HouseForm):
    """Time and place; ``assembly`` only for a new sitting, ``recalls_rule`` only for a second convocation."""

    assembly = SelectField(_l("Assembly"), [InputRequired(_l("Please choose the assembly."))])
    starts_on = DayField(_l("Day of the sitting"), [InputRequired(NEEDED)])
    starts_time = ClockField(_l("Time"), [InputRequired(NEEDED)])
    place = StringField(
        _l("Place"), [InputRequired(NEEDED), Length(max=PLACE_LENGTH, message=TOO_LONG)], [line]
    )
    urgent = BooleanField(
        _l("The sitting is urgent"),
        description=_l("It shortens the time between the convocation and the sitting."),
    )
    recalls_rule = BooleanField(
        _l("The convocation recalls that no quorum will be asked"),
        description=_l("Local law asks for this reminder."),
    )

    @classmethod
    def of(cls, sitting: ClerkSitting, **values: Any) -> "SittingForm":
        """The form of a sitting in preparation, as it was typed."""
        starts = sitting.starts_at.astimezone(territory().zone).replace(tzinfo=None)
        form = cls(
            **values,
            data={
                "starts_on": starts.date(),
                "starts_time": starts.time(),
                "place": sitting.place,
                "urgent": sitting.urgent,
                "recalls_rule": sitting.recalls_rule,
            },
        )
        del form.assembly
        if sitting.first_id is None or not sitting.rules.quorum.second_convocation_recalls_rule:
            del form.recalls_rule
        return form

    @classmethod
    def second(cls, first: ClerkSitting) -> "SittingForm":
        """The form of a second convocation: place and time of day as the first time."""
        starts = first.starts_at.astimezone(territory().zone).replace(tzinfo=None)
        form = cls(data={"starts_time": starts.time(), "place": first.place})
        del form.assembly
        if not first.rules.quorum.second_convocation_recalls_rule:
            del form.recalls_rule
        return form

    @classmethod
    def new(cls, assemblies: dict[str, Any]) -> "SittingForm":
        """The form of a first convocation."""
        form = cls()
        form.assembly.choices = assemblies
        del form.recalls_rule
        return form

    def draft(self, assembly_id: int | None = None) -> SittingDraft:
        """What the deed takes."""
        day, clock = self.starts_on.data or date.min, self.starts_time.data or time.min
        return SittingDraft(
            assembly_id=assembly_id or int(self.assembly.data),
            place=self.place.data or "",
            starts=datetime.combine(day, clock),
            urgent=bool(self.urgent and self.urgent.data),
            recalls_rule=bool(self.recalls_rule and self.recalls_rule.data),
        )

    def refuse(self, error: Conflict | Invalid) -> None:
        """Where the reminder is missing, that is what a second convocation lacks."""
        lacks_reminder = self.recalls_rule and not self.recalls_rule.data
        if isinstance(error, Invalid) and error.code == "not_second" and lacks_reminder:
            error.field = "recalls_rule"
        super().refuse(error)


class ItemForm(WordsForm):
    """A point of the agenda; its title and question in each language are added below."""

    proposal = NumberField(
        _l("Number of the proposal"),
        [Optional(), NumberRange(1, LARGEST_ID, _l("There is no proposal with this number."))],
        description=_l("Only if the item comes from a proposal: the number in its address."),
    )
    majority = SelectField(
        _l("Majority needed"),
        default=Majority.simple.value,
        description=_l("More than the simple majority only where a text asks for it."),
    )
    appointment = BooleanField(
        _l("This is an appointment"), description=_l("An appointment is always voted on in secret.")
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.majority.choices = labelled(Majority)

    @classmethod
    def of(cls, item: ItemRow) -> "ItemForm":
        """The form of an item that exists."""
        kept = {"proposal": item.proposal_id, "appointment": item.appointment, "majority": item.majority}
        return cls(data=kept | spread({"title": item.title, "question": item.question}))

    def draft(self) -> ItemDraft:
        """What the deed takes."""
        return ItemDraft(
            title=self.words("title"),
            question=self.words("question"),
            proposal_id=self.proposal.data,
            appointment=bool(self.appointment.data),
            majority=Majority(self.majority.data),
        )


add_words(ItemForm, "title", _l("Title of the item"), StringField, most=TITLE_LENGTH, clean=line)
add_words(ItemForm, "question", _l("Question"), most=QUESTION_LENGTH, clean=line)
