"""A real server with the demonstration in it, and a real Chromium in front."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.chromium import chromium as started
from tests.e2e.chromium import window
from tests.e2e.site import ROOT, Site, serving

SHOTS = ROOT / "test-results" / "screenshots"
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One installation for each test process, built and served exactly as `make run` does."""
    with serving(tmp_path_factory.mktemp("instance")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: Site) -> Callable[[str], Any]:
    """Gives the cookies of a demonstration account; it signs in once for all tests of the process."""
    return cache(lambda role: site.cookies(chromium, role))


@pytest.fixture
def open_page(chromium: Browser, site: Site, signed_in: Callable[[str], Any]) -> Iterator[Opener]:
    """Opens a fresh browser window, signed in when a role is named: ``open_page("fr", 320, "editor")``."""
    contexts: list[BrowserContext] = []

    def opened(
        language: str = "fr",
        width: int = 1280,
        role: str | None = None,
        *,
        scripts: bool = True,
        dark: bool = False,
    ) -> Page:
        cookies = signed_in(role) if role else None
        more = {"java_script_enabled": scripts, "storage_state": cookies}
        contexts.append(window(chromium, site.url, language, width, dark, **more))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS
