"""`make audit`: axe and the width check on every page, in every way, for every kind of reader.

Three places: the small town with one of everything (its forms also sent empty), an untouched town, and the
demonstration. It takes long: SHARE=2/8 makes the second eighth of the visits.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, islice, product
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Error, Page

from tests.e2e.catalogue import READERS, Stop, everything
from tests.e2e.choosing import SCHEMES, WIDTHS, Way, ways
from tests.e2e.chromium import HEIGHT, chromium, window
from tests.e2e.looking import faults
from tests.e2e.site import Site, serving
from tests.e2e.town import PEOPLE, VISITOR, Town, build, served, visit
from tests.support import world

#: What is opened, by whom, and how.
Opening = tuple[str, Callable[[], AbstractContextManager[Page]]]
#: How a window that is open shows the page: each width, each scheme.
LOOKS = tuple(product(WIDTHS, SCHEMES))
#: What the page is about, without the secrets that are new each time it is opened.
MAIN = """() => document.documentElement.lang + document.querySelector('main').outerHTML
    .replace(/<input[^>]*type="hidden"[^>]*>/g, '')"""


@dataclass(slots=True)
class Audit:
    """What was opened, what of it was looked at; ``known``: the pages seen, so that none is seen twice."""

    opened: int = 0
    looks: int = 0
    wrong: int = 0
    known: set[int] = field(default_factory=set)

    def __str__(self) -> str:
        return (
            f"{self.opened} pages opened, {len(self.known)} differ, {self.looks} looks, {self.wrong} faults"
        )

    def see(self, opening: Opening) -> list[str]:
        """The faults of one page in every look; none when another reader got the very same page."""
        self.opened += 1
        name, opened = opening
        found = []
        try:
            with opened() as page:
                if not self._met(hash(page.evaluate(MAIN))):
                    for width, scheme in LOOKS:
                        found += self._look(page, width, scheme)
        except Error as problem:
            found.append(f"{name} not opened: {problem.message.splitlines()[0]}")
        self.wrong += len(found)
        return found

    def _met(self, content: int) -> bool:
        before = content in self.known
        self.known.add(content)
        return before

    def _look(self, page: Page, width: int, scheme: Literal["light", "dark"]) -> list[str]:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.looks += 1
        return [f"{scheme}: {fault}" for fault in faults(page)]


def main() -> int:
    """How many faults were found."""
    share, of = (int(part) for part in os.environ.get("SHARE", "1/1").split("/"))
    audit = Audit()
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for opening in islice(_openings(browser, Path(folder)), share - 1, None, of):
            for fault in audit.see(opening):
                print(f"\r{fault}", flush=True)
            print(f"\r{audit} ", end="", file=sys.stderr, flush=True)
    print(f"\n{audit}")
    return audit.wrong


def _openings(browser: Browser, folder: Path) -> Iterator[Opening]:
    return chain(
        _in_town(browser, folder / "town", PEOPLE, world.build),
        _in_town(browser, folder / "untouched", world.UNTOUCHED, world.empty),
        _in_demonstration(browser, folder / "demonstration"),
    )


def _in_town(
    browser: Browser, folder: Path, people: tuple[str, ...], there: Callable[[], world.World]
) -> Iterator[Opening]:
    folder.mkdir()
    town: Town = build(folder, people, there=there)
    with served(town.app()) as url:
        for who, pages in town.pages.items():
            for page in pages:
                for way in _once(ways([who], page.states)):
                    yield f"{page.path} as {way}", partial(visit, browser, town, url, page, way)


def _in_demonstration(browser: Browser, folder: Path) -> Iterator[Opening]:
    folder.mkdir()
    with serving(folder) as site:
        cookies = cache(lambda role: site.cookies(browser, role))
        for role, stop in everything():
            people = [role] if role else [reader or VISITOR for reader in READERS]
            for way in _once(ways(people)):
                yield f"{stop.name} as {way}", partial(_stop, browser, site, cookies, stop, way)


def _once(possible: list[Way]) -> Iterator[Way]:
    """Those of the ways that need a window of their own."""
    return (way for way in possible if (way.width, way.scheme) == LOOKS[0])


@contextmanager
def _stop(
    browser: Browser, site: Site, cookies: Callable[[str], Any], stop: Stop, way: Way
) -> Iterator[Page]:
    signed_in = None if way.who == VISITOR else cookies(way.who)
    context = window(browser, site.url, way.language, way.width, way.dark, storage_state=signed_in)
    try:
        page = context.new_page()
        stop.open(page, way.language)
        yield page
    finally:
        context.close()


if __name__ == "__main__":
    sys.exit(min(main(), 1))
