"""The forms of a comment; they check shape only."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID
from consult.kernel.text.names import clean_text
from consult.rules.comments import Stance
from consult.rules.participation import COMMENT_LENGTH
from consult.services.comments import CommentFields
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

TOO_LONG = _l("Please write between %(min)d and %(max)d characters.")


class BodyForm(HouseForm):
    body = TextAreaField(
        _l("Your comment"),
        filters=[lambda text: clean_text(text) if text else text],
        validators=[
            InputRequired(_l("Please write something first.")),
            Length(*COMMENT_LENGTH, message=TOO_LONG),
        ],
    )
    language = SelectField(_l("Language of your text"), default="")


class CommentForm(BodyForm):
    """A new comment; ``parent_id`` names the one that is answered."""

    stance = RadioField(
        _l("What is it?"),
        default=Stance.NEUTRAL.value,
        validators=[InputRequired(_l("Please choose one."))],
    )
    organisation_id = SelectField(_l("I write for"), coerce=int, default=0)
    parent_id = HiddenField()

    def offer(self, organisations: Sequence[tuple[int, str]]) -> "CommentForm":
        """Fill the choices; ``organisations`` are those the person keeps."""
        self.stance.choices = options.labelled(Stance)
        self.language.choices = {"": _("Recognise it from the text")} | options.text_languages()
        self.organisation_id.choices = {"0": _("Myself")} | {str(key): name for key, name in organisations}
        return self

    @property
    def answered(self) -> int | None:
        """The comment that is answered, when the hidden field names one."""
        sent = self.parent_id.data or ""
        number = int(sent) if sent.isdecimal() and len(sent) <= len(str(LARGEST_ID)) else 0
        return number if 0 < number <= LARGEST_ID else None

    def fields(self) -> CommentFields:
        return CommentFields(
            body=self.body.data or "",
            stance=Stance(self.stance.data),
            language=self.language.data or None,
            parent_id=self.answered,
            organisation_id=self.organisation_id.data or None,
        )


class EditForm(BodyForm):
    """A change of one's own comment; ``version`` is the one it began from."""

    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())

    def begin_again(self, version: int) -> None:
        """Let the same text be sent once more, now from the newest version."""
        self.version.data, self.version.raw_data = version, None


class MarkForm(HouseForm):
    """One judgement: ``useful`` is 1 or 0; ``order`` is how the reader was reading the thread."""

    useful = HiddenField()
    order = HiddenField()
