"""How the register and the journal are narrowed; both forms are sent by GET."""

import re
from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from consult.kernel.db import LARGEST_ID
from consult.kernel.text.names import clean_line
from consult.queries import journal, register
from consult.rules.moderation import RESTRICTING, DecisionKind, Ground, SubjectKind
from consult.rules.transparency import MEASURE_LABELS
from consult.web.kit import options
from consult.web.kit.fields import DayField
from consult.web.kit.forms import HouseForm

WORD = r"^[a-z0-9_.]{1,60}$"
WRONG_WORD = _l("Please write the name as it stands in the journal.")
WHOLE_NUMBER = NumberRange(1, LARGEST_ID, _l("Please write a whole number."))


def _tidy(text: str | None) -> str | None:
    return text.strip().lower() if text else text


def _one_line(text: str | None) -> str | None:
    return clean_line(text) if text else text


class NarrowingForm(HouseForm):
    """Read from the address; a wrong field is told of and narrows nothing."""

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata=request.args if formdata is None else formdata)

    def sound(self, name: str) -> Any:
        """What a field holds, None when it is empty or wrong."""
        field = self[name]
        return (field.data or None) if not field.errors else None

    def chosen(self) -> dict[str, Any]:
        """The fields that narrow, as an address gives them."""
        found = {name: self.sound(name) for name in self._fields}
        return {name: str(value) for name, value in found.items() if value is not None}


class RegisterForm(NarrowingForm):
    """``years``: those that the register covers, the newest first."""

    year = SelectField(_l("Year"), [Optional()])
    subject = SelectField(_l("About"), [Optional()])
    measure = SelectField(_l("Measure"), [Optional()])
    ground = SelectField(_l("Rule"), [Optional()])
    contested = SelectField(_l("Contested"), [Optional()])

    def __init__(self, years: Iterable[int]) -> None:
        super().__init__()
        everything = {"": _("All")}
        self.year.choices = everything | {str(year): str(year) for year in years}
        self.subject.choices = everything | options.labelled(SubjectKind)
        measures = {kind.value: _(word) for kind, word in MEASURE_LABELS.items() if kind in RESTRICTING}
        self.measure.choices = everything | measures
        self.ground.choices = everything | options.labelled(Ground)
        self.contested.choices = everything | {"yes": _("Contested"), "no": _("Not contested")}

    def filters(self) -> register.Filters:
        """What is well formed narrows the register."""
        year, subject, ground = self.sound("year"), self.sound("subject"), self.sound("ground")
        measure, contested = self.sound("measure"), self.sound("contested")
        return register.Filters(
            year=int(year) if year else None,
            subject=SubjectKind(subject) if subject else None,
            ground=Ground(ground) if ground else None,
            measure=DecisionKind(measure) if measure else None,
            contested=contested == "yes" if contested else None,
        )


class WholeNumberField(IntegerField):
    """Leaves it to the validators to say, once, that something else than a number was written."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


def _number(words: Any, description: Any = "") -> WholeNumberField:
    return WholeNumberField(words, [Optional(), WHOLE_NUMBER], description=description)


class JournalForm(NarrowingForm):
    """What auditors know of what they look for: any part of it, all parts together."""

    event = SelectField(
        _l("Event"), [Optional(), Regexp(WORD, message=WRONG_WORD)], filters=[_tidy], validate_choice=False
    )
    actor = StringField(
        _l("Person"),
        [Optional()],
        filters=[_one_line],
        description=_l("Number of the account, or part of the name"),
    )
    subject = SelectField(
        _l("Subject"), [Optional(), Regexp(WORD, message=WRONG_WORD)], filters=[_tidy], validate_choice=False
    )
    number = _number(_l("Subject (number)"))
    chantier = SelectField(_l("Chantier"), [Optional()])
    since = DayField(_l("From"), [Optional()])
    until = DayField(_l("Until and including"), [Optional()])
    decision = _number(_l("Decision (number)"), _l("As in the register and in the statement of reasons"))
    report = _number(_l("Report (number)"))

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata)
        found = journal.vocabulary()
        everything = {"": _("All")}
        self.event.choices = everything | _with(self.event.data, _grouped(found.events))
        self.subject.choices = everything | _with(self.subject.data, {word: word for word in found.subjects})
        self.chantier.choices = everything | options.chantiers()

    def validate_actor(self, field: StringField) -> None:
        text = (field.data or "").strip()
        if text.isdecimal():
            if not (text.isascii() and 0 < int(text[:11]) <= LARGEST_ID):
                raise ValidationError(_("Please write a whole number."))
        elif not 2 <= len(text) <= 100:
            raise ValidationError(_("Please write at least two letters of the name."))

    def validate_until(self, field: DayField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("This day is before the first one."))

    def filters(self) -> journal.Filters:
        """What is well formed narrows the list."""
        person = (self.sound("actor") or "").strip()
        chantier = self.sound("chantier")
        return journal.Filters(
            event=self.sound("event") or "",
            actor_id=int(person) if person.isdecimal() else None,
            actor_name="" if person.isdecimal() else person,
            subject_kind=self.sound("subject") or "",
            subject_id=self.sound("number"),
            chantier=int(chantier) if chantier else None,
            since=self.sound("since"),
            until=self.sound("until"),
            decision_id=self.sound("decision"),
            report_id=self.sound("report"),
        )


def _grouped(events: Iterable[str]) -> dict[str, Any]:
    """Events under the noun that they begin with; the noun itself stands for all of them."""
    groups: dict[str, dict[str, str]] = {}
    for event in events:
        noun = event.split(".")[0]
        everything = {noun: _("%(noun)s: all", noun=noun)}
        groups.setdefault(noun, everything)[event] = event
    return groups


def _with(value: str | None, choices: dict[str, Any]) -> dict[str, Any]:
    """The choices, and what was asked for although it never occurred: the page shows what it looked for."""
    known = {"", *choices, *(word for group in choices.values() if isinstance(group, dict) for word in group)}
    asked = value if value and re.match(WORD, value) else ""
    return choices if asked in known else {asked: asked, **choices}
