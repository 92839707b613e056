"""Which language a page speaks: the first part of its address, and nothing else."""

from flask import Blueprint, Flask, Response, g, has_request_context, redirect, request, url_for
from werkzeug.routing import BaseConverter, IntegerConverter, ValidationError
from werkzeug.wrappers import Response as BaseResponse

from consult.kernel.db import LARGEST_ID
from consult.kernel.territory import territory

LANGUAGE_COOKIE = "language"


class LanguageConverter(BaseConverter):
    """One of the territory's languages; any other first part is no page of ours."""

    regex = "|".join(territory().languages)


class RowConverter(IntegerConverter):
    """A row's number; what no column can hold names no page of ours."""

    def to_python(self, value: str) -> int:
        number = super().to_python(value)
        if number > LARGEST_ID:
            raise ValidationError
        return int(number)


def area(name: str, import_name: str) -> Blueprint:
    """A web area's blueprint: every address of it begins with the language."""
    return Blueprint(name, import_name, url_prefix="/<language:lang>")


def preferred_language() -> str:
    """For addresses without a language: the cookie, then what the browser asks for, then the first."""
    languages = territory().languages
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in languages:
        return chosen
    return request.accept_languages.best_match(languages) or languages[0]


def select_locale() -> str:
    """Flask-Babel's selector: the page's language, or the preferred one outside any language; the first one
    where nobody asks for a page, as in a command."""
    if not has_request_context():
        return territory().languages[0]
    return g.get("lang") or preferred_language()


def init_app(app: Flask) -> None:
    app.url_map.converters["language"] = LanguageConverter
    app.url_map.converters["int"] = RowConverter

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, object] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def give_language(endpoint: str, values: dict[str, object]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = g.get("lang") or preferred_language()

    @app.before_request
    def language_of_unknown_pages() -> None:
        first = request.path.split("/", 2)[1]
        if "lang" not in g and first in territory().languages:
            g.lang = first

    @app.get("/")
    def root() -> BaseResponse:
        response = redirect(url_for("home.index", lang=preferred_language()))
        response.vary.update(("Cookie", "Accept-Language"))
        return response

    @app.after_request
    def name_language(response: Response) -> Response:
        if "lang" in g:
            response.headers["Content-Language"] = g.lang
        elif response.mimetype == "text/html" and response.status_code >= 400:
            response.headers["Content-Language"] = preferred_language()
            response.vary.update(("Cookie", "Accept-Language"))
        return response
