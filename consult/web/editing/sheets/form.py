"""The base of every sheet that editors fill in: texts in each language, and what was sent as it was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Field, StringField, TextAreaField

from consult.rules.editing import TEXTS, Kept, Need
from consult.web.editing.compared import ComparedForm, Sent
from consult.web.kit.based_on import BASED_ON
from consult.web.kit.localised_field import WordsForm, add_words


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


class SheetForm(ComparedForm, WordsForm):
    """``WORDS`` names the texts of the kind with their labels and rows; each gets a field a language."""

    KIND: ClassVar[Kept]
    WORDS: ClassVar[Mapping[str, tuple[Any, int]]] = {}

    def __init_subclass__(cls) -> None:
        for name, (label, _rows) in cls.WORDS.items():
            lines = TEXTS[cls.KIND][name].lines or name == "partners"
            add_words(cls, name, label, TextAreaField if lines else StringField)

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
            self.by_language(name),
            rows=self.WORDS[name][1] if rule.lines or name == "partners" else None,
            most=rule.longest if rule.lines else None,
            follows=rule.need is Need.ONE,
        )

    def side_by_side(self, *names: str) -> Part:
        return Part([(None, self[name]) for name in names])
