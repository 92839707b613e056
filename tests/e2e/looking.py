"""How the e2e tests look at a page: axe, overflow, a picture."""

import re
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

#: Only violations are wanted: describing everything that passed took longer than finding what did not.
OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],
}
RUN = """options => axe.run(options).then(
    found => found.violations.map(one => [one.id, one.nodes.map(node => node.target)])
)"""
TRIES = 3
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page, shots: Path, name: str) -> None:
    """Fail when axe finds anything or the page scrolls sideways; keep a picture in any case."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    file = re.sub(r"[^\w-]+", "-", name).strip("-")
    photograph(page, shots / f"{file}-{width}.jpg")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(RUN, OPTIONS)
    assert not found, f"{page.url}: {found}"
    over = page.evaluate(TOO_WIDE)
    assert over <= 0, f"{page.url}: {over} px too wide"


def photograph(page: Page, path: Path) -> None:
    """Keep a picture of the whole page; a busy Chromium sometimes has no frame to give at first."""
    for left in reversed(range(TRIES)):
        try:
            page.screenshot(path=path, full_page=True, type="jpeg", quality=70)
            return
        except Error as problem:
            if not left or "Unable to capture" not in str(problem):
                raise
