"""`flask serve`: the web server and the worker beside it, stopped together."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication

from config import LOOPBACK, Settings
from consult.cli.prepare import prepare
from consult.cli.work import group as work
from consult.gateways.signing import FolderKeys
from consult.kernel.db import db
from consult.kernel.instruments import EXTENSION, Instruments
from consult.queries.accounts import has_demo_accounts

PATIENCE = 20
#: prctl(2): the signal that a process gets when its parent ends.
PR_SET_PDEATHSIG = 1


@click.command("serve", help="Prepare what is missing, then run the server and the worker until Ctrl-C.")
@with_appcontext
def group() -> None:
    """Refuses any HOST but loopback while demo accounts exist, since their passwords lie in a file."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy has it
    settings: Settings = app.config["SETTINGS"]
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if settings.production and not FolderKeys(settings.keys_folder).held():
        sys.exit(f"Not started: SIGNING_KEYS={settings.keys_folder} holds no key. Make one: flask keys new")
    prepare(app)
    if host not in LOOPBACK and has_demo_accounts():
        sys.exit(f"Not started: HOST={host} would open the demonstration accounts to others.")
    db.session.remove()
    db.engine.dispose()  # no connection may be shared by the processes to come
    # of this port's own: another server may use the same folder
    app.extensions[EXTENSION] = Instruments(settings.instance / "metrics" / port)
    greet(settings, host, port)
    run_together(
        {
            "server": Server(app, server_options(host, port)).run,
            "worker": lambda: work.main([], standalone_mode=False),
        }
    )


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """Gunicorn around the application that is loaded already."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self.application, self.options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)
        instruments: Instruments = self.application.extensions[EXTENSION]
        self.cfg.set("post_fork", lambda _server, _worker: instruments.born())
        self.cfg.set("child_exit", lambda _server, worker: instruments.ended(worker.pid))

    def load(self) -> Flask:
        return self.application


def server_options(host: str, port: str) -> dict[str, Any]:
    """Gunicorn's settings: few processes with threads, as one small machine serves best."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": int(os.environ.get("WEB_CONCURRENCY", "2")),
        "worker_class": "gthread",
        "threads": 8,
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
    }


def greet(settings: Settings, host: str, port: str) -> None:
    """Tell the address, and how to sign in to the demonstration."""
    shown = f"[{host}]" if ":" in host else host
    click.secho(f"\nOpen http://{shown}:{port}/  (Ctrl-C stops it)\n", bold=True)
    accounts = settings.instance / "demo-accounts.txt"
    if accounts.exists():
        click.echo(accounts.read_text("utf-8"))
    if not settings.mail_url:
        click.echo(f"Mail is written to {settings.instance / 'mail'}\n")


def run_together(jobs: dict[str, Callable[[], object]]) -> None:
    """Run all, each in a process of its own, until a signal comes or one ends; then end the others.

    They are forked, so that the application is loaded once; Ctrl-C reaches only this process, which
    tells the others.
    """
    stopping = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=_apart, args=(job, os.getpid()), name=name) for name, job in jobs.items()]
    for child in children:
        child.start()
    while not stopping.wait(0.3) and all(child.is_alive() for child in children):
        pass
    ended_by_itself = not stopping.is_set()
    for child in children:
        child.terminate()
    for child in children:
        child.join(PATIENCE)
        if child.is_alive():
            child.kill()
    if ended_by_itself:
        sys.exit("Stopped: the server or the worker ended by itself; see above.")


def _apart(job: Callable[[], object], parent: int) -> None:
    os.setsid()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    _end_with(parent)
    job()


def _end_with(parent: int) -> None:
    """Stop when ``parent`` is killed, or else its port would never be given back (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked
            sys.exit()
