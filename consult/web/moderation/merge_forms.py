"""The forms of merging two proposals and of undoing it; they check shape only."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID
from consult.kernel.text.names import clean_line, clean_text
from consult.rules.moderation import REASON_LENGTH, DecisionKind, Ruling
from consult.web.kit.forms import HouseForm, row_number

LONGEST_SEARCH = 100


def _clean(text: str | None) -> str | None:
    return clean_text(text) if text else text


class UnmergeForm(HouseForm):
    """``version`` and ``seen`` say what the moderator had read."""

    reason = TextAreaField(
        _l("Reason for the author"),
        filters=[_clean],
        validators=[
            InputRequired(_l("Please give the author a reason of 10 to 2,000 characters.")),
            Length(*REASON_LENGTH, message=_l("Please write between %(min)d and %(max)d characters.")),
        ],
    )
    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())

    @property
    def ruling(self) -> Ruling:
        return Ruling(DecisionKind.UNMERGE, reason=self.reason.data or "")


class MergeForm(UnmergeForm):
    """``into`` is the other proposal's number, chosen on the page before."""

    into = IntegerField(
        validators=[
            InputRequired(_l("Please choose the proposal it is merged into.")),
            NumberRange(1, LARGEST_ID, message=_l("There is no proposal with this number.")),
        ],
        widget=HiddenInput(),
    )

    @property
    def ruling(self) -> Ruling:
        return Ruling(DecisionKind.MERGE, reason=self.reason.data or "", into=self.into.data)


class FindForm(HouseForm):
    """A GET form: the number of the other proposal, or words from it."""

    q = StringField(_l("Number or words of the other proposal"), validators=[Length(max=LONGEST_SEARCH)])

    def __init__(self, **values: Any) -> None:
        super().__init__(formdata=request.args, **values)


def words_sent() -> str:
    """What was searched for, in one line."""
    return clean_line(request.args.get("q", ""))[:LONGEST_SEARCH]


def chosen() -> int | None:
    """The other proposal's number, from the form or the address; None for what no row can have."""
    sent = request.form if request.method == "POST" else request.args
    return sent.get("into", type=row_number)
