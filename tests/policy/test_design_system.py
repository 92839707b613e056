"""Whoever changes a colour, stylesheet or component learns here whether it still fits all, and the budget."""

import gzip
import re
from pathlib import Path

import pytest

from consult.web.kit.assets import JOINED, join

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "consult" / "static"
TEMPLATES = ROOT / "templates"
TOKENS = (STATIC / "css" / "tokens.css").read_text()
DARK_BEGINS = "@media screen and (prefers-color-scheme: dark)"

COLOURS = ("blue", "green", "magenta", "success", "warning", "danger", "info")
GROUNDS = ("paper", "surface", "raised")
SOFT = tuple(f"{colour}-soft" for colour in COLOURS)
#: Foreground → the grounds it is written on.
TEXT = {
    "ink": (*GROUNDS, *SOFT, "map-1", "map-2", "map-3"),
    "ink-soft": (*GROUNDS, *SOFT),
    "link": (*GROUNDS, *SOFT),
    "link-hover": GROUNDS,
    "on-action": ("action", "action-hover"),
    "on-bar": ("bar",),
    "on-colour": COLOURS,
    "paper": ("ink", "danger"),
    **{colour: (*GROUNDS, f"{colour}-soft") for colour in COLOURS},
}
MARKS = {
    "line-strong": GROUNDS,
    "vote-for": ("paper", "surface"),
    "vote-against": ("paper", "surface"),
    "vote-abstained": ("paper", "surface"),
    "focus-inner": ("focus-outer",),
    "map-mark": ("map-1", "map-2", "map-3", "paper"),
    "map-4": ("paper",),
    "map-5": ("paper", "map-2"),
}
#: Hairlines that part what space and headings part already.
ORNAMENTS = {"line"}
BUDGET = {"css": 25_000, "js": 10_000}


def _colours(part: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part))


LIGHT = _colours(TOKENS.split(DARK_BEGINS)[0])
SCHEMES = {"light": LIGHT, "dark": {**LIGHT, **_colours(TOKENS.split(DARK_BEGINS)[1])}}


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_every_pair_of_colours_can_be_told_apart(
    scheme: str, pairs: dict[str, tuple[str, ...]], least: float
) -> None:
    tokens = SCHEMES[scheme]
    weak = [
        f"{front} on {ground}: {contrast(tokens[front], tokens[ground]):.2f}"
        for front, grounds in pairs.items()
        for ground in grounds
        if contrast(tokens[front], tokens[ground]) < least
    ]
    assert not weak, f"below {least}:1 in the {scheme} scheme, change tokens.css: {weak}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_one_of_the_two_rings_shows_on_any_ground(scheme: str) -> None:
    tokens, grounds = SCHEMES[scheme], (*GROUNDS, *SOFT, *(name for name in LIGHT if name.startswith("map-")))
    rings = [tokens["focus-inner"], tokens["focus-outer"]]
    hidden = [name for name in grounds if max(contrast(ring, tokens[name]) for ring in rings) < 3]
    assert not hidden


def test_every_colour_is_measured() -> None:
    pairs = TEXT | MARKS
    measured = {*pairs, *(ground for grounds in pairs.values() for ground in grounds), *ORNAMENTS}
    assert set(LIGHT) == measured, "name the colours that a new one stands on, or those it is for"
    assert set(_colours(TOKENS.split(DARK_BEGINS)[1])) == set(LIGHT), "each scheme has a value of its own"


@pytest.mark.parametrize("kind", BUDGET)
def test_styles_and_scripts_keep_their_budget(kind: str) -> None:
    assert {path.name for path in (STATIC / kind).iterdir()} == set(JOINED[f"site.{kind}"])
    assert len(gzip.compress(join(f"site.{kind}"))) <= BUDGET[kind]


def test_the_living_page_shows_every_component() -> None:
    """Whoever adds a component shows it at /components, in its states."""
    page = "\n".join(path.read_text("utf-8") for path in (TEMPLATES / "home").glob("*components*.html"))
    files = [path.name for path in (TEMPLATES / "components").glob("[!_]*.html")]
    missing = [name for name in files if f'from "components/{name}" import' not in page]
    assert not missing, f"show them in templates/home/_components_*.html: {missing}"


def test_stylesheets_fetch_nothing_and_use_known_tokens() -> None:
    sheets = {path.name: path.read_text() for path in (STATIC / "css").glob("*.css")}
    everything = "\n".join(sheets.values())
    assert "url(" not in everything
    assert "@import" not in everything
    declared = set(re.findall(r"(--[\w-]+):", everything))
    used = set(re.findall(r"var\((--[\w-]+)", everything))
    assert used <= declared, f"unknown custom properties: {sorted(used - declared)}"


def test_templates_obey_the_content_security_policy() -> None:
    forbidden = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|javascript:|src=["']data:""")
    inline_script = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>")
    pages = [path for path in TEMPLATES.rglob("*.html") if not {"emails", "email.html"} & set(path.parts)]
    bad = [
        str(path.relative_to(ROOT))
        for path in pages
        if forbidden.search(path.read_text()) or inline_script.search(path.read_text())
    ]
    assert not bad, f"no inline style, script or handler (the policy is 'self'): {bad}"
