"""Two versions of one thing, field by field: the editor takes theirs, or keeps or edits their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import Field, HiddenField

from consult.kernel.territory import territory
from consult.kernel.text.difference import difference, marked
from consult.web.editing.compared import ComparedForm, Sent, in_words

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """A ``field`` of one's own form, what others have published there meanwhile, and the way between both."""

    field: Field
    title: str
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


def differing(form: ComparedForm, present: ComparedForm) -> list[Field]:
    """The fields of ``form`` that say something else than the public thing does."""
    mine, theirs = form.sent(), present.sent()
    return [
        form[name] for name in mine if mine[name] != theirs[name] and not isinstance(form[name], HiddenField)
    ]


def clashes(form: ComparedForm, present: ComparedForm, sent: Mapping[str, str]) -> list[Clash]:
    """Everything to choose between; ``sent`` holds the choices made so far."""
    found = []
    for field in differing(form, present):
        mine, theirs = in_words(field), in_words(present[field.name])
        found.append(
            Clash(
                field,
                form.called(field),
                _language(field),
                theirs,
                mine,
                marked(difference(theirs, mine)),
                sent.get(choice_name(field), ""),
            )
        )
    return found


def resolved(form: ComparedForm, present: ComparedForm, sent: Mapping[str, str]) -> Sent | None:
    """What to send, with theirs where the editor took it; None while a choice is missing."""
    fields = form.typed()
    theirs = present.sent()
    for field in differing(form, present):
        choice = sent.get(choice_name(field))
        if choice not in {MINE, THEIRS}:
            return None
        if choice == THEIRS:
            fields[field.name] = theirs[field.name]
    return fields


def _language(field: Field) -> str | None:
    words = re.split("[-_]", field.name)
    return next((code for code in territory().languages if code in words), None)
