"""`flask keys`: the keys that sign the ballots' checkpoints, in a folder outside the database."""

import click
from flask import current_app
from flask.cli import AppGroup

from config import Settings
from consult.gateways.signing import FolderKeys

group = AppGroup("keys", help="The keys that sign the ballots’ checkpoints.")


def _keys() -> FolderKeys:
    settings: Settings = current_app.config["SETTINGS"]
    return FolderKeys(settings.keys_folder)


@group.command("new")
def new() -> None:
    """Make a key that signs from now on; those before it stay published, so that old signatures hold."""
    keys = _keys()
    try:
        key = keys.rotate()
    except OSError as problem:
        raise click.ClickException(f"{keys.folder} cannot be written: {problem.strerror}") from problem
    click.echo(f"key {key.id} signs from now on")


@group.command("list")
def list_all() -> None:
    """Show every key, the oldest first, and whether it can still sign."""
    keys = _keys()
    try:
        held = keys.held()
        for key in keys.published():
            click.echo(f"{key.id}  {'can sign' if key.id in held else 'only checks old signatures'}")
    except (OSError, ValueError) as problem:
        raise click.ClickException(f"{keys.folder}: {problem}") from problem
    if not held:
        raise click.ClickException(f"{keys.folder} holds no private key; make one with: flask keys new")
