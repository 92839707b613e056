"""A real server with the demonstration in it, and a real Chromium in front."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.site import PATIENCE, Site, breathe

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "test-results" / "screenshots"
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
Opener = Callable[..., Page]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One installation for each test process, built and served exactly as `make run` does."""
    instance = tmp_path_factory.mktemp("instance")
    port = free_port()
    environment = os.environ | {
        "INSTANCE_PATH": str(instance),
        "PORT": str(port),
        "FLASK_APP": "wsgi.py",
        "DATABASE_URL": "",
        "MAIL_URL": "",
        "WEB_CONCURRENCY": "1",
    }
    log = (instance / "server.log").open("w")
    command = [sys.executable, "-m", "flask", "serve"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/healthz", server, instance / "server.log")
        yield Site(url, instance)
    finally:
        server.terminate()
        server.wait(30)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            breathe()
    raise AssertionError(log.read_text()[-3000:])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: Site) -> Callable[[str], Any]:
    """Gives the cookies of a demonstration account; it signs in once for all tests of the process."""
    states: dict[str, Any] = {}

    def state(role: str) -> Any:
        if role not in states:
            context = chromium.new_context(base_url=site.url, java_script_enabled=False)
            site.sign_in(context.new_page(), role, "fr")
            states[role] = context.storage_state()
            context.close()
        return states[role]

    return state


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
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            storage_state=signed_in(role) if role else None,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shots() -> Path:
    SHOTS.mkdir(parents=True, exist_ok=True)
    return SHOTS
