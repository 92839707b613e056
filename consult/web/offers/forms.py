"""The forms of offers, of replies to them, and of calls; they check shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID, Localised
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line, clean_text
from consult.models.offers import Call
from consult.rules.offers import (
    CALL_TEXT_LENGTH,
    CALL_TITLE_LENGTH,
    MOST_WANTED,
    OFFER_LENGTH,
    REPLY_LENGTH,
    OfferKind,
)
from consult.services.offers import CallFields, OfferFields
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

BETWEEN = _l("Please write between %(min)d and %(max)d characters.")


def _lines(text: str | None) -> str | None:
    return clean_text(text) if text else text


def _line(text: str | None) -> str | None:
    return clean_line(text) if text else text


class ChangeForm(HouseForm):
    """What one offers, in words; the kind of an offer stays."""

    text = TextAreaField(
        _l("What you bring"),
        [InputRequired(_l("Please write something first.")), Length(*OFFER_LENGTH, message=BETWEEN)],
        filters=[_lines],
        description=_l("For example how much, when and where. Only those who answer you read this."),
    )
    language = SelectField(_l("Language of your text"), [Optional()])
    named = BooleanField(
        _l("My name may be shown publicly among those who help"),
        description=_l("Without it you are only counted. If you withdraw the offer, your name goes too."),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.language.choices = {"": _("Recognise it from the text")} | options.text_languages()

    def offered(self, kind: OfferKind) -> OfferFields:
        return OfferFields(kind, self.text.data or "", self.language.data or None, bool(self.named.data))


class OfferForm(ChangeForm):
    """A new offer; ``left`` are the kinds that the person has not offered yet."""

    kind = RadioField(
        _l("What do you offer?"),
        [InputRequired(_l("Please choose one."))],
    )

    def __init__(self, *args: Any, left: Sequence[OfferKind], **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = options.labelled(left)

    def fields(self) -> OfferFields:
        return self.offered(OfferKind(self.kind.data))


class ReplyForm(HouseForm):
    """The owner's answer: yes or no, and a few words that only the other side reads."""

    accept = RadioField(_l("What do you answer?"), [InputRequired(_l("Please choose one."))])
    reply = TextAreaField(
        _l("Your words"),
        [InputRequired(_l("Please write something first.")), Length(*REPLY_LENGTH, message=BETWEEN)],
        filters=[_lines],
    )
    language = SelectField(_l("Language of your text"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.accept.choices = {"yes": _("Accept with thanks"), "no": _("Decline with thanks")}
        self.language.choices = {"": _("Recognise it from the text")} | options.text_languages()


class CallForm(HouseForm):
    """A call in every language; ``based_on`` is the revision that the editor had before them."""

    wanted = IntegerField(
        _l("How many people are wanted"),
        [Optional(), NumberRange(1, MOST_WANTED, _l("Please write a number of people, or leave it empty."))],
    )
    open_until = DateField(
        _l("Open until"), [Optional()], description=_l("The last day; without one, until you close the call.")
    )
    based_on = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())

    @classmethod
    def of(cls, call: Call) -> "CallForm":
        """What the call says now, unless a form was sent."""
        words = {
            f"{name}_{code}": getattr(call, name).get(code, "")
            for name in ("title", "text")
            for code in territory().languages
        }
        rest = {"wanted": call.wanted, "open_until": call.open_until, "based_on": call.revision}
        return cls(data=words | rest)

    def base_on(self, revision: int) -> None:
        """Let the same words be sent once more, now over ``revision``."""
        self.based_on.data, self.based_on.raw_data = revision, None

    @property
    def parts(self) -> list[tuple[str, Any, Any]]:
        """For the page: title and text in each language."""
        return [(code, self[f"title_{code}"], self[f"text_{code}"]) for code in territory().languages]

    def fields(self) -> CallFields:
        return CallFields(self._words("title"), self._words("text"), self.wanted.data, self.open_until.data)

    def _words(self, name: str) -> Localised:
        return {code: self[f"{name}_{code}"].data or "" for code in territory().languages}


for _code in territory().languages:
    for _name, _field, _clean, _title, _bounds in (
        ("title", StringField, _line, _l("Title"), CALL_TITLE_LENGTH),
        ("text", TextAreaField, _lines, _l("What is looked for"), CALL_TEXT_LENGTH),
    ):
        _made = _field(
            _l("%(part)s (%(language)s)", part=_title, language=LANGUAGE_NAMES[_code]),
            [Length(max=_bounds[1], message=_l("Please write at most %(max)d characters."))],
            filters=[_clean],
        )
        setattr(CallForm, f"{_name}_{_code}", _made)


class ListForm(HouseForm):
    """What narrows the list of calls; it is read from the address."""

    chantier = SelectField(_l("Chantier"), [Optional()])
