"""What the reader's device asks for: no motion, and a sheet of paper that is still of use."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

PAGES = (
    "",
    "chantiers/4",
    "map",
    "proposals/16",
    "events/8",
    "programme/1",
    "figures",
    "charter",
    "accessibility",
)
#: What still moves: itself or what stands before and behind it.
MOVING = """() => [...document.querySelectorAll('*')].filter(node =>
['', '::before', '::after'].some(part => {
    const style = getComputedStyle(node, part || null), long = time => parseFloat(time) > 0.001
    return style.transitionDuration.split(',').some(long) || style.scrollBehavior === 'smooth'
        || (style.animationName !== 'none' && style.animationDuration.split(',').some(long))
})).map(node => `${node.localName}.${node.getAttribute('class')}`)"""
#: Tools that stand on the paper, and grounds that cost ink; drawings and bars are what the page says.
ON_PAPER = """() => {
    const tools = 'nav, button, input, select, textarea, .button, .skip-link, .back-link'
    const seen = node => node.checkVisibility({visibilityProperty: true}) && node.getClientRects().length
    const name = node => `${node.localName}.${node.getAttribute('class')}`
    const every = [...document.querySelectorAll('body, body *')]
    const body = every.filter(node => !node.closest('svg') && seen(node))
    const ground = node => getComputedStyle(node).backgroundColor
    return [...body.filter(node => node.matches(tools)).map(node => `tool ${name(node)}`),
        ...body.filter(node => !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(ground(node)))
            .map(node => `ground ${name(node)} ${ground(node)}`)]
}"""
AFTER = """() => [...document.querySelectorAll('main .prose a[href^="http"]')]
    .map(node => [node.href, getComputedStyle(node, '::after').content])"""


def test_nothing_moves_for_who_asks_for_calm(open_page: Callable[..., Page]) -> None:
    page = open_page("fr", 1280)
    page.goto("/fr/")
    assert page.evaluate(MOVING), "otherwise something moves"
    page.emulate_media(reduced_motion="reduce")
    for path in PAGES:
        page.goto(f"/fr/{path}")
        assert page.evaluate(MOVING) == [], path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_carries_words_and_no_tools(open_page: Callable[..., Page], dark: bool) -> None:
    page, found, addresses = open_page("fr", 1280, dark=dark), [], []
    for path in PAGES:
        page.goto(f"/fr/{path}")
        page.emulate_media(media="print")
        found += sorted({f"/fr/{path}: {one}" for one in page.evaluate(ON_PAPER)})
        addresses += page.evaluate(AFTER)
        page.emulate_media(media="screen")
    assert not found, "\n".join(found)
    assert addresses, "a page links elsewhere"
    assert all(address.rstrip("/") in written for address, written in addresses), addresses
