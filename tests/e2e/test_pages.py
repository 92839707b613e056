"""Every public page and every room, seen by Chromium and by axe, narrow and wide, in both languages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import ROOT
from tests.e2e.looking import look

PUBLIC = (
    "",
    "chantiers",
    "chantiers/4",
    "programme",
    "programme/1",
    "proposals",
    "proposals?sort=supported&chantier=4",
    "proposals?q=xylophone",
    "search",
    "search?q=verger",
    "search?q=xylophone",
    "search?q=streuobstwise&kind=comment",
    "proposals/1?text=original",
    "translations/1",
    "ballots",
    "ballots/checking",
    "sittings",
    "sittings/1",
    "sittings/1/minutes",
    "communes",
    "communes/57463",
    "places/1",
    "organisations",
    "organisations/1",
    "charter",
    "accessibility",
    "privacy",
    "legal",
    "glossary",
    "register",
    "transparency",
    "proposals/4/report",
    "proposals/4/report-name",
    "sign-in",
    "sign-up",
    "reset",
    "proposals/new",
    "nowhere",
)
#: A list, and what opens behind its first card.
BEHIND = ("proposals?sort=discussed", "proposals?status=answered", "ballots")
ROOMS = {
    "participant": ("account", "account/profile", "account/email", "account/password", "account/erase"),
    "neighbour": ("translations", "proposals/mine", "organisations/new", "claim"),
    "moderator": ("moderation", "moderation/ties", "proposals/on-behalf"),
    "appellant": ("account/decisions",),
    "suspended": ("account", "account/decisions"),
    "editor": (
        "editing",
        "translations",
        "translations/1",
        "translations/proposals/5/de",
        "translations/proposals/1/fr?extent=summary",
        "translations/comments/1/de",
    ),
    "clerk": (
        "clerk",
        "clerk/papers/new",
        "clerk/papers/choose",
        "clerk/councillors",
        "clerk/seats/import",
        "clerk/sittings",
        "clerk/sittings/new",
        "clerk/sittings/1",
    ),
    "councillor": ("desk",),
    "auditor": ("admin/journal",),
    "administrator": ("admin", "admin?q=demo", "admin/moderation"),
}
#: Two visits a page show each width and each language; two neighbours in a list share no pair.
PAIRS = ((("fr", 1280), ("de", 320)), (("de", 1280), ("fr", 320)))
VISITS = [(language, width) for pair in PAIRS for language, width in pair]


@pytest.mark.parametrize(("language", "width"), VISITS)
def test_public_pages(open_page: Callable[..., Page], shots: Path, language: str, width: int) -> None:
    page = open_page(language, width)
    for number, path in enumerate(PUBLIC):
        if (language, width) in PAIRS[number % 2]:
            page.goto(f"/{language}/{path}")
            look(page, shots, f"{language}-{path or 'home'}")


@pytest.mark.parametrize(("language", "width"), PAIRS[1])
@pytest.mark.parametrize("path", BEHIND)
def test_what_opens_behind_a_list(
    open_page: Callable[..., Page], shots: Path, path: str, language: str, width: int
) -> None:
    page = open_page(language, width)
    page.goto(f"/{language}/{path}")
    page.locator("main .card-link").last.click()
    look(page, shots, f"behind-{language}-{path}")


@pytest.mark.parametrize(("language", "width"), PAIRS[1])
def test_public_pages_in_the_dark(
    open_page: Callable[..., Page], shots: Path, language: str, width: int
) -> None:
    page = open_page(language, width, dark=True)
    for path in ("", "chantiers/8", "ballots", "sign-up"):
        page.goto(f"/{language}/{path}")
        look(page, shots, f"dark-{language}-{path or 'home'}")


@pytest.mark.parametrize("role", ROOMS)
def test_rooms(open_page: Callable[..., Page], shots: Path, role: str) -> None:
    for language, width in PAIRS[0]:
        page = open_page(language, width, role)
        for path in ROOMS[role]:
            page.goto(f"/{language}/{path}")
            look(page, shots, f"{role}-{language}-{path}")


@pytest.mark.parametrize("kind", ["appeal", "suspension", "reported_name"])
def test_what_waits_for_a_moderator(open_page: Callable[..., Page], shots: Path, kind: str) -> None:
    for language, width in PAIRS[1]:
        page = open_page(language, width, "moderator")
        page.goto(f"/{language}/moderation?kind={kind}")
        page.locator("main .card-link").first.click()
        look(page, shots, f"moderator-{language}-{kind}")


def test_the_picture_of_the_readme(open_page: Callable[..., Page], shots: Path) -> None:
    page = open_page("fr", 1280)
    page.goto("/fr/")
    page.screenshot(path=shots / "readme-home-fr.png")
    committed = ROOT / "docs/images/home-fr.png"
    assert committed.exists(), f"copy {shots / 'readme-home-fr.png'} to {committed}"
    assert committed.stat().st_size < 160_000, f"{committed} is too heavy for a page that shows it"
