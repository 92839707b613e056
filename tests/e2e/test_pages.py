"""Every public page and every room, in both languages, narrow and wide: seen by Chromium and by axe."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import ROOT, Site
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
    "ballots",
    "communes",
    "communes/57463",
    "places/1",
    "organisations",
    "charter",
    "accessibility",
    "privacy",
    "legal",
    "glossary",
    "sign-in",
    "sign-up",
    "reset",
    "proposals/new",
    "nowhere",
)
ROOMS = {
    "participant": ("account", "account/profile", "proposals/mine", "proposals/new", "organisations/new"),
    "moderator": ("moderation", "proposals/on-behalf"),
    "editor": ("editing",),
    "clerk": ("clerk", "clerk/papers/new", "clerk/councillors"),
    "councillor": ("desk",),
    "auditor": ("admin/journal",),
    "administrator": ("admin", "admin/journal"),
}
SIZES = (("fr", 1280), ("de", 320))


@pytest.mark.parametrize(("language", "width"), list(product(("fr", "de"), (320, 1280))))
def test_public_pages(open_page: Callable[..., Page], shots: Path, language: str, width: int) -> None:
    page = open_page(language, width)
    for path in PUBLIC:
        page.goto(f"/{language}/{path}")
        look(page, shots, f"{language}-{path or 'home'}")


@pytest.mark.parametrize(("language", "width"), [("de", 1280), ("fr", 320)])
def test_public_pages_in_the_dark(
    open_page: Callable[..., Page], shots: Path, language: str, width: int
) -> None:
    page = open_page(language, width, dark=True)
    for path in ("", "chantiers/8", "proposals", "ballots", "sign-up", "programme"):
        page.goto(f"/{language}/{path}")
        look(page, shots, f"dark-{language}-{path or 'home'}")


@pytest.mark.parametrize(("language", "width"), SIZES)
@pytest.mark.parametrize("role", ROOMS)
def test_rooms(
    open_page: Callable[..., Page], shots: Path, site: Site, role: str, language: str, width: int
) -> None:
    page = open_page(language, width)
    sign_in(page, site, role, language)
    for path in ROOMS[role]:
        page.goto(f"/{language}/{path}")
        look(page, shots, f"{role}-{language}-{path}")


def sign_in(page: Page, site: Site, role: str, language: str) -> None:
    """Sign in with the demonstration's password for ``role``."""
    email, password = site.accounts[role]
    page.goto(f"/{language}/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_url(f"**/{language}/account**")


def test_the_picture_of_the_readme(open_page: Callable[..., Page], shots: Path) -> None:
    page = open_page("fr", 1280)
    page.goto("/fr/")
    page.screenshot(path=shots / "readme-home-fr.png")
    committed = ROOT / "docs/images/home-fr.png"
    assert committed.exists(), f"copy {shots / 'readme-home-fr.png'} to {committed}"
