"""The interface in a language longer than any: at 320 px nothing sticks out, is cut off or stays English.

The demonstration shows what people wrote; a small town with one of everything opens every other page.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from config import Settings
from consult.app import create_app
from tests.e2e.catalogue import BEHIND, PUBLIC, ROOMS
from tests.e2e.site import Site
from tests.e2e.town import Town, build, served
from tests.support.toy_catalogues import FIRST, LAST, long_and_accented, write

NARROW = 320
#: What a page says in its own language, what reaches too far, and what of our sentences is hidden at its end.
SEE = """width => {
    const said = [], wide = [], cut = []
    const hides = ['hidden', 'clip'], scrolls = ['auto', 'scroll']
    const around = (node, kinds) => {
        while (node && !kinds.includes(getComputedStyle(node).overflowX)) node = node.parentElement
        return node
    }
    const spoken = node => node.closest('[lang]').lang === 'fr'
    const seen = node => node.checkVisibility() && !node.closest('.visually-hidden, script, style, noscript')
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const box = text.parentElement, words = text.data.trim()
        if (!words || box.closest('script, style, noscript')) continue
        if (spoken(box)) said.push(words)
        if (!seen(box) || box.closest('svg')) continue
        const range = document.createRange()
        range.selectNodeContents(text)
        const right = Math.max(...[...range.getClientRects()].map(one => one.right))
        if (right > width + 1 && !around(box, scrolls)) wide.push(`${Math.round(right)} px: ${words}`)
        const edge = around(box, hides)
        if (edge && words.includes('FIRST') && right > edge.getBoundingClientRect().right + 1) cut.push(words)
    }
    for (const node of document.querySelectorAll('body *')) {
        for (const name of ['alt', 'title', 'aria-label', 'placeholder'])
            if (node.getAttribute(name) && spoken(node)) said.push(node.getAttribute(name))
        const right = node.getBoundingClientRect().right
        if (right > width + 1 && seen(node) && !around(node, scrolls) && !node.closest('svg'))
            wide.push(`${Math.round(right)} px: <${node.localName} class="${node.className}">`)
    }
    return {said, wide, cut, over: document.documentElement.scrollWidth - width}
}""".replace("FIRST", FIRST)
#: Function words of English: two of them outside the brackets were never handed to a catalogue.
ENGLISH = re.compile(
    r"\b(the|this|that|your|you|with|from|been|which|have|has|are|was|were|by|and|of|is)\b", re.IGNORECASE
)
BRACKETED = re.compile(f"{FIRST}[^{FIRST}{LAST}]*{LAST}")

#: Who walks the town; together they open every page that its state allows.
WALKERS = ("visitor", "author", "everything")
#: Endpoints that answer GET with something else than a page, or with none in the town, each with its reason.
FILES = re.compile(r"\.(?:json|csv|ics|pdf|py|txt)$|/export$|/static/|ballots/<any")
NO_PAGE = {
    "root": "leads to the reader's language",
    "home.healthz": "answers machines",
    "home.readyz": "answers machines",
    "metrics": "answers machines",
    "ballots.count": "a number that open pages ask for",
    "ballots.paper_count": "a number that open pages ask for",
    "sittings.now": "a number that open pages ask for",
    "accounts.confirm_email": "its address holds a secret from a mail",
    "accounts.enter": "its address holds a secret from a mail",
    "accounts.reset": "its address holds a secret from a mail",
    "notifications.unsubscribe": "its address holds a secret from a mail",
    "comments.show": "leads on to another page",
    "insight.newest": "leads on to another page",
    "ballots.clerk_letters": "asks for a state that the town lacks",
    "ballots.minutes": "asks for a state that the town lacks",
    "ballots.reason": "asks for a state that the town lacks",
    "positions.new": "asks what it is about, as the demonstration's page does",
    "moderation.unmerge": "asks for a state that the town lacks",
    "proposals.receipt": "asks for a state that the town lacks",
    "sittings.clerk_annul": "asks for a state that the town lacks",
    "sittings.clerk_by_hand": "asks for a state that the town lacks",
    "sittings.clerk_close": "asks for a state that the town lacks",
    "sittings.clerk_edit": "asks for a state that the town lacks",
    "sittings.clerk_item_edit": "asks for a state that the town lacks",
    "sittings.clerk_item_new": "asks for a state that the town lacks",
    "sittings.clerk_second": "asks for a state that the town lacks",
    "sittings.clerk_totals": "asks for a state that the town lacks",
}


@pytest.fixture(scope="module")
def address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demonstration speaks the long language instead of French."""
    folder = write(tmp_path_factory.mktemp("translations"), "fr", long_and_accented)
    site_settings = Settings(
        secret_key=(site.instance / "secret_key").read_text().strip(),
        database_url=f"sqlite:///{site.instance / 'consult.sqlite'}",
        instance=site.instance,
        limits_enabled=False,
        extra={"BABEL_TRANSLATION_DIRECTORIES": str(folder)},
    )
    with served(create_app(site_settings)) as url:
        yield url


