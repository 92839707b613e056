"""The forms of decisions, reports and the queue's filters; they check shape only."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from consult.kernel.db import LARGEST_ID
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_text
from consult.queries.moderation import Filters, Item
from consult.rules.moderation import (
    EXPLANATION_LENGTH,
    FACTS_LENGTH,
    REASON_LENGTH,
    REPORT_GROUNDS,
    DecisionKind,
    Ground,
    QueueKind,
    Ruling,
)
from consult.web.kit import options
from consult.web.kit.forms import HouseForm

TOO_LONG = _l("Please write between %(min)d and %(max)d characters.")


def cleaned(text: str | None) -> str | None:
    return clean_text(text) if text else text


class DecisionForm(HouseForm):
    """``version`` and ``seen`` say what the moderator had read; the deed asks for ground and reason."""

    kind = RadioField(_l("Decision"), validators=[InputRequired(_l("Please choose a decision."))])
    ground = SelectField(
        _l("Rule that applies"),
        default="",
        description=_l("Needed to return, hide or remove a text."),
    )
    facts = TextAreaField(
        _l("What in the text this is about"),
        filters=[cleaned],
        validators=[Length(max=FACTS_LENGTH[1], message=_l("Please write at most %(max)d characters."))],
    )
    reason = TextAreaField(
        _l("Reason for the author"),
        filters=[cleaned],
        validators=[Length(max=REASON_LENGTH[1], message=_l("Please write at most %(max)d characters."))],
    )
    version = IntegerField(validators=[InputRequired(), NumberRange(1, LARGEST_ID)], widget=HiddenInput())
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())

    def offer(self, item: Item) -> "DecisionForm":
        """Let the moderator choose among what is possible for ``item``."""
        chosen = {DecisionKind(self.kind.data)} if self.kind.data in set(DecisionKind) else set()
        self.kind.choices = options.labelled(dict.fromkeys([*item.possible, *chosen]))
        self.ground.choices = {"": _("No rule")} | options.labelled(Ground)
        return self

    def refresh(self, item: Item) -> None:
        """Begin again from how the text stands now, keeping what the moderator has written.

        Publishing has a button of its own.
        """
        self.version.data, self.version.raw_data = item.version, None
        self.seen.data, self.seen.raw_data = item.seen, None
        others = (kind for kind in item.possible if kind is not DecisionKind.PUBLISH)
        self.kind.choices = options.labelled(others)

    @property
    def ruling(self) -> Ruling:
        ground = Ground(self.ground.data) if self.ground.data else None
        return Ruling(DecisionKind(self.kind.data), ground, self.reason.data or "", self.facts.data or "")


class ReportForm(HouseForm):
    """Which rule is broken, and how."""

    ground = RadioField(
        _l("Which rule does the text break?"),
        validators=[InputRequired(_l("Please choose the rule that applies."))],
    )
    explanation = TextAreaField(
        _l("What is wrong with it?"),
        filters=[cleaned],
        validators=[
            InputRequired(_l("Please explain in a sentence.")),
            Length(*EXPLANATION_LENGTH, message=TOO_LONG),
        ],
        description=_l("One sentence is enough. Only those who check texts read it."),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.ground.choices = options.labelled(REPORT_GROUNDS)


class FilterForm(HouseForm):
    """What the moderator wants to see of the queue; a value that does not exist filters nothing."""

    chantier = SelectField(_l("Chantier"), default="")
    language = SelectField(_l("Language of the text"), default="")
    kind = SelectField(_l("Kind"), default="")

    def __init__(self, **values: Any) -> None:
        super().__init__(formdata=request.args, **values)
        everything = {"": _("All")}
        self.chantier.choices = everything | options.chantiers()
        self.language.choices = everything | options.text_languages()
        self.kind.choices = everything | options.labelled(QueueKind)


def filters_sent() -> dict[str, str]:
    """The filters in the address, those that mean something, to be carried from page to page."""
    sent = {name: request.args.get(name, "") for name in ("chantier", "language", "kind")}
    good = {
        "chantier": sent["chantier"].isascii() and sent["chantier"].isdecimal() and len(sent["chantier"]) < 5,
        "language": sent["language"] in territory().text_languages,
        "kind": sent["kind"] in set(QueueKind),
    }
    return {name: value for name, value in sent.items() if good[name]}


def filters(sent: dict[str, str]) -> Filters:
    """The same as the query takes them."""
    return Filters(
        chantier=int(sent["chantier"]) if "chantier" in sent else None,
        language=sent.get("language"),
        kind=QueueKind(sent["kind"]) if "kind" in sent else None,
    )
