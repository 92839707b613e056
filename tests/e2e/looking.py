"""How the e2e tests look at a page: axe, overflow, untranslated leftovers, a picture."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
axe = Axe()


def look(page: Page, shots: Path, name: str) -> None:
    """Fail when axe finds anything, when the page scrolls sideways, or when an error page appears."""
    found = axe.run(page, options=RULES).response["violations"]
    told = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    assert not told, f"{page.url}: {told}"
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url}: {over} px too wide"
    width = page.viewport_size["width"] if page.viewport_size else 0
    file = re.sub(r"[^\w-]+", "-", name).strip("-")
    page.screenshot(path=shots / f"{file}-{width}.png", full_page=True)
