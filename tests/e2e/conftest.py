"""A real server with the demonstration in it, and a real Chromium in front."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
PATIENCE = 60


class Site:
    """The running installation: its address, its folder, and the demonstration's sign-ins."""

    def __init__(self, url: str, instance: Path) -> None:
        self.url, self.instance = url, instance
        lines = (instance / "demo-accounts.txt").read_text("utf-8").splitlines()
        pairs = (line.split() for line in lines if "@" in line)
        self.accounts = {email.split("@")[0]: (email, password) for email, password in pairs}

    def newest_link(self, address: str, pattern: str) -> str:
        """The newest link of ``pattern`` in the mails to ``address``, waiting for the worker."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for mail in sorted((self.instance / "mail").glob("*.eml"), key=os.path.getmtime, reverse=True):
                text = mail.read_text("utf-8").replace("=\n", "").replace("=3D", "=")
                found = re.search(rf"{re.escape(self.url)}/\w+/{pattern}[\w/-]+", text)
                if address in text and found:
                    return found[0]
            breathe()
        raise AssertionError(f"no mail to {address} with {pattern}")


def breathe() -> None:
    """Let the worker breathe between two looks."""
    threading.Event().wait(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("instance")
    port = free_port()
    environment = os.environ | {
        "INSTANCE_PATH": str(instance),
        "PORT": str(port),
        "FLASK_APP": "wsgi.py",
        "DATABASE_URL": "",
        "MAIL_URL": "",
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


Opener = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Opener]:
    """Opens a fresh browser window of a given width: ``open_page("fr", 320)``."""
    contexts: list[BrowserContext] = []

    def opened(language: str = "fr", width: int = 1280, *, scripts: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            locale=language,
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
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
