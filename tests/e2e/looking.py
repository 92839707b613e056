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
#: What sticks to the window's edge hides, for axe, what one simply scrolls from under it.
UNSTICK = """() => document.querySelectorAll('body *').forEach(
    node => { if (getComputedStyle(node).position === 'sticky') node.style.position = 'static' }
)"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page, shots: Path, name: str) -> None:
    """Fail when axe finds anything or the page scrolls sideways; keep a picture in any case."""
    photograph(page, shots / f"{file_name(name)}-{_width(page)}.jpg")
    found = faults(page)
    assert not found, "\n".join(found)


def faults(page: Page) -> list[str]:
    """What axe finds on the page, and by how much it is too wide."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(UNSTICK)
    found = [f"{rule} at {', '.join(map(str, nodes[:3]))}" for rule, nodes in page.evaluate(RUN, OPTIONS)]
    over = page.evaluate(TOO_WIDE)
    return [
        f"{page.url} at {_width(page)} px: {one}" for one in [*found, *[f"{over} px too wide"] * (over > 0)]
    ]


def file_name(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-")


def _width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


def photograph(page: Page, path: Path) -> None:
    """Keep a picture of the whole page; a busy Chromium sometimes has no frame to give at first."""
    for left in reversed(range(TRIES)):
        try:
            page.screenshot(path=path, full_page=True, type="jpeg", quality=70)
            return
        except Error as problem:
            if not left or "Unable to capture" not in str(problem):
                raise
