"""Operators make the search tables anew with these commands."""

import click
from flask.cli import AppGroup

from consult.kernel.db import writing
from consult.services import search

group = AppGroup("search", help="What can be found.")


@group.command("rebuild")
def rebuild_command() -> None:
    """Index everything that the public may read anew: after an update that reads texts in another way.

    The search answers from the old tables until the new ones are complete.
    """
    with writing():
        number = search.rebuild(lambda step: click.echo(f"  {step}"))
    click.echo(f"Findable now: {number}.")
