"""`make audit`: axe and the width check on every page, in every way, for every kind of reader.

Three places: the small town with one of everything (its forms also sent empty), an untouched town, and the
demonstration. It takes long: SHARE=2/8 makes the second eighth of the visits.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.e2e.catalogue import READERS, Stop, everything
from tests.e2e.choosing import Way, ways
from tests.e2e.chromium import chromium, window
from tests.e2e.looking import faults
from tests.e2e.site import Site, serving
from tests.e2e.town import PEOPLE, VISITOR, Town, build, openings, served, visit
from tests.support import world

UNTOUCHED = ("visitor", "stranger", "moderator", "editor", "clerk", "administrator")
#: A page to look at, once it is opened.
Opening = Callable[[], AbstractContextManager[Page]]


def main() -> int:
    """How many visits found a fault."""
    share, of = (int(part) for part in os.environ.get("SHARE", "1/1").split("/"))
    made = wrong = 0
    with chromium() as browser, tempfile.TemporaryDirectory() as folder:
        for opened in islice(_openings(browser, Path(folder)), share - 1, None, of):
            found = _look(opened)
            made, wrong = made + 1, wrong + bool(found)
            print("".join(f"\r{fault}\n" for fault in found), end="", flush=True)
            print(f"\r{made} visits, {wrong} with faults ", end="", file=sys.stderr, flush=True)
    print(f"\n{made} visits, {wrong} with faults")
    return wrong


def _look(opened: Opening) -> list[str]:
    try:
        with opened() as page:
            return faults(page)
    except Error as problem:
        return [f"not opened: {problem.message.splitlines()[0]}"]


def _openings(browser: Browser, folder: Path) -> Iterator[Opening]:
    return chain(
        _in_town(browser, folder / "town", PEOPLE, world.build),
        _in_town(browser, folder / "untouched", UNTOUCHED, world.empty),
        _in_demonstration(browser, folder / "demonstration"),
    )


def _in_town(
    browser: Browser, folder: Path, people: tuple[str, ...], there: Callable[[], world.World]
) -> Iterator[Opening]:
    folder.mkdir()
    town: Town = build(folder, people, there=there)
    with served(town.app()) as url:
        for template, possible in openings(town):
            for way in possible:
                yield partial(visit, browser, town, url, template, way)


def _in_demonstration(browser: Browser, folder: Path) -> Iterator[Opening]:
    folder.mkdir()
    with serving(folder) as site:
        cookies = cache(lambda role: site.cookies(browser, role))
        for role, stop in everything():
            people = [role] if role else [reader or VISITOR for reader in READERS]
            for way in ways(people):
                yield partial(_stop, browser, site, cookies, stop, way)


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
