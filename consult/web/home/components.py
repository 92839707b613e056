"""The living page of the design system: every component in its states, with the tokens it is made of."""

import re
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.rules.lifecycle import ProposalState
from consult.rules.moderation import Label
from consult.rules.permissions import NOTHING
from consult.rules.voting import Choice
from consult.web.home import samples
from consult.web.kit import options
from consult.web.kit.assets import STATIC
from consult.web.kit.fields import NEEDED, DayField
from consult.web.kit.forms import HouseForm

TOKENS = STATIC / "css" / "tokens.css"
ICONS = STATIC.parents[1] / "templates" / "components" / "icon.html"


class SampleForm(HouseForm):
    """A field of each sort."""

    name = StringField(_l("Name"), [InputRequired(NEEDED)])
    text = TextAreaField(_l("Text"), [Length(20, 400)])
    day = DayField(_l("Date"))
    place = SelectField(_l("Place"))
    vote = RadioField(_l("Choice"))
    several = SelectMultipleField(
        _l("Several at once"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    agreed = BooleanField(_l("I agree."))
    password = PasswordField(_l("Password"))
    one = StringField(_l("Title"), default="…")
    other = StringField(_l("Title"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for field in (self.place, self.vote, self.several):
            field.choices = options.labelled(Choice)


@cache
def colours() -> list[str]:
    """All colour tokens, in the order of their sheet."""
    return list(dict.fromkeys(re.findall(r"--([\w-]+): #", TOKENS.read_text("utf-8"))))


@cache
def icons() -> list[str]:
    return re.findall(r'^    "(\w+)": "M', ICONS.read_text("utf-8"), re.MULTILINE)


def shown() -> dict[str, Any]:
    """What the templates of the page draw; one statement, for the names on the map."""
    form, wrong = SampleForm(prefix="sample-"), SampleForm(prefix="wrong-")
    wrong["name"].errors = [NEEDED]
    drawing, name, (insee, lies) = samples.communes()
    return {
        "colours": colours(),
        "icons": icons(),
        "form_sample": form,
        "wrong": wrong,
        "states": list(ProposalState),
        "mark": Label.DISPUTED,
        "facts": NOTHING,
        "reading": samples.Sample(foreign=True, waiting=None, asked=False, translated=False),
        "by": samples.credit(),
        "foreign": samples.foreign("…"),
        "actions": samples.actions(),
        "events": samples.events(),
        "line": samples.line(),
        "cards": samples.cards(),
        "alike": samples.alike(),
        "map": drawing,
        "commune": (insee, name, lies),
        **samples.charts(),
    }
