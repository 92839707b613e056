"""The small town with one of everything, served: which pages its people get, each from which template."""

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, template_rendered
from jinja2 import Template
from playwright.sync_api import Browser, Page
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from consult.app import create_app
from consult.kernel.db import db
from tests.e2e.choosing import Way, ways
from tests.e2e.chromium import window
from tests.e2e.site import free_port
from tests.support import world as worlds
from tests.support.databases import fill, settings
from tests.support.walking import addresses, browsing, fetch
from tests.support.world import World

VISITOR = "visitor"
#: All who are of another kind to the town's pages; the last has every role at once.
PEOPLE = (VISITOR, "author", "stranger", "moderator", "clerk", "administrator", "everything")
FULL, ERROR = "full", "error"
#: A form of several fields, which can be sent empty; buttons alone cannot.
FORM = re.compile(r'<form(?=[^>]*method="post")(?=[^>]*class="form[ "])')
FIRST_FORM = "main form.form[method=post]"
#: Empties the fields of a form, and sends it.
SEND_EMPTY = """one => {
    const form = document.querySelector(one)
    const kept = ['hidden', 'checkbox', 'radio', 'submit', 'select-one', 'select-multiple']
    for (const field of form.elements) if (!kept.includes(field.type)) field.value = ''
    form.submit()
}"""


@dataclass(frozen=True, slots=True)
class TownPage:
    """What ``path`` (in French) shows to one of the people: drawn from ``template``, at an ``endpoint``.

    ``form``: there is something to fill in, hence to refuse.
    """

    path: str
    endpoint: str
    template: str
    form: bool

    @property
    def states(self) -> tuple[str, ...]:
        return (FULL, ERROR) if self.form else (FULL,)


@dataclass
class Town:
    """The database of the town, the pages that each of the people gets, their cookies, all GET endpoints."""

    folder: Path
    pages: dict[str, list[TownPage]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)

    def app(self, **extra: object) -> Flask:
        """An application over the town's database."""
        url = f"sqlite:///{self.folder / 'consult.sqlite'}"
        return create_app(settings(url, self.folder, extra={"PASSWORD_COST": "cheap"} | extra))

    @property
    def seen(self) -> set[str]:
        return {page.endpoint for pages in self.pages.values() for page in pages}


def build(
    folder: Path, people: Iterable[str], *, enough: int = 1, there: Callable[[], World] = worlds.build
) -> Town:
    """Lay out the town in ``folder`` and find what ``people`` can open, ``enough`` pages of each route.

    ``there`` fills the town: with one of everything, or with people alone (``worlds.empty``).
    """
    fill(f"sqlite:///{folder / 'consult.sqlite'}", folder)
    town = Town(folder)
    app = town.app()
    with app.app_context():
        world = there()
        world.ids = defaultdict(list, world.ids)
        town.endpoints = {
            rule.rule: rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods
        }
        for who in people:
            _walk(app, world, town, who, enough)
        db.session.commit()
        db.session.remove()
    return town


def openings(town: Town) -> list[tuple[str, list[Way]]]:
    """The page templates of the town with all ways in which they can be opened."""
    found: dict[str, list[Way]] = defaultdict(list)
    for who, pages in town.pages.items():
        for page in pages:
            fresh = [way for way in ways([who], page.states) if way not in found[page.template]]
            found[page.template] += fresh
    return sorted(found.items())


def drawn(town: Town, template: str, way: Way) -> TownPage:
    """A page from ``template`` that can be opened in this way."""
    possible = (page for page in town.pages[way.who] if page.template == template)
    return next(page for page in possible if way.state in page.states)


@contextmanager
def visit(chromium: Browser, town: Town, url: str, one: TownPage, way: Way) -> Iterator[Page]:
    """The page, opened as ``way`` says in a window of its own."""
    context = window(chromium, url, way.language, way.width, way.dark)
    if town.cookies[way.who]:
        context.add_cookies([{"name": "consult", "value": town.cookies[way.who], "url": url}])
    page = context.new_page()
    page.goto(one.path.replace("/fr/", f"/{way.language}/", 1))
    # What one of the people has sent already, another language no longer asks for.
    if way.state == ERROR and page.query_selector(FIRST_FORM):
        with page.expect_navigation():
            page.evaluate(SEND_EMPTY, FIRST_FORM)
    try:
        yield page
    finally:
        context.close()


def _walk(app: Flask, there: World, town: Town, who: str, enough: int) -> None:
    browser = browsing(app, there, who)
    found: dict[str, list[TownPage]] = defaultdict(list)
    with _templates(app) as drawn:
        for one in addresses(app, there, "GET"):
            if len(found[one.rule]) >= enough:
                continue
            answer = fetch(browser, one.path)
            if not _wanted(answer, drawn, found):
                continue
            form = bool(FORM.search(answer.text.partition("<main")[2].partition("</main>")[0]))
            shelf = one.rule if answer.status_code == 200 else f"{answer.status_code}"
            found[shelf].append(TownPage(one.path, town.endpoints[one.rule], drawn[-1], form))
    town.pages[who] = [page for several in found.values() for page in several]
    cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    town.cookies[who] = cookie.value if cookie else ""


@contextmanager
def _templates(app: Flask) -> Iterator[list[str]]:
    """Collects the names of page templates as they are drawn."""
    names: list[str] = []

    def note(_app: Flask, template: Template, **_extra: object) -> None:
        if template.name:
            names.append(template.name)

    with template_rendered.connected_to(note, app):
        yield names


def _wanted(answer: TestResponse, drawn: list[str], found: dict[str, list[TownPage]]) -> bool:
    """A page that is there; of refusals one for each template."""
    if "</html>" not in answer.text:
        return False
    known = {page.template for pages in found.values() for page in pages}
    return answer.status_code == 200 or drawn[-1] not in known


class Quiet(WSGIRequestHandler):
    """Keeps its requests to itself."""

    def log_request(self, *_values: object) -> None:
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which ``app`` answers."""
    server = make_server("127.0.0.1", free_port(), app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
