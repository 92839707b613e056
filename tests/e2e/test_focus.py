"""Where the focus is can be seen: a ring of two colours, 3 px each, on every ground and in both schemes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

PAGES = (
    "",
    "chantiers/4",
    "map",
    "proposals/new",
    "proposals/16",
    "proposals/4/report",
    "sittings/1",
    "components",
)
STRONG = 7.0
#: Every stop of the page with what its ring lacks; a cell of the map is ringed on its shape.
UNRINGED = """([outer, inner]) => {
    const found = [], stops = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    for (const node of document.querySelectorAll(stops)) {
        if (node.disabled || node.type === 'hidden' || !node.checkVisibility()) continue
        if (['radio', 'checkbox'].includes(node.type)) node.checked = true
        node.focus({focusVisible: true})
        if (document.activeElement !== node) continue
        const cell = node.querySelector(':scope > .cell'), style = getComputedStyle(cell ?? node)
        const ringed = cell
            ? style.stroke === outer && style.fill === inner && parseFloat(style.strokeWidth) >= 6
                && style.vectorEffect === 'non-scaling-stroke'
            : style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 3
                && style.outlineColor === outer && style.boxShadow.includes(inner)
                && / 0px 0px 0px 3px/.test(style.boxShadow)
        if (!ringed) found.push(`${node.outerHTML.slice(0, 90)}: ${style.outline} / ${style.boxShadow}`)
    }
    return found
}"""
COLOURS = """() => ['--focus-outer', '--focus-inner'].map(name => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = `var(${name})`
    const colour = getComputedStyle(probe).color
    probe.remove()
    return colour
})"""


def luminance(colour: str) -> float:
    """Relative luminance of ``rgb(r, g, b)``, as WCAG 2.2 defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_stop_is_ringed(open_page: Callable[..., Page], dark: bool) -> None:
    page, found = open_page("fr", 1280, dark=dark), []
    page.emulate_media(reduced_motion="reduce")
    for path in PAGES:
        page.goto(f"/fr/{path}")
        colours = page.evaluate(COLOURS)
        low, high = sorted(map(luminance, colours))
        assert (high + 0.05) / (low + 0.05) >= STRONG, "on any ground one of the two shows"
        found += [f"/fr/{path}: {one}" for one in page.evaluate(UNRINGED, colours)]
    assert not found, "\n".join(found)
