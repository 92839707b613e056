"""The forms of offers, of replies to them, and of calls; they check shape only."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

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
from consult.web.kit.based_on import BasedOnForm
from consult.web.kit.forms import HouseForm
from consult.web.kit.localised_field import WordsForm, add_words, spread

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


class CallForm(BasedOnForm, WordsForm):
    """A call in every language; ``based_on`` is the revision that the editor had before them."""

    wanted = IntegerField(
        _l("How many people are wanted"),
        [Optional(), NumberRange(1, MOST_WANTED, _l("Please write a number of people, or leave it empty."))],
    )
    open_until = DateField(
        _l("Open until"), [Optional()], description=_l("The last day; without one, until you close the call.")
    )

    @classmethod
    def of(cls, call: Call) -> "CallForm":
        """What the call says now, unless a form was sent."""
        rest = {"wanted": call.wanted, "open_until": call.open_until, "based_on": call.revision}
        return cls(data=spread({"title": call.title, "text": call.text}) | rest)

    def fields(self) -> CallFields:
        return CallFields(self.words("title"), self.words("text"), self.wanted.data, self.open_until.data)


add_words(CallForm, "title", _l("Title"), StringField, most=CALL_TITLE_LENGTH[1], clean=_line)
add_words(CallForm, "text", _l("What is looked for"), most=CALL_TEXT_LENGTH[1], clean=_lines)


class ListForm(HouseForm):
    """What narrows the list of calls; it is read from the address."""

    chantier = SelectField(_l("Chantier"), [Optional()])
