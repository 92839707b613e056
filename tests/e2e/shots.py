"""`make shots`: photographs every page of the demonstration, at both widths and in both languages.

The pictures lie in test-results/shots, a folder a language, width and scheme. PAGES=events takes only pages
whose address holds that word; SCHEMES="light dark" takes both schemes.
"""

import os
import sys
import tempfile
from functools import cache
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Error

from tests.e2e.catalogue import everything
from tests.e2e.choosing import LANGUAGES, WIDTHS
from tests.e2e.chromium import chromium, window
from tests.e2e.looking import file_name, photograph
from tests.e2e.site import ROOT, Site, serving

FOLDER = ROOT / "test-results" / "shots"


def main() -> int:
    """How many pages could not be photographed."""
    schemes = os.environ.get("SCHEMES", "light").split()
    with tempfile.TemporaryDirectory() as instance, serving(Path(instance)) as site, chromium() as browser:
        signed_in = cache(lambda role: site.cookies(browser, role))
        missed = sum(
            _photograph(browser, site, signed_in, *how) for how in product(LANGUAGES, WIDTHS, schemes)
        )
    print(f"\n{FOLDER}", file=sys.stderr)
    return missed


def _photograph(browser: Browser, site: Site, signed_in, language: str, width: int, scheme: str) -> int:  # type: ignore[no-untyped-def]  # a cached function
    wanted = os.environ.get("PAGES", "")
    stops = [(role, stop) for role, stop in everything() if wanted in stop.path]
    folder = FOLDER / f"{language}-{width}-{scheme}"
    folder.mkdir(parents=True, exist_ok=True)
    missed = 0
    for number, (role, stop) in enumerate(stops, 1):
        print(f"\r{folder.name}: {number}/{len(stops)} ", end="", file=sys.stderr, flush=True)
        cookies = signed_in(role) if role else None
        context = window(browser, site.url, language, width, scheme == "dark", storage_state=cookies)
        name = f"{role or 'visitor'}-{stop.name}"
        try:
            page = context.new_page()
            stop.open(page, language)
            photograph(page, folder / f"{file_name(name)}.jpg")
        except Error as problem:
            missed += 1
            print(f"\n{name}: {problem.message.splitlines()[0]}", file=sys.stderr)
        finally:
            context.close()
    return missed


if __name__ == "__main__":
    sys.exit(min(main(), 1))
