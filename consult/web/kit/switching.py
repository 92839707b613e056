"""The way to the other language: a link to the same page; a button that takes a refused form along."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from flask import Flask, g, redirect, request, session
from flask_babel import get_locale
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response

from consult.kernel.hashes import secret_hash
from consult.kernel.i18n import LANGUAGE_NAMES
from consult.kernel.territory import territory
from consult.web.kit import kept
from consult.web.kit.forms import NEVER_KEPT
from consult.web.kit.limits import VISITOR_WRITES, account_or_address, within_limit

FIELD, PAGE, KEY = "switch_language", "switch_page", "switched"
FORM_NAME = "form_name"
OWN = frozenset({FIELD, PAGE})


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form held that this page answers, passwords left out, and the path that shows it empty."""

    form: str
    page: str
    fields: list[tuple[str, str]]

    def action(self, code: str) -> str:
        return _in(code, request.path)


def alternates() -> list[tuple[str, str, str, bool]]:
    """The same page in each language: code, name, address, whether it is this one; also for error pages."""
    current = str(get_locale())
    page = _page()
    return [(code, LANGUAGE_NAMES[code], _in(code, page), code == current) for code in territory().languages]


def sent_form() -> Sent | None:
    """What the switcher of this page takes along; None where the page answers no form."""
    if request.method != "POST" or "lang" not in g or request.url_rule is None or "leads_to" in g:
        return None
    if not kept.from_same_site():  # what another site sends is nothing that the reader typed
        return None
    try:
        fields = [(name, value.replace("\0", "")) for name, value in request.form.items(multi=True)]
    except HTTPException:  # too large to be read: there is nothing to take along
        return None
    typed = [(name, value) for name, value in fields if name not in NEVER_KEPT | OWN]
    return Sent(request.form.get(FORM_NAME, ""), _page(), typed) if typed else None


def _page() -> str:
    """The path, with its query, that a GET to the other language asks for."""
    path = request.path
    if request.method == "POST":
        path = g.get("leads_to") or kept.page_of_form()
    query = request.query_string.decode("utf-8", "replace") if path == request.path else ""
    return quote(path, safe="/%") + (f"?{query}" if query else "")


def _in(code: str, path: str) -> str:
    parts = path.split("/", 2)
    rest = parts[2] if len(parts) > 2 and parts[1] in territory().languages else ""
    return f"/{code}/{rest}"


def init_app(app: Flask) -> None:
    @app.before_request
    def take_along() -> Response | None:
        """Keep the form unsent and show its page in this language; no view, no deed, no used token."""
        known = request.url_rule is not None and "lang" in g
        if request.method != "POST" or not known or FIELD not in request.form:
            return None
        page = _in(g.lang, kept.safe_path(request.form.get(PAGE)) or kept.page_of_form())
        fields = {name: values for name, values in request.form.lists() if name not in NEVER_KEPT | OWN}
        if fields:
            if not within_limit(VISITOR_WRITES, KEY, account_or_address()):
                raise TooManyRequests
            shown_at = secret_hash(  # the address may hold a secret itself
                unquote(urlsplit(page).path)
            )
            kept.keep(request.form.get(FORM_NAME, ""), shown_at, fields, key=KEY)
        return redirect(page, 303)

    @app.before_request
    def give_back() -> None:
        if request.method != "GET" or KEY not in session:
            return
        form = kept.kept_form(KEY)
        if form is None or form.page == secret_hash(request.path):
            session.pop(KEY)
        if form is not None and form.page == secret_hash(request.path):
            g.kept_form = {"form": form.form, "fields": form.fields}
