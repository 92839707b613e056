"""Before serving: catalogues, schema and a first filling, each only when something changed."""

import hashlib
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade

from config import ROOT, Settings
from consult.cli import catalogues
from consult.cli.demo import group as fill_with_demonstration
from consult.kernel.db import writing
from consult.queries import search as queries
from consult.services import search


def fingerprint(database_url: str) -> str:
    """One hash of everything that would make a new preparation necessary."""
    digest = hashlib.sha256(database_url.encode())
    watched = [ROOT / "requirements/run.txt", *(ROOT / "migrations/versions").glob("*.py")]
    watched += (ROOT / "translations").glob("*/LC_MESSAGES/messages.po")
    for path in sorted(watched):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def prepare(app: Flask) -> None:
    """Bring catalogues and database up to date, and fill an empty one; nothing to do costs milliseconds."""
    settings: Settings = app.config["SETTINGS"]
    stamp = settings.instance / "prepared"
    wanted = fingerprint(settings.database_url)
    if stamp.exists() and stamp.read_text() == wanted and not _vanished(settings.database_url):
        return
    click.echo("→ compiling the catalogues")
    catalogues.compile_all()
    click.echo("→ bringing the database up to date")
    upgrade()
    fill_search()
    if not settings.production:
        click.echo("→ filling an empty database with the demonstration")
        fill_with_demonstration.main(["--if-empty"], standalone_mode=False)
    stamp.write_text(wanted)


def fill_search() -> None:
    """An update may have emptied the search tables: everything public is indexed anew."""
    if not queries.count():
        with writing():
            found = search.rebuild()
        click.echo(f"→ search tables made: {found}")


def _vanished(database_url: str) -> bool:
    path = database_url.removeprefix("sqlite:///")
    return path != database_url and not Path(path).exists()
