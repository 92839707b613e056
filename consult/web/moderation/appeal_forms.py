"""The form of whoever decides on an appeal; it checks shape only."""

from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from consult.kernel.errors import Conflict, Invalid
from consult.queries.moderation import AppealItem
from consult.rules.moderation import (
    FACTS_LENGTH,
    LAW_LENGTH,
    REASON_LENGTH,
    REPORT_GROUNDS,
    SUSPENSION_DAYS,
    AppealBy,
    AppealOutcome,
    DecisionKind,
    Ground,
    Label,
    Ruling,
)
from consult.services.moderation import Verdict
from consult.web.kit import options
from consult.web.kit.forms import HouseForm
from consult.web.moderation.public_forms import AT_MOST, cleaned

Member = TypeVar("Member", bound=StrEnum)


class JudgeForm(HouseForm):
    """``kind`` and what follows it count where another decision takes the place of the first."""

    outcome = RadioField(
        _l("What becomes of the decision?"), validators=[InputRequired(_l("Please choose an outcome."))]
    )
    reason = TextAreaField(
        _l("Reasons for whoever contested it"),
        filters=[cleaned],
        validators=[
            InputRequired(_l("Please give your reasons.")),
            Length(*REASON_LENGTH, message=_l("Please write between %(min)d and %(max)d characters.")),
        ],
    )
    kind = SelectField(_l("New decision"), default="")
    ground = SelectField(_l("Rule that applies"), default="")
    law = StringField(_l("Law and article"), validators=[Length(max=LAW_LENGTH[1], message=AT_MOST)])
    facts = TextAreaField(
        _l("What in the text this is about"),
        filters=[cleaned],
        validators=[Length(max=FACTS_LENGTH[1], message=AT_MOST)],
    )
    author_reason = TextAreaField(
        _l("Reason for the author"),
        filters=[cleaned],
        validators=[Length(max=REASON_LENGTH[1], message=AT_MOST)],
    )
    label = SelectField(_l("Label"), default="")
    chantier = SelectField(_l("Chantier"), default="")
    days = IntegerField(
        _l("Days from today"),
        validators=[
            Optional(),
            NumberRange(*SUSPENSION_DAYS, message=_l("Please say for how many days, from 1 to 365.")),
        ],
    )

    def offer(self, item: AppealItem) -> "JudgeForm":
        """Let them choose among what this appeal can come to; only the fields that its kinds need stay."""
        self.by_reporter = item.appeal.made_by is AppealBy.REPORTER
        self.outcome.choices = options.labelled(_with(item.outcomes, self.outcome.data, AppealOutcome))
        kinds = _with(item.kinds, self.kind.data, DecisionKind)
        self.kind.choices = {"": _("Please choose")} | options.labelled(kinds)
        self.ground.choices = {"": _("Please choose")} | options.labelled(REPORT_GROUNDS)
        self.label.choices = {"": _("Please choose")} | options.labelled(Label)
        self.chantier.choices = {"": _("Please choose")}
        needed = {
            "label": DecisionKind.LABEL in kinds,
            "chantier": DecisionKind.MOVE in kinds,
            "days": DecisionKind.SUSPEND in kinds,
            "author_reason": self.by_reporter,
            "ground": DecisionKind.MOVE not in kinds,
            "law": DecisionKind.MOVE not in kinds,
            "facts": DecisionKind.MOVE not in kinds,
        }
        if needed["chantier"]:
            self.chantier.choices |= options.chantiers()
        for name in (name for name, wanted in needed.items() if not wanted):
            del self[name]
        return self

    def refresh(self, item: AppealItem) -> None:
        """Offer what is possible now, though something else was sent."""
        self.outcome.choices = options.labelled(item.outcomes)

    def refuse(self, error: Conflict | Invalid) -> None:
        """The statement that the author gets after a reporter's appeal has a field of its own."""
        if isinstance(error, Invalid) and error.code == "reason_missing" and self.by_reporter:
            error.field = "author_reason"
        super().refuse(error)

    @property
    def verdict(self) -> Verdict:
        outcome = AppealOutcome(self.outcome.data)
        restricts = outcome is AppealOutcome.CHANGED or (
            self.by_reporter and outcome is AppealOutcome.REVERSED
        )
        return Verdict(outcome, self.reason.data or "", self._ruling() if restricts else None)

    def _ruling(self) -> Ruling | None:
        if not self.kind.data:
            return None
        said = {name: field.data for name, field in self._fields.items()}
        return Ruling(
            DecisionKind(said["kind"]),
            ground=Ground(said["ground"]) if said.get("ground") else None,
            reason=said.get("author_reason") or "",
            facts=said.get("facts") or "",
            law=said.get("law") or "",
            label=Label(said["label"]) if said.get("label") else None,
            chantier=int(said["chantier"]) if said.get("chantier") else None,
            days=said.get("days"),
        )


def _with(offered: tuple[Member, ...], sent: str | None, members: type[Member]) -> list[Member]:
    """What is offered, and what was sent though it no longer is: the deed says why not."""
    return list(dict.fromkeys([*offered, *(member for member in members if member.value == sent)]))
