"""The form of a decision; it checks shape only."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID
from consult.kernel.text.names import clean_line, clean_text
from consult.queries.moderation import Item
from consult.rules.moderation import (
    FACTS_LENGTH,
    LAW_LENGTH,
    NAMES,
    REASON_LENGTH,
    SUSPENSION_DAYS,
    Category,
    DecisionKind,
    Ground,
    Label,
    Ruling,
)
from consult.services.moderation.wordings import NOTHING, is_stored, suggested, unfinished
from consult.web.kit import options
from consult.web.kit.fields import NumberField
from consult.web.kit.forms import HouseForm

AT_MOST = _l("Please write at most %(max)d characters.")
#: Publishing has a button of its own, merging a page of its own.
ELSEWHERE = frozenset({DecisionKind.PUBLISH, DecisionKind.MERGE, DecisionKind.UNMERGE})
ON_NAMES = {DecisionKind.HIDE: _l("Put a neutral name in its place")}
ON_NAMES_FACTS, ON_NAMES_REASON = _l("What this is about"), _l("Reasons for the person concerned")


def cleaned(text: str | None) -> str | None:
    return clean_text(text) if text else text


def one_line(text: str | None) -> str | None:
    return clean_line(text) if text else text


def _check_finished(field: Field) -> None:
    """A wording with a gap is a beginning: nobody is told "…" about their own text."""
    if unfinished(field.data or ""):
        raise ValidationError(_("Please complete the text where it says “…”."))


def _grounds(item: Item) -> list[Ground]:
    """That a text cannot be understood is a reason to return it, and nothing else."""
    returnable = DecisionKind.RETURN in item.possible
    return [ground for ground in Ground if returnable or ground is not Ground.UNCLEAR]


class DecisionForm(HouseForm):
    """``version`` and ``seen`` say what the moderator had read; the deed asks for what a decision owes."""

    kind = RadioField(_l("Decision"), validators=[InputRequired(_l("Please choose a decision."))])
    ground = SelectField(_l("Rule that applies"), default="")
    law = StringField(
        _l("Law and article"),
        filters=[one_line],
        validators=[Length(max=LAW_LENGTH[1], message=AT_MOST)],
        description=_l("For illegal content only."),
    )
    category = SelectField(
        _l("Category in the European Commission’s list"),
        default="",
        description=_l("It goes into the yearly report; the rule usually says it."),
    )
    label = SelectField(_l("Label above the text"), default="")
    chantier = SelectField(_l("New chantier"), default="")
    days = NumberField(
        _l("For how many days"),
        validators=[
            Optional(),
            NumberRange(*SUSPENSION_DAYS, message=_l("Please say for how many days, from 1 to 365.")),
        ],
    )
    facts = TextAreaField(
        _l("What in the text this is about"),
        filters=[cleaned],
        validators=[Length(max=FACTS_LENGTH[1], message=AT_MOST)],
    )
    reason = TextAreaField(
        _l("Reason for the author"),
        filters=[cleaned],
        validators=[Length(max=REASON_LENGTH[1], message=AT_MOST)],
    )
    version = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())

    def offer(self, item: Item) -> "DecisionForm":
        """Let the moderator choose among what is possible for ``item``; what was possible a moment ago is
        left to the deed, which says why it is not any more."""
        chosen = {DecisionKind(self.kind.data)} if self.kind.data in set(DecisionKind) else set()
        sent = chosen - {DecisionKind.MERGE, DecisionKind.UNMERGE}
        if item.text is None:
            sent -= {DecisionKind.REINSTATE}
        self._offer_kinds(item, dict.fromkeys([*item.possible, *sent]))
        self.ground.choices = {"": _("Please choose")} | options.labelled(_grounds(item))
        self.category.choices = {"": _("As the rule says")} | options.labelled(Category)
        self.label.choices = {"": _("Please choose")} | options.labelled(Label)
        self.chantier.choices = {"": _("Please choose")}
        if item.subject.kind in NAMES:
            self.facts.label.text, self.reason.label.text = ON_NAMES_FACTS, ON_NAMES_REASON
        if DecisionKind.MOVE in item.possible:
            here = str(item.facts.chantier)
            self.chantier.choices |= {key: name for key, name in options.chantiers().items() if key != here}
        return self

    def _offer_kinds(self, item: Item, kinds: dict[DecisionKind, None]) -> None:
        if item.suspension_id is not None:
            kinds.pop(DecisionKind.SUSPEND, None)
        words = options.labelled(kinds)
        if item.subject.kind in NAMES:
            words |= {kind.value: str(words) for kind, words in ON_NAMES.items() if kind in kinds}
        self.kind.choices = words

    def refresh(self, item: Item) -> None:
        """Begin again from how the thing stands now, keeping what the moderator has written."""
        self.version.data, self.version.raw_data = item.version, None
        self.seen.data, self.seen.raw_data = item.seen, None
        self._offer_kinds(item, dict.fromkeys(kind for kind in item.possible if kind not in ELSEWHERE))

    def validate_facts(self, field: Field) -> None:
        _check_finished(field)

    def validate_reason(self, field: Field) -> None:
        _check_finished(field)

    def insert(self, item: Item) -> bool:
        """Put the wording that fits what is chosen into the fields that are empty or hold another wording;
        False without one."""
        kind = DecisionKind(self.kind.data) if self.kind.data in set(DecisionKind) else DecisionKind.HIDE
        ground = Ground(self.ground.data) if self.ground.data in set(Ground) else None
        label = Label(self.label.data) if self.label.data in set(Label) else None
        language = item.author_language
        words = suggested(kind, ground, label, language, name=item.subject.kind in NAMES)
        for field, text in ((self.facts, words.facts), (self.reason, words.reason)):
            if not field.data or is_stored(field.data, language):
                field.data = text
        return words != NOTHING

    @property
    def ruling(self) -> Ruling:
        return Ruling(
            kind=DecisionKind(self.kind.data),
            ground=Ground(self.ground.data) if self.ground.data else None,
            reason=self.reason.data or "",
            facts=self.facts.data or "",
            law=self.law.data or "",
            category=Category(self.category.data) if self.category.data else None,
            label=Label(self.label.data) if self.label.data else None,
            chantier=int(self.chantier.data) if self.chantier.data else None,
            days=self.days.data,
        )
