"""`python -m bench.serving`: the server as production runs it, beside the floors that figures are held to."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3
from flask import Flask, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench.databases import DATA
from bench.load.requests import HOST
from bench.processes import family
from config import Settings
from consult.app import create_app
from consult.cli.serve import Server, server_options
from consult.kernel.db import db
from consult.web.kit.access import public
from consult.web.kit.pages import EXTENSION, Shelf

PORT = 8199
#: The environment tells the server so.
ANEW = "BENCH_ANEW"
#: As long as a short public page.
CONSTANT = "<!doctype html><title>floor</title>" + "<p>Le même texte, à chaque fois.</p>" * 220
#: Where the statements of a page are written for the floor that runs them alone.
STATEMENTS = DATA / "statements"
Statements = list[tuple[str, Any]]


def settings(url: str) -> Settings:
    """Production's, rate limits and all; behind a proxy, so that every request has an address of its own."""
    return Settings(
        secret_key="a secret that is long enough for a bench on loopback",  # noqa: S106
        database_url=url,
        instance=DATA,
        environment="production",
        public_url=f"https://{HOST}",
        trusted_hosts=(HOST, "127.0.0.1"),
        proxies=1,
        signing_keys=DATA / "signing-keys",
    )


@dataclass(frozen=True, slots=True)
class Serving:
    """A running server; ``pids``: of its processes."""

    port: int
    pid: int

    @property
    def pids(self) -> list[int]:
        return family(self.pid)

    @property
    def workers(self) -> list[int]:
        return [pid for pid in self.pids if pid != self.pid]


@contextmanager
def serving(url: str, port: int = PORT, *, anew: bool = False) -> Iterator[Serving]:
    """A server over the database until the block ends; ``anew``: it keeps no page that it has written."""
    environment = os.environ | {"DATABASE_URL": url, "PORT": str(port), ANEW: "1" if anew else ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serving"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        retries = urllib3.Retry(total=120, backoff_factor=0.2, backoff_max=0.5)
        urllib3.request("GET", f"http://127.0.0.1:{port}/floor/constant", retries=retries)
        yield Serving(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def floor(app: Flask) -> Flask:
    """An application beside ours: a page that never changes, and a page's statements without the page."""
    bare = Flask("floor", static_folder=None)

    @bare.get("/constant")
    def constant() -> str:
        return CONSTANT

    known: dict[str, Statements] = {}

    @bare.get("/statements")
    def statements() -> str:
        name = request.args["page"]
        if name not in known:
            known[name] = pickle.loads((STATEMENTS / name).read_bytes())  # noqa: S301  # written by ourselves
        with app.app_context(), db.engine.connect() as connection:
            for text, values in known[name]:
                connection.exec_driver_sql(text, values).all()
        return CONSTANT

    return bare


def main() -> None:
    app = create_app(settings(os.environ["DATABASE_URL"]))
    if os.environ.get(ANEW):
        app.extensions[EXTENSION] = Shelf(room=0)
    app.add_url_rule("/constant", view_func=public(lambda: CONSTANT), endpoint="constant")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/floor": floor(app)})  # type: ignore[method-assign]
    Path(STATEMENTS).mkdir(parents=True, exist_ok=True)
    Server(app, server_options("127.0.0.1", os.environ["PORT"])).run()


if __name__ == "__main__":
    main()
