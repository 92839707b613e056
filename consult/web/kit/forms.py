"""The base of every form: hidden guards, errors that come from deeds, and text kept through a sign-in."""

import secrets
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from consult.kernel.db import LARGEST_ID
from consult.kernel.errors import Conflict, Invalid
from consult.kernel.i18n import translate
from consult.web.kit.transaction import TOKEN_FIELD

NEVER_KEPT = frozenset(
    {"csrf_token", TOKEN_FIELD, "form_name", "password", "new_password", "old_password", "code"}
)


class HouseForm(FlaskForm):
    """Checks shape only. ``name`` identifies the form when its fields are kept through a sign-in."""

    class Meta(FlaskForm.Meta):
        csrf = False  # CSRFProtect guards every POST before any form is made

    def __init__(self, *args: Any, **values: Any) -> None:
        kept = g.get("kept_form")
        if request.method == "GET" and kept is not None and kept["form"] == self.form_name():
            values["formdata"] = MultiDict(
                [(key, item) for key, items in kept["fields"].items() for item in items]
            )
            g.kept_form_shown = True
        # what was typed, and nothing else: a file or a JSON body sent to a field is no text
        typed = request.form if request.method == "POST" else None
        values.setdefault("formdata", typed or None)
        super().__init__(*args, **values)

    @classmethod
    def form_name(cls) -> str:
        """A name that is the same in every process, from the class."""
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"

    @property
    def http_status(self) -> int:
        """Of the page that shows this form: 422 once anything in it was refused."""
        return 422 if self.errors else 200

    def refuse(self, error: Conflict | Invalid) -> None:
        """Put a deed's refusal beside the field it is about, or at the top of the form; all that it found."""
        for further in error.also if isinstance(error, Invalid) else ():
            self.refuse(further)
        sentence = translate(error.message)
        field = self._fields.get(error.field) if isinstance(error, Invalid) and error.field else None
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]


def row_number(text: str) -> int:
    """A row's number as a form sends it, for ``request.form.get(…, type=row_number)``.

    ``ValueError`` for what no row can have.
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and 0 < int(text) <= LARGEST_ID):
        raise ValueError(text[:20])
    return int(text)


def csrf_token_field() -> Markup:
    """The hidden CSRF input."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def form_token_field(form: HouseForm | None = None) -> Markup:
    """The hidden single-use token, new at each rendering, and the form's name."""
    field = Markup('<input type="hidden" name="{}" value="{}">').format(
        TOKEN_FIELD, secrets.token_urlsafe(24)
    )
    if form is not None:
        field += Markup('<input type="hidden" name="form_name" value="{}">').format(form.form_name())
    return field
