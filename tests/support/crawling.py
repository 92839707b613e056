"""Reads everything that somebody can reach by GET, with every list narrowed and ordered in every way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import html5lib
from flask import Flask

from tests.support.browser import XHTML, Browser
from tests.support.walking import PART, addresses, fetch
from tests.support.world import World

#: Of a long list of choices, so many are tried besides those that the marked things have.
CHOICES = 2
#: Orders and filters are tried in one language: a page asks the same query in each.
VARIED = "/fr/"
#: Pages whose GET does something else than read, or leads back where the walk came from.
LEFT_OUT = re.compile(r"^/static/")


@dataclass
class Walk:
    """What one reader got: ``texts`` and ``tags`` (ETag, where there is one) by address."""

    texts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)

    def where(self, word: str) -> set[str]:
        """The addresses whose answer holds ``word``, in whatever case."""
        return {path for path, text in self.texts.items() if word.lower() in text.lower()}


def starts(app: Flask, world: World, languages: tuple[str, ...]) -> list[str]:
    """Every GET address with the ids of the world; a route whose ids are unknown says what to do."""
    needed = {part["name"] for rule in app.url_map.iter_rules() for part in PART.finditer(rule.rule)}
    known = {"lang", "filename", *world.ids}
    free = {
        part["name"]
        for rule in app.url_map.iter_rules()
        for part in PART.finditer(rule.rule)
        if (part["converter"] or "").startswith("any(")
    }
    assert needed <= known | free, (
        f"tests/support/world.py must say which ids {sorted(needed - known - free)} may be, "
        "so that this walk reads the new addresses too"
    )
    world.ids.setdefault("filename", [])
    paths = [one.path for language in languages for one in addresses(app, world, "GET", language)]
    return sorted({path for path in paths if not LEFT_OUT.match(path)})


def explore(browser: Browser, paths: list[str], hints: dict[str, list[str]]) -> Walk:
    """Read ``paths`` and whatever their GET forms and links make of the same addresses.

    ``hints``: values to try for a field of a GET form, by its name, besides the first choices that it offers.
    """
    walk = Walk()
    waiting, seen = list(paths), set(paths)
    while waiting:
        path = waiting.pop()
        read(browser, path, walk)
        if "?" in path or not path.startswith(VARIED):
            continue
        for further in _variants(walk.texts[path], path, hints):
            if further not in seen:
                seen.add(further)
                waiting.append(further)
    return walk


def again(browser: Browser, paths: Iterator[str] | list[str]) -> Walk:
    """Read the same addresses once more."""
    walk = Walk()
    for path in paths:
        read(browser, path, walk)
    return walk


def read(browser: Browser, path: str, walk: Walk) -> None:
    answer = fetch(browser, path)
    assert answer.status_code < 500 or answer.status_code == 503, f"{path}: {answer.status_code}"
    walk.texts[path] = answer.get_data(as_text=False).decode("utf-8", "replace")
    walk.texts[path] += "\n".join(f"{name}: {value}" for name, value in answer.headers)
    walk.status[path] = answer.status_code
    if answer.headers.get("ETag"):
        walk.tags[path] = answer.headers["ETag"]


def _variants(text: str, path: str, hints: dict[str, list[str]]) -> Iterator[str]:
    """The same page in other orders (its links with a query) and narrowed by each field of its GET forms."""
    if "</html>" not in text:
        return
    tree = html5lib.parse(text)
    for node in tree.iter(XHTML + "a"):
        target = urlsplit(node.get("href") or "")
        if (
            not target.netloc
            and target.path == path
            and target.query
            and "after" not in parse_qs(target.query)
        ):
            yield f"{path}?{target.query}"
    for form in tree.iter(XHTML + "form"):
        if (form.get("method") or "get").lower() != "get":
            continue
        action = urlsplit(form.get("action") or path).path
        for name, values in _fields(form, hints):
            yield from (f"{action}?{urlencode({name: value})}" for value in values)


def _fields(form, hints):  # type: ignore[no-untyped-def]  # an element of html5lib
    for node in form.iter():
        name = node.get("name")
        if not name or node.get("type") == "hidden":
            continue
        if node.tag == XHTML + "select":
            offered = [option.get("value") or "" for option in node.iter(XHTML + "option")]
            wanted = [value for value in offered if value in hints.get(name, [])]
            yield name, {*[value for value in offered if value][:CHOICES], *wanted}
        elif node.tag == XHTML + "input":
            yield name, hints.get(name, [])
