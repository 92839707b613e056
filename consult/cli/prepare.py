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
from consult.kernel.territory import DATA
from consult.queries import search as queries
from consult.services import search

#: What decides on the terms of a text: the analyser, and the words it knows.
READS = [
    *(ROOT / "consult/kernel/text" / name for name in ("analysis.py", "compounds.py", "tokens.py")),
    *(DATA / name for name in ("equivalents.csv", "glossary.csv", "stop_words.yaml", "words.csv")),
]


def fingerprint(database_url: str) -> str:
    """One hash of everything that would make a new preparation necessary."""
    digest = hashlib.sha256(database_url.encode())
    watched = [ROOT / "requirements/run.txt", *(ROOT / "migrations/versions").glob("*.py")]
    watched += (ROOT / "translations").glob("*/LC_MESSAGES/messages.po")
    watched += READS
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
    fill_search(settings.instance)
    if not settings.production:
        click.echo("→ filling an empty database with the demonstration")
        fill_with_demonstration.main(["--if-empty"], standalone_mode=False)
    stamp.write_text(wanted)


def fill_search(instance: Path) -> None:
    """Index everything public anew where an update emptied the tables, or reads words in another way."""
    stamp = instance / "search-reads"
    reads = hashlib.sha256(b"".join(path.read_bytes() for path in READS)).hexdigest()
    if queries.count() and stamp.exists() and stamp.read_text() == reads:
        return
    with writing():
        found = search.rebuild()
    click.echo(f"→ search tables made: {found}")
    stamp.write_text(reads)


def _vanished(database_url: str) -> bool:
    path = database_url.removeprefix("sqlite:///")
    return path != database_url and not Path(path).exists()
