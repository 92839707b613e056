"""`flask backup`: everything that the platform holds, in one file, while it serves."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Settings
from consult.gateways.migrations import head
from consult.services import backup


@click.command("backup", help="Write the database and the public keys to FILE, never over another file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def group(file: Path) -> None:
    """Exits with 1 and a reason when there is no backup; then there is no file either."""
    settings: Settings = current_app.config["SETTINGS"]
    expected = head(str(current_app.extensions["migrate"].directory))
    try:
        done = backup.write(file.absolute(), settings.keys_folder, expected)
    except (*backup.REFUSALS, OSError) as problem:
        raise click.ClickException(f"No backup was written. {problem}") from problem
    click.echo(f"{file}: {done.rows} rows of {len(done.tables)} tables, as of {done.written_at}")
