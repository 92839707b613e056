"""What the e2e tests know about the installation they visit: its address, its mail, its people, its words."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "translations"
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
            for file in sorted(self.instance.glob("mail/*.eml"), key=_age, reverse=True):
                letter = message_from_bytes(file.read_bytes(), policy=policy.default)
                text = letter.get_body(("plain",)).get_content()
                found = re.search(rf"{re.escape(self.url)}/\w+/{pattern}[\w/-]+", text)
                if address in letter["To"] and found:
                    return found[0]
            breathe()
        raise AssertionError(f"no mail to {address} with {pattern}")

    def sign_in(self, page: Page, role: str, language: str) -> None:
        """Sign in by password, starting wherever ``page`` is already, or at the sign-in page."""
        if "/sign-in" not in page.url:
            page.goto(f"/{language}/sign-in")
        email, password = self.accounts[role]
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", password)
        page.get_by_role("main").get_by_role("button", name=words(language)("Sign in"), exact=True).click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def cookies(self, chromium: Browser, role: str) -> Any:
        """The cookies of a demonstration account that has just signed in."""
        context = chromium.new_context(base_url=self.url, java_script_enabled=False)
        self.sign_in(context.new_page(), role, "fr")
        state = context.storage_state()
        context.close()
        return state


@contextmanager
def serving(instance: Path) -> Iterator[Site]:
    """An installation in the folder ``instance``, built and served exactly as `make run` does."""
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
        _wait_for(f"{url}/healthz", server, instance / "server.log")
        yield Site(url, instance)
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 3 * PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            breathe()
    raise AssertionError(log.read_text()[-3000:])


def _age(file: Path) -> float:
    return file.stat().st_mtime


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def breathe() -> None:
    """Let the server and the worker breathe between two looks."""
    threading.Event().wait(0.1)


class Words:
    """The interface's sentences in one language, by their English ids; an untranslated one is a failure."""

    def __init__(self, language: str) -> None:
        self.catalogue = Translations.load(str(TRANSLATIONS), [language])

    def __call__(self, sentence: str, **places: object) -> str:
        found = self.catalogue.gettext(sentence)
        assert found != sentence, f"no translation of {sentence!r}"
        return found % places if places else found


@cache
def words(language: str) -> Words:
    return Words(language)
