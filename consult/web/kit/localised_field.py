"""A form that asks for a text in every language of the house has one field a language, made here."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from consult.kernel.db import Localised
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.web.kit.fields import NEEDED
from consult.web.kit.forms import HouseForm


def field_name(name: str, language: str, row: int | None = None) -> str:
    """``title_fr``; ``title_fr_3`` where the form has several titles, one a row."""
    return f"{name}_{language}" if row is None else f"{name}_{language}_{row}"


class WordsForm(HouseForm):
    """A form with texts in every language, each given to it by ``add_words``."""

    def by_language(self, name: str, row: int | None = None) -> list[tuple[str, Field]]:
        """For the page: the fields of a text with their languages."""
        return [(language, self[field_name(name, language, row)]) for language in territory().languages]

    def words(self, name: str, row: int | None = None) -> Localised:
        """What was typed in each language, empty where nothing was written."""
        return {language: field.data or "" for language, field in self.by_language(name, row)}

    def refuse(self, error: Conflict | Invalid) -> None:
        """What concerns a text in all languages stands beside the first of them."""
        if isinstance(error, Invalid) and error.field:
            error.field = self.name_of(error.field)
        super().refuse(error)

    def name_of(self, field: str) -> str:
        """The field that a deed means by ``field``."""
        first = field_name(field, territory().languages[0])
        return first if field not in self._fields and first in self._fields else field


def add_words(
    form: type[WordsForm],
    name: str,
    label: Any,
    kind: type[StringField] = TextAreaField,
    *,
    row: int | None = None,
    most: int | None = None,
    needed: bool = False,
    clean: Callable[[str | None], str | None] | None = None,
) -> None:
    """Give ``form`` a field of ``kind`` for ``name`` in each of the territory's languages.

    ``most``: characters; ``needed``: in the languages of the content. Without them, the deed judges alone.
    """
    for language in territory().languages:
        checks: list[Any] = []
        if needed and language in territory().content_languages:
            checks.append(InputRequired(NEEDED))
        if most:
            checks.append(Length(max=most, message=_l("Please write at most %(max)d characters.")))
        told = _l("%(part)s (%(language)s)", part=label, language=LANGUAGE_NAMES[language])
        setattr(form, field_name(name, language, row), kind(told, checks, filters=[clean] if clean else []))


def spread(texts: Mapping[str, Localised], row: int | None = None) -> dict[str, str]:
    """Texts as the data of their fields."""
    return {
        field_name(name, language, row): (words or {}).get(language, "")
        for name, words in texts.items()
        for language in territory().languages
    }
