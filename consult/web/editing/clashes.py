"""Two versions of a sheet, field by field: the editor takes theirs, or keeps or edits their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import Field

from consult.kernel.territory import territory
from consult.kernel.text.difference import difference, marked
from consult.web.editing.sheets.form import SheetForm, in_words

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """A ``field`` of one's own form, what others have published there meanwhile, and the way between both."""

    field: Field
    language: str | None
    theirs: str
    mine: str
    parts: list[tuple[str, str]]
    choice: str

    @property
    def name(self) -> str:
        return choice_name(self.field)


def choice_name(field: Field) -> str:
    return f"take-{field.name}"


def differing(form: SheetForm, present: SheetForm) -> list[Field]:
    """The fields of ``form`` that say something else than the public thing does."""
    mine, theirs = form.sent(), present.sent()
    return [form[name] for name in mine if mine[name] != theirs[name]]


def clashes(form: SheetForm, present: SheetForm, sent: Mapping[str, str]) -> list[Clash]:
    """Everything to choose between; ``sent`` holds the choices made so far."""
    found = []
    for field in differing(form, present):
        mine, theirs = in_words(field), in_words(present[field.name])
        found.append(
            Clash(
                field,
                _language(field),
                theirs,
                mine,
                marked(difference(theirs, mine)),
                sent.get(choice_name(field), ""),
            )
        )
    return found


def resolved(form: SheetForm, present: SheetForm, sent: Mapping[str, str]) -> SheetForm | None:
    """The form with theirs where the editor took it; None while a choice is missing."""
    fields = form.typed()
    theirs = present.sent()
    for field in differing(form, present):
        choice = sent.get(choice_name(field))
        if choice not in {MINE, THEIRS}:
            return None
        if choice == THEIRS:
            fields[field.name] = theirs[field.name]
    return type(form).from_draft(fields, form.revision)


def _language(field: Field) -> str | None:
    words = field.name.split("_")
    return next((code for code in territory().languages if code in words), None)
