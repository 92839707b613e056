"""Every form, sent with nonsense in it: never a 500, never a trace, and nothing by whom it is not for."""

import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.walking import (
    Form,
    addresses,
    browsing,
    csrf_token,
    fetch,
    forms,
    guards,
    row_counts,
    undone,
)
from tests.support.world import PEOPLE, World, build

SENTENCES = "Une phrase ordinaire pour que le texte soit assez long pour être lu par quelqu’un. " * 2
#: What somebody honest would write, by the field's name, where the page does not fill it in.
GOOD = {
    "title": "Un titre bien normal",
    "chantier": "4",
    "email": "new@example.org",
    "display_name": "Nina Bleu",
    "name": "Les Amis du verger",
    "password": "vier blaue Berge am Fluss",
    "new_password": "vier blaue Berge am Fluss",
    "code": "ABCD-EFGH-2345-6789",
    "channel": "paper",
    "ground": "spam",
    "role": "editor",
    "home": "commune:57463",
    "go": "draft",
}
#: What only staff see; the rest is tried as an ordinary person.
STAFF_ROOMS = r"/fr/(moderation|clerk|editing|admin|proposals/on-behalf)"
HOSTILE: dict[str, Any] = {
    "NUL": "a\0b",
    "half a surrogate": b"\xed\xb2\x80x",
    "100 kB": "x" * 100_000,
    "minus one": "-1",
    "beyond a column": str(2**31),
    "beyond 64 bits": str(2**70),
    "5,000 digits": "9" * 5000,
    "a small number, then more": "000000000001" + "9" * 40,
    "another script's digits": "٣²",
    "not a number": "nan",
    "infinite": "1e999",
    "the first day": "0001-01-01",
    "line ends": "a\r\nBcc: b@example.org",
    "placeholders": "%(name)s {0} {{ 7*7 }}",
    "a script": "<script>alert(1)</script>",
}


def found(app: Flask, world: World, browser: Browser) -> Iterator[Form]:
    """The forms on all pages of this person, each kind once."""
    known = set()
    for address in addresses(app, world, "GET"):
        answer = fetch(browser, address.path)
        if answer.status_code != 200 or "<form" not in answer.text:
            continue
        for form in forms(answer):
            names = sorted(re.sub(r"\d+", "N", name) for name in form.fields)
            kind = (re.sub(r"\d+", "N", form.action), *names)
            if kind not in known:
                known.add(kind)
                yield form


def filled(form: Form) -> dict[str, Any]:
    """The form as somebody honest would send it."""

    def value(name: str, shown: str) -> str:
        return GOOD.get(name) or shown or ("y" if name in {"charter", "age", "understood"} else SENTENCES)

    return {name: value(name, values[0]) for name, values in form.fields.items()}


def variants(form: Form, turn: Iterator[str], thorough: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is tried on a form: a name for messages, and the fields.

    What the database never sees is tried on one of them, where the walk is ``thorough``.
    """
    honest = filled(form)
    yield "nothing", {}
    yield "all three times", {name: [value] * 3 for name, value in honest.items()}
    for name in honest:
        rest = {key: value for key, value in honest.items() if key != name}
        for kind in itertools.islice(turn, 2 if thorough else 1):
            yield f"{kind} as {name}", rest | {name: HOSTILE[kind]}
        if thorough:
            yield f"without {name}", rest
    if thorough:
        yield "files", {name: (io.BytesIO(b"x"), "x.txt") for name in honest}
    for kind in itertools.islice(turn, 5):
        if kind != "100 kB":
            yield f"{kind} everywhere", dict.fromkeys(honest, HOSTILE[kind])


def send(browser: Browser, action: str, fields: dict[str, Any], token: str) -> Any:
    """A POST as our own page would send it; with a file it is multipart."""
    return fetch(
        browser,
        action,
        method="POST",
        data=fields | guards(token),
        headers={"Sec-Fetch-Site": "same-origin"},
    )


@pytest.mark.parametrize(
    ("who", "where"),
    [("visitor", r"/fr/"), ("author", r"/fr/"), ("everything", STAFF_ROOMS)],
    ids=["visitor", "author", "staff"],
)
def test_no_form_breaks_whatever_is_sent(app: Flask, dialect: str, who: str, where: str) -> None:
    world = build()
    browser = browsing(app, world, who)
    token = csrf_token(browser)
    turn = itertools.cycle(HOSTILE)
    for form in [each for each in found(app, world, browser) if re.match(where, each.action)]:
        for what, fields in variants(form, turn, thorough=dialect == "sqlite"):
            with undone(browser):
                answer = send(browser, form.action, fields, token)
            tried = f"POST {form.action} with {what}"
            assert answer.status_code < 500, tried
            assert answer.status_code != 400, f"{tried}: the guards were refused"
            assert "Traceback" not in answer.text, tried
            assert "alert(1)</script>" not in answer.text, tried
            if answer.status_code >= 400:
                assert 'lang="fr"' in answer.text[:300], tried


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("who", PEOPLE)
def test_an_empty_form_changes_nothing_for_whom_it_is_not_meant(app: Flask, who: str) -> None:
    world = build()
    browser = browsing(app, world, who)
    token = csrf_token(browser)
    before = row_counts()
    for address in addresses(app, world, "POST", "de"):
        with undone(browser):
            answer = send(browser, address.path, {}, token)
            after = row_counts() if answer.status_code >= 400 else before
        assert answer.status_code < 500, address.path
        seen = 'lang="de"' in answer.text[:300] or answer.mimetype == "text/csv"
        assert seen or answer.status_code == 302, address.path
        changed = {name for name, rows in after.items() if rows != before[name]}
        assert changed <= {"kept_form"}, f"{address.path} was refused, yet changed {changed}"


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "application/json",
            b'{"form_token": "aaaaaaaaaaaaaaaaaaaaaaaa", "title": ["x"], "a": ' + b"[" * 9000,
        ),
        ("application/json", b"[[1, 2], NaN]"),
        ("application/json", b'"\\ud800"'),
        ("text/plain", b"form_token=aaaaaaaaaaaaaaaaaaaaaaaa&title=x"),
        (
            "application/xml",
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"a\"; filename*=x''%00",
        ),
        ("application/x-www-form-urlencoded; charset=utf-7", b"a=%2BADw-"),
        ("application/x-www-form-urlencoded", b"=&&=&%&%%=%zz&a=%ff"),
        ("nonsense", b"\0\xff" * 100),
    ],
    ids=itertools.count(),
)
def test_a_body_that_is_no_form_is_no_accident(app: Flask, kind: str, body: bytes) -> None:
    world = build()
    browser = browsing(app, world, "everything")
    token = csrf_token(browser)
    for address in {each.rule: each for each in addresses(app, world, "POST")}.values():
        with undone(browser):
            answer = fetch(
                browser,
                address.path,
                method="POST",
                data=body,
                content_type=kind,
                headers={"X-CSRFToken": token, "X-HTTP-Method-Override": "DELETE"},
            )
        assert answer.status_code in {400, 403, 404, 409, 410, 413, 415, 422}, (
            f"{address.path}: {answer.status_code}"
        )
