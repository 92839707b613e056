"""The base of every sheet that editors fill in: texts in each language, and what was sent as it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms import TextAreaField as LinesField
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from consult.kernel.db import LARGEST_ID, Localised
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.rules.editing import TEXTS, Kept, Need
from consult.web.kit.forms import HouseForm

#: The one field that is no part of the thing itself.
BASED_ON = "based_on"
Sent = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands together on the page: ``fields`` with their languages, or a ``title`` over further parts.

    ``most``: characters of each text; ``follows``: one language may be missing for now; ``folded``: closed
    until somebody opens it.
    """

    fields: Sequence[tuple[str | None, Field]] = ()
    rows: int | None = None
    most: int | None = None
    follows: bool = False
    title: str | None = None
    parts: Sequence["Part"] = ()
    folded: bool = False

    @property
    def has_errors(self) -> bool:
        return any(field.errors for _language, field in self.fields) or any(
            part.has_errors for part in self.parts
        )


def words_field(label: Any, language: str, *, lines: bool) -> Any:
    """A text in one language; its length is the deed's to judge."""
    kind = LinesField if lines else StringField
    return kind(_l("%(part)s (%(language)s)", part=label, language=LANGUAGE_NAMES[language]))


class BoxesField(SelectMultipleField):
    """Several of many, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SheetForm(HouseForm):
    """``WORDS`` names the texts of the kind with their labels and rows; each gets a field a language."""

    KIND: ClassVar[Kept]
    WORDS: ClassVar[Mapping[str, tuple[Any, int]]] = {}
    based_on = IntegerField(widget=HiddenInput(), default=0)

    def __init_subclass__(cls) -> None:
        for name, (label, _rows) in cls.WORDS.items():
            for language in territory().languages:
                lines = TEXTS[cls.KIND][name].lines or name == "partners"
                setattr(cls, f"{name}_{language}", words_field(label, language, lines=lines))

    @classmethod
    def from_draft(cls, fields: Sent, based_on: int) -> "SheetForm":
        """The form as it was sent when the draft was saved."""
        sent: MultiDict[str, str] = MultiDict([(name, one) for name, ones in fields.items() for one in ones])
        sent[BASED_ON] = str(based_on)
        return cls(formdata=sent)

    @classmethod
    def from_thing(cls, values: Mapping[str, Any], revision: int) -> "SheetForm":
        """The form of the public thing, whatever this request sends."""
        return cls(formdata=None, data={**values, BASED_ON: revision})

    def base_on(self, revision: int) -> None:
        """Take ``revision`` as what the editor now has before them, whatever was sent."""
        self.based_on.data, self.based_on.raw_data = revision, None

    @property
    def revision(self) -> int:
        """What the editor had before them, as the form says."""
        return min(max(self.based_on.data or 0, 0), LARGEST_ID)

    def typed(self) -> Sent:
        """What was sent, as it was sent: what a draft keeps."""
        own = [field for field in self if field.name != BASED_ON]
        return {field.name: list(field.raw_data) for field in own if field.raw_data}

    def sent(self) -> Sent:
        """Every field as a form would send it: what two versions are compared by."""
        return {field.name: _sent(field) for field in self if field.name != BASED_ON}

    def words(self, name: str) -> Localised:
        """A text in all languages, empty where nothing was written."""
        return {language: self[f"{name}_{language}"].data or "" for language in territory().languages}

    def parts(self) -> list[Part]:
        """The page from top to bottom."""
        return [self.text(name) for name in self.WORDS]

    def values(self) -> dict[str, Any]:
        """What the deed takes; asked for only when the form holds."""
        return {name: self.words(name) for name in self.WORDS}

    def text(self, name: str) -> Part:
        """The fields of a text side by side."""
        rule = TEXTS[self.KIND][name]
        return Part(
            [(language, self[f"{name}_{language}"]) for language in territory().languages],
            rows=self.WORDS[name][1] if rule.lines or name == "partners" else None,
            most=rule.longest if rule.lines else None,
            follows=rule.need is Need.ONE,
        )

    def side_by_side(self, *names: str) -> Part:
        return Part([(None, self[name]) for name in names])


def spread(texts: Mapping[str, Localised]) -> dict[str, str]:
    """Texts as the data of their fields."""
    return {
        f"{name}_{language}": (words or {}).get(language, "")
        for name, words in texts.items()
        for language in territory().languages
    }


def _sent(field: Field) -> list[str]:
    if isinstance(field, SelectMultipleField):
        return sorted(map(str, field.data or []))
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectField):
        return [str(field.data)] if field.data not in (None, "") else []
    text = _text(field).replace("\r\n", "\n").strip()
    return [text] if text else []


def in_words(field: Field) -> str:
    """What the field holds, as a person reads it: the words of a choice, not its key."""
    if isinstance(field, BooleanField):
        return str(_("Yes") if field.data else _("No"))
    if isinstance(field, SelectField | SelectMultipleField):
        return ", ".join(str(option.label.text) for option in field if option.checked)
    if isinstance(field.data, date):
        return str(format_date(field.data, "long"))
    return _text(field)


def _text(field: Field) -> str:
    """What the input shows, even where it could not be read."""
    return str(field._value())  # type: ignore[attr-defined]  # every field with an input has it
