"""Every address of the application, and every form on its pages, for tests that try them all."""

import itertools
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import html5lib
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from consult.kernel.db import Base, db
from tests.support.browser import XHTML, Browser, _fields, new_request
from tests.support.world import World

PART = re.compile(r"<(?:(?P<converter>[^>]*):)?(?P<name>\w+)>")
GUARDS = {"csrf_token", "form_token"}


@dataclass(frozen=True, slots=True)
class Address:
    """One route with its places filled; ``rule`` names it in messages."""

    rule: str
    path: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form found on a page: where it goes and what it holds, guards left out."""

    action: str
    fields: dict[str, list[str]]


def addresses(app: Flask, world: World, method: str, language: str = "fr") -> Iterator[Address]:
    """Each route that knows ``method``, once for each thing of the world that it can be about."""
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()):
            continue
        places: list[list[object]] = []
        for part in PART.finditer(rule.rule):
            converter = part["converter"] or ""
            if part["name"] == "lang":
                places.append([language])
            elif converter.startswith("any("):
                places.append([word.strip(" '") for word in converter[4:-1].split(",")])
            else:
                places.append(world.ids[part["name"]])
        for values in itertools.product(*places):
            yield Address(rule.rule, PART.sub("{}", rule.rule).format(*values))


def browsing(app: Flask, world: World, who: str) -> Browser:
    """A browser of one of the world's people."""
    browser = Browser(app)
    account = world.people[who]
    return browser if account is None else browser.sign_in(account)


def fetch(browser: Browser, path: str, **values: Any) -> TestResponse:
    """A GET, or another ``method``, without the pickiness of ``Browser.get``."""
    new_request()
    return browser.client.open(path, **values)


def forms(answer: TestResponse) -> list[Form]:
    """The forms of a page that are sent by POST."""
    found = []
    for node in html5lib.parse(answer.text).iter(XHTML + "form"):
        if (node.get("method") or "get").lower() != "post":
            continue
        fields = _fields(node)
        for part in node.iter():  # boxes and buttons not chosen are fields too
            name = part.get("name")
            if name:
                fields.setdefault(name, [part.get("value") or ""])
        shown = {name: values for name, values in fields.items() if name not in GUARDS}
        found.append(Form(node.get("action", ""), shown))
    return found


def csrf_token(browser: Browser) -> str:
    """The guard that this browser's pages carry."""
    path = "/fr/account/profile" if fetch(browser, "/fr/account").status_code == 200 else "/fr/sign-in"
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', fetch(browser, path).text)[:1]
    return str(token)


def guards(token: str) -> dict[str, str]:
    """What every form carries, for one sending."""
    return {"csrf_token": token, "form_token": secrets.token_urlsafe(24)}


@contextmanager
def undone(browser: Browser) -> Iterator[None]:
    """Whatever is sent inside leaves no trace in the database, nor in the cookie."""
    db.session.commit()
    with browser.client.session_transaction() as session:
        before = dict(session)
    savepoint = db.session.get_bind().begin_nested()  # type: ignore[union-attr]  # tests bind a connection
    try:
        yield
    finally:
        db.session.rollback()
        savepoint.rollback()
        db.session.expire_all()
        with browser.client.session_transaction() as session:
            session.clear()
            session.update(before)


@contextmanager
def written() -> Iterator[list[str]]:
    """Collects every statement that changes a row."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        if statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            seen.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


def row_counts() -> dict[str, int]:
    """How many rows each table has, in one statement."""
    counts = [
        sa.select(sa.func.count()).select_from(table).scalar_subquery().label(name)
        for name, table in Base.metadata.tables.items()
    ]
    return dict(db.session.execute(sa.select(*counts)).mappings().one())
