"""A whole installation as `flask serve` runs it, over a test's own database, made to be killed."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from config import ROOT, engine_options
from consult.cli.prepare import fingerprint
from tests.e2e.site import breathe, free_port
from tests.support.databases import SECRET

PATIENCE = 120


def wait_until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> None:
    """Look again and again until ``holds``; ``what`` is told when it never does."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain: {what}"
        breathe()


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started and that still run, oldest first; proc(5)."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue  # it ended meanwhile
            if int(parent) == pid and state != "Z":
                found.append(int(folder.name))
    return sorted(found)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Installation:
    """`flask serve` on a port of the loopback. ``up`` is set while the server answers."""

    def __init__(self, url: str, instance: Path, **environment: str) -> None:
        self.database_url, self.instance = url, instance
        self.port = free_port()
        self.up = threading.Event()
        self.log = instance / "server.log"
        own = {"DATABASE_URL": url, "INSTANCE_PATH": str(instance), "PORT": str(self.port)}
        fixed = {"SECRET_KEY": SECRET, "FLASK_APP": "wsgi.py", "MAIL_URL": "", "WEB_CONCURRENCY": "2"}
        self.environment = os.environ | fixed | own | environment
        #: The test has laid the schema already, so there is nothing to prepare.
        (instance / "prepared").write_text(fingerprint(url))

    def start(self) -> None:
        command = [sys.executable, "-m", "flask", "serve"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self.wait()

    def wait(self) -> None:
        """Until the server answers and all its processes run."""
        wait_until(self._whole, f"{self.database_url} answers")
        self.server, self.worker = children(self.process.pid)
        self.up.set()

    def _whole(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        jobs = children(self.process.pid)
        if len(jobs) != 2 or len(children(jobs[0])) != int(self.environment["WEB_CONCURRENCY"]):
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10):
                return True
        except OSError:
            return False

    @property
    def processes(self) -> list[int]:
        """`flask serve` first, then the server, the worker, and the server's own."""
        return [self.process.pid, self.server, self.worker, *children(self.server)]

    def kill_web_worker(self, number: int) -> None:
        """One of the processes that answer; the server makes another."""
        answering = children(self.server)
        os.kill(answering[number % len(answering)], signal.SIGKILL)
        self.wait()

    def kill_server(self, _number: int) -> None:
        """The process that holds the web server together."""
        self._kill_and_restart([self.server])

    def kill_worker(self, _number: int) -> None:
        """The background worker."""
        self._kill_and_restart([self.worker])

    def kill_parent(self, _number: int) -> None:
        """`flask serve` itself, which cannot tell the others any more."""
        self._kill_and_restart([self.process.pid])

    def kill_everything(self, _number: int) -> None:
        """All at once, as when the power goes."""
        self._kill_and_restart(self.processes)

    def terminate_backends(self, _number: int) -> None:
        """Every connection to PostgreSQL, whatever it was doing; the processes go on."""
        gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        engine = sa.create_engine(self.database_url, **engine_options(self.database_url))
        with engine.connect() as connection:
            connection.execute(sa.text(f"{gone} AND pid <> pg_backend_pid()"))
        engine.dispose()

    def _kill_and_restart(self, victims: list[int]) -> None:
        everybody = self.processes
        self.up.clear()
        for pid in victims:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        wait_until(lambda: not any(map(running, everybody)), "what a killed process leaves behind ends")
        self.start()

    def stop(self) -> None:
        """End what runs, without mercy when it does not end by itself."""
        self.up.clear()
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            for pid in self.processes:
                if running(pid):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(10)


@contextmanager
def installation(url: str, instance: Path, **environment: str) -> Iterator[Installation]:
    """A running installation until the block ends; ``instance`` holds its mail and its log."""
    site = Installation(url, instance, **environment)
    try:
        site.start()
        yield site
    finally:
        site.stop()
