"""The databases that are measured, on SQLite and a PostgreSQL of our own: filled once and kept."""

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import sqlalchemy as sa
from flask_migrate import upgrade

from bench import dataset
from bench.dataset.sizes import Sizes
from config import ROOT
from consult.app import create_app
from consult.kernel import clock
from consult.kernel.db import db
from consult.services import passwords
from tests.support.databases import settings
from tests.support.postgres import Server

FOLDER = Path(__file__).resolve().parent
DATA = FOLDER / "data"
DIALECTS = ("sqlite", "postgresql")
#: Everybody's password here.
PASSWORD = "quay lantern forty herons"  # protects invented people on a loopback
#: A kept data set is filled anew after so many days: ballots end, phases pass.
KEPT_DAYS = 5
#: As a small machine would set it, and durable: nothing is measured that a power cut would take back.
OPTIONS = " ".join(
    f"-c {setting}"
    for setting in ("listen_addresses=''", "max_connections=120", "shared_buffers=512MB", "max_wal_size=4GB")
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A filled database: its URL, when it was filled, and how many seconds that took."""

    url: str
    filled_on: str
    seconds: float
    bytes: int


@contextmanager
def running(dialect: str) -> Iterator[str]:
    """A URL with ``%s`` for the data set's name; PostgreSQL runs meanwhile."""
    DATA.mkdir(exist_ok=True)
    if dialect == "sqlite":
        yield f"sqlite:///{DATA}/%s.sqlite"
        return
    folder = DATA / "postgresql"
    server = Server(folder, OPTIONS, port=54322)
    if not (folder / "data" / "PG_VERSION").exists():
        folder.mkdir(exist_ok=True)
        server.make()
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def filled(template: str, name: str, sizes: Sizes) -> Kept:
    """The data set ``name``, filled now unless a kept one is as recent and made by the same code."""
    url = template % name
    note = DATA / f"{url.split(':')[0].split('+')[0]}-{name}.json"
    wanted = {"sizes": asdict(sizes) | {"threads": list(sizes.threads)}, "made_by": _fingerprint()}
    today = clock.today()
    if note.exists():
        told = json.loads(note.read_text("utf-8"))
        age = (today - today.fromisoformat(told["filled_on"])).days
        if told["wanted"] == wanted and age <= KEPT_DAYS:
            return Kept(url, told["filled_on"], told["seconds"], told["bytes"])
        note.unlink()
    click.echo(f"→ filling {name}")
    begun = time.monotonic()
    size = _fill(template, name, sizes)
    seconds = round(time.monotonic() - begun, 1)
    told = {"wanted": wanted, "filled_on": today.isoformat(), "seconds": seconds, "bytes": size}
    note.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return Kept(url, told["filled_on"], seconds, size)


def copied(template: str, name: str, copy: str) -> str:
    """The URL of a fresh copy of a filled data set, to be written in."""
    _drop(template, copy)
    if template.startswith("sqlite"):
        with sqlite3.connect(DATA / f"{name}.sqlite") as source:
            source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(DATA / f"{name}.sqlite", DATA / f"{copy}.sqlite")
    else:
        _administer(template, f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    return template % copy


def server_pid(dialect: str) -> int | None:
    """The process of PostgreSQL that all others come from; None on SQLite."""
    if dialect == "sqlite":
        return None
    return int((DATA / "postgresql/data/postmaster.pid").read_text().splitlines()[0])


def _fill(template: str, name: str, sizes: Sizes) -> int:
    _make_empty(template, name)
    app = create_app(settings(template % name, DATA))
    with app.app_context():
        upgrade()
        dataset.fill(sizes, clock.today(), passwords.digest(PASSWORD, personal=()))
        size = _bytes()
        db.session.remove()
        db.engine.dispose()
    return size


def _make_empty(template: str, name: str) -> None:
    _drop(template, name)
    if not template.startswith("sqlite"):
        _administer(template, f'CREATE DATABASE "{name}"')


def _drop(template: str, name: str) -> None:
    if template.startswith("sqlite"):
        for old in DATA.glob(f"{name}.sqlite*"):
            old.unlink()
    else:
        _administer(template, f'DROP DATABASE IF EXISTS "{name}"')


def _administer(template: str, statement: str) -> None:
    engine = sa.create_engine(template % "postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def _bytes() -> int:
    if db.engine.dialect.name == "sqlite":
        pages, each = (db.session.scalar(sa.text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
        return int(pages or 0) * int(each or 0)
    return int(db.session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted([*(FOLDER / "dataset").glob("*.py"), *(ROOT / "migrations/versions").glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
