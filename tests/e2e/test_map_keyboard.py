"""The map without a mouse: each commune is reached and opened, and what is drawn is chosen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.test_other_ways import tab_to

CELLS = ".cell-map > svg a"
SKIP = ".cell-map > a"
#: Where the focus is, when it is on a commune of the drawing.
HERE = "cells => document.activeElement.matches(cells) ? document.activeElement.getAttribute('href') : ''"
LANGUAGES = pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("de", 320)])


def stops(page: Page) -> list[str]:
    """The communes that Tab visits one after the other, from where the focus is to the end of the map."""
    seen = []
    while here := str(page.evaluate(HERE, CELLS)):
        seen.append(here)
        page.keyboard.press("Tab")
    return seen


@LANGUAGES
def test_every_commune_is_reached_and_opens(
    open_page: Callable[..., Page], language: str, width: int
) -> None:
    page = open_page(language, width)
    page.goto(f"/{language}/map")
    drawn = [link.get_attribute("href") for link in page.locator(CELLS).all()]
    assert len(drawn) > 40
    tab_to(page, SKIP)
    page.keyboard.press("Tab")
    assert stops(page) == drawn
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(HERE, CELLS) == drawn[-1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{drawn[-1]}")


@LANGUAGES
def test_the_drawing_can_be_skipped(open_page: Callable[..., Page], language: str, width: int) -> None:
    page = open_page(language, width)
    page.goto(f"/{language}/map")
    tab_to(page, SKIP)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#table') !== null")


@LANGUAGES
def test_what_is_drawn_is_chosen(open_page: Callable[..., Page], language: str, width: int) -> None:
    page = open_page(language, width)
    page.goto(f"/{language}/map")
    for show in ("supports", "votes"):
        tab_to(page, f".sort-links a[href*='show={show}']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/map?*show={show}*")
    tab_to(page, "select[name=chantier]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "form[action$='/map'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?*chantier=1*")
