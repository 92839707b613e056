"""`flask serve`: the web server and the worker beside it, stopped together."""

import os
import signal
import subprocess
import sys
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from config import LOOPBACK, Settings
from consult.cli.prepare import prepare
from consult.queries.accounts import has_demo_accounts

PATIENCE = 20


@click.command("serve", help="Prepare what is missing, then run the server and the worker until Ctrl-C.")
@with_appcontext
def group() -> None:
    """Refuses any HOST but loopback while demo accounts exist, since their passwords lie in a file."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's proxy has it
    settings: Settings = app.config["SETTINGS"]
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    prepare(app)
    if host not in LOOPBACK and has_demo_accounts():
        sys.exit(f"Not started: HOST={host} would open the demonstration accounts to others.")
    greet(settings, host, port)
    run_together(
        [
            [sys.executable, "-m", "gunicorn", *server_options(host, port), "wsgi:app"],
            [sys.executable, "-m", "flask", "work"],
        ]
    )


def server_options(host: str, port: str) -> list[str]:
    """Gunicorn's command line: few processes with threads, as one small machine serves best."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    workers = os.environ.get("WEB_CONCURRENCY", "2")
    return [
        *("--bind", bind, "--workers", workers, "--worker-class", "gthread", "--threads", "8"),
        *("--no-control-socket", "--log-level", "warning", "--timeout", "60", "--preload"),
    ]


def greet(settings: Settings, host: str, port: str) -> None:
    """Tell the address, and how to sign in to the demonstration."""
    shown = f"[{host}]" if ":" in host else host
    click.secho(f"\nOpen http://{shown}:{port}/  (Ctrl-C stops it)\n", bold=True)
    accounts = settings.instance / "demo-accounts.txt"
    if accounts.exists():
        click.echo(accounts.read_text("utf-8"))
    if not settings.mail_url:
        click.echo(f"Mail is written to {settings.instance / 'mail'}\n")


def run_together(commands: list[list[str]]) -> None:
    """Run all until a signal comes or one ends; then end the others, patiently at first."""
    stopping = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]  # noqa: S603  # our own
    while not stopping.wait(0.3) and all(child.poll() is None for child in children):
        pass
    ended_by_itself = not stopping.is_set()
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
    if ended_by_itself:
        sys.exit("Stopped: the server or the worker ended by itself; see above.")