@pytest.fixture(scope="module")
def long_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, str]]:
    """The small town in the long language, and where it answers."""
    town = build(tmp_path_factory.mktemp("town"), WALKERS, enough=2)
    folder = write(town.folder / "translations", "fr", long_and_accented)
    with served(town.app(BABEL_TRANSLATION_DIRECTORIES=str(folder))) as url:
        yield town, url


@pytest.fixture
def narrow(
    chromium: Browser, address: str, signed_in: Callable[[str], Any]
) -> Iterator[Callable[[str | None], Page]]:
    """Opens a narrow window; the demonstration's sign-ins hold here too, since cookies know no port."""
    contexts = []

    def opened(role: str | None) -> Page:
        context = chromium.new_context(
            base_url=address,
            viewport={"width": NARROW, "height": 900},
            storage_state=signed_in(role) if role else None,
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with the page at ``path``, or with the one already open."""
    if path:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 500, f"{path}: {answer.status}"
    page.wait_for_load_state()
    seen = page.evaluate(SEE, NARROW)
    assert any(FIRST in text for text in seen["said"]), f"{page.url} does not speak the long language"
    english = [text for text in map(_outside, seen["said"]) if len(ENGLISH.findall(text)) > 1]
    found = [("sticks out", one) for one in seen["wide"]] + [("is cut off", one) for one in seen["cut"]]
    found += [("stays English", one) for one in english]
    if seen["over"] > 0:
        found.append(("scrolls sideways by", seen["over"]))
    return [f"{page.url.partition('/fr/')[2]}: {what}: {one}"[:200] for what, one in found]


def _outside(text: str) -> str:
    """What stands outside all brackets, which may hold each other."""
    while (less := BRACKETED.sub(" ", text)) != text:
        text = less
    return " ".join(text.split())


def test_public_pages(narrow: Callable[[str | None], Page]) -> None:
    page = narrow(None)
    found = [fault for path in PUBLIC for fault in faults(page, f"/fr/{path}")]
    for path in BEHIND:
        page.goto(f"/fr/{path}")
        page.locator("main .card-link").last.click()
        found += faults(page, "")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("roles", [list(ROOMS)[0::2], list(ROOMS)[1::2]])
def test_rooms(narrow: Callable[[str | None], Page], roles: list[str]) -> None:
    found = []
    for role in roles:
        page = narrow(role)
        found += [fault for path in ROOMS[role] for fault in faults(page, f"/fr/{path}")]
    assert not found, "\n".join(found)


def test_every_endpoint_is_looked_at_or_named(long_town: tuple[Town, str]) -> None:
    town = long_town[0]
    wanted = {name for rule, name in town.endpoints.items() if not FILES.search(rule)}
    missing = sorted(wanted - town.seen - NO_PAGE.keys())
    assert not missing, "\n".join(missing)
    assert not NO_PAGE.keys() & town.seen, "these have a page now"


@pytest.mark.parametrize("who", WALKERS)
def test_every_page_of_the_town(chromium: Browser, long_town: tuple[Town, str], who: str) -> None:
    town, url = long_town
    context = chromium.new_context(base_url=url, viewport={"width": NARROW, "height": 900})
    if town.cookies[who]:
        context.add_cookies([{"name": "consult", "value": town.cookies[who], "url": url}])
    page, found = context.new_page(), []
    for one in town.pages[who]:
        found += faults(page, one.path)
    context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        (
            "<p style='white-space: nowrap'>⟦Whât â löñg sêñtêñçê thât dôes nöt brêâk ât âll, ever⟧</p>",
            "sticks out",
        ),
        ("<img style='width: 400px; height: 9px' alt=''>", "sticks out"),
        (
            "<p style='width: 9em; overflow: hidden; white-space: nowrap'>⟦Nöbödy seês thê lâst wörd⟧</p>",
            "is cut off",
        ),
        ("<p>Your text is back</p>", "stays English"),
        ("<nav aria-label='Pages of the site'></nav>", "stays English"),
    ],
)
def test_a_planted_fault_is_found(chromium: Browser, planted: str, what: str) -> None:
    page = chromium.new_page(viewport={"width": NARROW, "height": 900})
    page.set_content(f"<html lang='fr'><body><h1>⟦Tîtlê⟧</h1>{planted}</body></html>")
    assert any(f": {what}: " in fault for fault in faults(page, ""))
    page.close()
