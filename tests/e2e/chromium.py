"""Starts a real Chromium, and windows in it as a page asks for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHT = 900
PATIENCE_MS = 15_000


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def window(browser: Browser, url: str, language: str, width: int, dark: bool, **more: Any) -> BrowserContext:
    """A fresh window on the site at ``url``: no cookie unless ``more`` brings one."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": HEIGHT},
        locale=language,
        color_scheme="dark" if dark else "light",
        **more,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context
