"""The forms that the public meets in moderation: a report and an appeal; they check shape only."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, Form, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from consult.kernel.errors import Conflict
from consult.kernel.i18n import translate
from consult.kernel.text.names import clean_text
from consult.rules.moderation import (
    APPEAL_LENGTH,
    EXPLANATION_LENGTH,
    LAW_LENGTH,
    NOTIFIER_NAME_LENGTH,
    REPORT_GROUNDS,
    Ground,
    Notice,
)
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

AT_MOST = _l("Please write at most %(max)d characters.")
LONGEST_EMAIL = 254


def cleaned(text: str | None) -> str | None:
    return clean_text(text) if text else text


def told(refused: Conflict | None) -> str | None:
    """The sentence of a refusal that nothing typed could correct: it stands in the form's place."""
    return translate(refused.message) if refused else None


class Between:
    """From ``low`` to ``high`` characters; the sentence writes numbers as the reader does."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.field_flags = {"minlength": low, "maxlength": high}

    def __call__(self, form: Form, field: Field) -> None:
        length = len(field.data or "")
        if not self.low <= length <= self.high:
            low, high, count = map(format_decimal, (self.low, self.high, length))
            sentence = _(
                "Please write between %(low)s and %(high)s characters; you have %(count)s.",
                low=low,
                high=high,
                count=count,
            )
            raise ValidationError(sentence)


class ReportForm(HouseForm):
    """Which rule is broken, and how; for illegal content, what DSA art. 16(2) asks besides."""

    labelled_in_summary = ("good_faith",)

    ground = RadioField(
        _l("Which rule does it break?"),
        validators=[InputRequired(_l("Please choose the rule that applies."))],
    )
    explanation = TextAreaField(
        _l("What is wrong with it?"),
        filters=[cleaned],
        validators=[
            InputRequired(_l("Please explain in a sentence.")),
            Between(*EXPLANATION_LENGTH),
        ],
        description=_l("One sentence is enough. Only those who check texts read it."),
    )
    law = StringField(
        _l("Which law or article, if you know"), validators=[Length(max=LAW_LENGTH[1], message=AT_MOST)]
    )
    children = BooleanField(
        _l("This is about sexual abuse of children"),
        description=_l("Then you need not say who you are."),
    )
    name = StringField(_l("Your name"), validators=[Length(max=NOTIFIER_NAME_LENGTH[1], message=AT_MOST)])
    email = EmailField(
        _l("Your e-mail address"),
        validators=[Length(max=LONGEST_EMAIL, message=AT_MOST)],
        description=_l("We write to you what was decided. The author never sees it."),
    )
    good_faith = BooleanField(_l("To my knowledge, what I say here is correct and complete"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ground.choices = options.labelled(REPORT_GROUNDS)

    @property
    def notice(self) -> Notice:
        """What was said; who the reporter is counts for illegal content only and is dropped otherwise."""
        ground = Ground(self.ground.data)
        if ground is not Ground.ILLEGAL:
            return Notice(ground, self.explanation.data or "")
        return Notice(
            ground,
            self.explanation.data or "",
            law=(self.law.data or "").strip(),
            name=(self.name.data or "").strip(),
            email=(self.email.data or "").strip(),
            good_faith=bool(self.good_faith.data),
            children=bool(self.children.data),
        )


class AppealForm(HouseForm):
    """Why somebody does not agree, in their own words."""

    text = TextAreaField(
        _l("Why do you not agree?"),
        filters=[cleaned],
        validators=[
            InputRequired(_l("Please say why you do not agree.")),
            Between(*APPEAL_LENGTH),
        ],
        description=_l("In your own words and your own language."),
    )
