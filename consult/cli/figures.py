"""Operators count the figures anew with this command; the worker does it every night."""

import click
from flask.cli import AppGroup

from consult.kernel.clock import now
from consult.kernel.db import writing
from consult.services import figures

group = AppGroup("figures", help="Who takes part, what moves, what was answered.")


@group.command("count")
def count_command() -> None:
    """Count the figures as of now. People are counted once a month; that count stays as it is."""
    with writing():
        sheets = figures.count(now())
    click.echo(f"Sheets counted: {sheets}.")
