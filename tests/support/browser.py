"""A test browser that is never satisfied: each page must be valid, labelled and in its language."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.kernel.db import db
from consult.kernel.territory import territory
from consult.models.accounts import Account
from tests.factories import people

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


class Page:
    """A fetched page: ``status``, ``text``, its tree, and forms by their action."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.path = response.request.path
        self.status = response.status_code
        self.text = response.text
        self.location = response.headers.get("Location", "")
        self.tree: Element | None = None
        if self.text and response.mimetype == "text/html" and "</html>" in self.text:
            parser = html5lib.HTMLParser(tree=html5lib.treebuilders.getTreeBuilder("etree"), strict=False)
            self.tree = parser.parse(self.text)
            self.parse_errors = [(place, code) for place, code, _ in parser.errors]

    def all(self, tag: str) -> list[Element]:
        return list(self.tree.iter(XHTML + tag)) if self.tree is not None else []

    def all_svg(self) -> list[Element]:
        """The drawings of the page."""
        return list(self.tree.iter(SVG + "svg")) if self.tree is not None else []

    def words(self) -> str:
        """The visible text, white space folded."""
        body = next(iter(self.all("body")), None)
        return re.sub(r"\s+", " ", "".join(body.itertext())) if body is not None else ""

    def form(self, action: str) -> dict[str, list[str]]:
        """The fields, hidden ones included, of the first form whose action ends with ``action``."""
        return self.sending(action)[1]

    def sending(self, action: str) -> tuple[str, dict[str, list[str]]]:
        """Where the form leads whose action ends with ``action``, and its fields.

        A button may lead elsewhere than its form (``formaction``); then it sends its own value too.
        """
        offers = [(form.get("action", ""), _fields(form)) for form in self.own_forms()]
        forms = {form.get("id"): form for form in self.own_forms()}
        for button in self.all("button"):
            if button.get("formaction") and button.get("form"):
                own = {button.get("name", ""): [button.get("value", "")]}
                offers.append((button.get("formaction", ""), _fields(forms[button.get("form")]) | own))
        for address, fields in offers:
            if address.split("?")[0].endswith(action):
                return address, fields
        raise AssertionError(f"no form with the action {action!r}; there are {[each for each, _ in offers]}")

    def own_forms(self) -> list[Element]:
        """The forms that do something: not the way to the other language, which repeats a refused one."""
        return [form for form in self.all("form") if form.get("data-switch") is None]


def _fields(form: Element) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for node in form.iter():
        name = node.get("name")
        if not name or node.get("disabled") is not None:
            continue
        tag, kind = node.tag.removeprefix(XHTML), node.get("type", "")
        if tag == "textarea":
            fields.setdefault(name, []).append(node.text or "")
        elif tag == "select":
            options = list(node.iter(XHTML + "option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            fields.setdefault(name, []).extend(o.get("value", "") for o in chosen)
        elif tag == "input" and kind not in {"checkbox", "radio", "submit"}:
            fields.setdefault(name, []).append(node.get("value", ""))
        elif tag == "input" and node.get("checked") is not None:
            fields.setdefault(name, []).append(node.get("value", "on"))
    return fields


def new_request() -> None:
    """Commit what the test prepared, and forget what the last request left in the shared context."""
    db.session.commit()
    for name in list(g):
        g.pop(name)


class Browser:
    """A person at a browser. ``get`` and ``post`` return a Page and check it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def sign_in(self, account: Account) -> "Browser":
        """Be ``account`` from now on, through a session of its own."""
        secret = people.session(account)
        db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = secret
            session["_fresh"] = True
        return self

    def get(self, path: str, *, status: int = 200, **values: Any) -> Page:
        new_request()
        page = Page(self.client.get(path, **values))
        assert page.status == status, f"GET {path}: {page.status} instead of {status}\n{page.words()[:800]}"
        if page.tree is not None:
            check(page, path)
        return page

    def post(
        self,
        page: Page,
        action: str,
        data: dict[str, Any] | None = None,
        *,
        status: int = 302,
        follow: bool = False,
    ) -> Page:
        """Send the form of ``page`` whose action ends with ``action``, its fields overridden by ``data``."""
        target, typed = page.sending(action)
        fields = typed | (data or {})
        new_request()
        headers = {"Sec-Fetch-Site": "same-origin", "Referer": f"http://localhost{page.path}"}
        answer = Page(self.client.post(target, data=fields, headers=headers))
        assert answer.status == status, (
            f"POST {target}: {answer.status} instead of {status}\n{answer.words()[:800]}"
        )
        if answer.tree is not None and status not in {302, 303}:
            check(answer, target)
        return self.follow(answer.location) if follow and answer.location else answer

    def follow(self, location: str) -> Page:
        """Go where a redirect leads, at most five steps, and check the page at the end."""
        for _ in range(5):
            db.session.commit()
            page = Page(self.client.get(location))
            if page.status not in {301, 302, 303}:
                break
            location = page.location
        return self.get(location)


def check(page: Page, path: str) -> None:
    """What holds for every page, whoever reads it."""
    where = f"{path} ({page.status})"
    assert not page.parse_errors, f"{where}: invalid HTML {page.parse_errors[:3]}"
    html = page.all("html")[0]
    language = path.split("/")[1] if path.split("/")[1] in territory().languages else html.get("lang")
    assert html.get("lang") == language, f"{where}: lang is {html.get('lang')}"
    assert len(page.all("h1")) == 1, f"{where}: {len(page.all('h1'))} h1"
    title = (page.all("title")[0].text or "").strip()
    assert title, f"{where}: no title"
    ids = [node.get("id") for node in page.tree.iter() if node.get("id")] if page.tree is not None else []
    assert len(ids) == len(set(ids)), f"{where}: repeated ids {sorted({i for i in ids if ids.count(i) > 1})}"
    _check_forms(page, where, set(ids))
    assert not page.tree.findall(".//*[@style]"), f"{where}: inline style"  # type: ignore[union-attr]
    for node in page.tree.iter():  # type: ignore[union-attr]
        for name in ("aria-describedby", "aria-labelledby"):
            for target in (node.get(name) or "").split():
                assert target in ids, f"{where}: {name} names {target}, which is not there"


def _check_forms(page: Page, where: str, ids: set[str | None]) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for field in page.all(tag):
            if field.get("type") in {"hidden", "submit"}:
                continue
            named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
            assert named, f"{where}: the field {field.get('name')} has no label"
    for form in page.all("form"):
        assert form.get("action"), f"{where}: a form without action"
        if form.get("method", "get").lower() == "post":
            names = {node.get("name") for node in form.iter()}
            assert {"csrf_token", "form_token"} <= names, (
                f"{where}: form {form.get('action')} lacks its guards"
            )
