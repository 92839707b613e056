"""The forms of translators and of those who read their work; they check shape only."""

from collections.abc import Sequence
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID
from consult.kernel.text.names import clean_line, clean_text
from consult.queries.translations.official import NOTE, Gap
from consult.rules.participation import BODY_LENGTH, TITLE_LENGTH
from consult.rules.translations import OFFICIAL_LENGTH, SUMMARY_LENGTH, Extent, Work
from consult.services.translations import TranslationFields
from consult.services.translations.reviewing import NOTE_LENGTH
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

AT_MOST = _l("Please write at most %(max)d characters.")
LONGEST = 2 * BODY_LENGTH[1]


def one_line(text: str | None) -> str | None:
    return clean_line(text) if text else text


def cleaned(text: str | None) -> str | None:
    return clean_text(text) if text else text


class TextForm(HouseForm):
    """A title (of a proposal) and a text; ``sure`` is asked once the words read like another language."""

    title = StringField(
        _l("Translation of the title"),
        filters=[one_line],
        validators=[
            InputRequired(_l("Please translate the title too.")),
            Length(max=TITLE_LENGTH[1], message=AT_MOST),
        ],
    )
    body = TextAreaField(
        _l("Translation"),
        filters=[cleaned],
        validators=[
            InputRequired(_l("Please write something first.")),
            Length(max=LONGEST, message=AT_MOST),
        ],
    )
    sure = BooleanField(_l("The language is right; send it as it is"))

    @property
    def doubted(self) -> bool:
        """Whether the confirmation of the language is to be shown."""
        return bool(self.sure.errors or self.sure.data)


class TranslationForm(TextForm):
    """``version`` is that of the original which the translator had before them."""

    extent = RadioField(_l("How much do you translate?"), default=Extent.FULL.value)
    thanked = BooleanField(_l("Thank me by name beside the translation"))
    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())

    def offer(self, *, title: bool) -> "TranslationForm":
        """Only proposals have a title and a summary."""
        least, most = SUMMARY_LENGTH
        summary = _("A summary in two lines (%(least)s to %(most)s characters)", least=least, most=most)
        self.extent.choices = options.labelled([Extent.FULL]) | ({Extent.SUMMARY: summary} if title else {})
        if not title:
            del self.title
        return self

    def fields(self, language: str) -> TranslationFields:
        return TranslationFields(
            language=language,
            version=self.version.data or 0,
            body=self.body.data or "",
            title=self.title.data or "" if "title" in self else "",
            extent=Extent(self.extent.data),
            thanked=self.thanked.data,
            sure=self.sure.data,
        )

    def begin_again(self, version: int) -> None:
        """Let the same text be sent once more, now for the version that everybody reads."""
        self.version.data, self.version.raw_data = version, None


class ReviewForm(TextForm):
    """The team's decision; the words, as they leave them, stand only in what can be accepted."""

    note = TextAreaField(
        _l("Why not? (sent to the translator)"),
        filters=[cleaned],
        validators=[Optional(), Length(max=NOTE_LENGTH[1], message=AT_MOST)],
        description=_l("Needed only when you refuse it or take it down."),
    )

    def offer(self, *, title: bool, words: bool) -> "ReviewForm":
        if not words:
            del self.body, self.sure
        if not title or not words:
            del self.title
        return self

    def leave_words(self) -> None:
        """What is refused need not be complete."""
        for name in {"title", "body", "sure"} & self._fields.keys():
            self[name].validators = [Optional()]
            self[name].flags.required = False


class ListForm(HouseForm):
    """Narrows the list; sent by GET."""

    language = SelectField(_l("Into which language"), [Optional()])
    work = SelectField(_l("What"), [Optional()])
    chantier = SelectField(_l("Chantier"), [Optional()])

    def __init__(self, formdata: Any, language: str) -> None:
        super().__init__(formdata=formdata)
        self.language.choices = options.page_languages()
        self.language.data = self.language.data if self.language.data in self.language.choices else language
        self.work.choices = {"": _("All")} | options.labelled(Work)
        self.chantier.choices = {"": _("All")} | options.chantiers()

    def chosen(self, name: str) -> str | None:
        """What a field says, where it is one of its choices."""
        field = cast(SelectField, self[name])
        return field.data if field.data and field.data in cast(dict[str, str], field.choices) else None


class AskForm(HouseForm):
    language = StringField()


PART_LABELS = {"title": _l("Title"), "summary": _l("Summary"), "lead": _l("Who leads")}


def official_form(gaps: Sequence[Gap]) -> HouseForm:
    """A field for each part that lacks the language; parts left empty stay to be done."""

    class OfficialForm(HouseForm):
        pass

    for gap in gaps:
        note = gap.name.startswith(NOTE)
        most = OFFICIAL_LENGTH["note" if note else gap.name][1]
        line = gap.name in {"title", "lead"}
        kind = StringField if line else TextAreaField
        part = kind(
            _l("Note on the status") if note else PART_LABELS[gap.name],
            filters=[one_line if line else cleaned],
            validators=[Optional(), Length(max=most, message=AT_MOST)],
        )
        setattr(OfficialForm, gap.name, part)
    return OfficialForm()
