"""`flask restore`: an empty database is filled from a backup, all of it or nothing."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Settings
from consult.gateways.migrations import head
from consult.services import backup


@click.command("restore", help="Fill an empty database (after `flask db upgrade`) from FILE, a backup.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_appcontext
def group(file: Path) -> None:
    """Exits with 1 and a reason when nothing was restored."""
    settings: Settings = current_app.config["SETTINGS"]
    expected = head(str(current_app.extensions["migrate"].directory))
    try:
        done = backup.restore(file, settings.keys_folder, expected)
    except (*backup.REFUSALS, OSError) as problem:
        raise click.ClickException(f"Nothing was restored. {problem}") from problem
    click.echo(f"{done.rows} rows of {len(done.tables)} tables, as of {done.written_at}")
    click.echo("Private keys are in no backup: `flask keys new` makes the one that signs from now on.")
