"""`flask i18n`: those who keep the catalogues take sentences in, compile and check them here."""

import sys

import click
from flask.cli import AppGroup

from consult.cli import catalogues, hard_coded

group = AppGroup("i18n", help="Take new sentences into the catalogues, compile and check them.")


@group.command()
def update() -> None:
    """Take new sentences in and let vanished ones go."""
    catalogues.update()


@group.command("compile")
def compile_catalogues() -> None:
    """Write the binary catalogues where they are missing or older."""
    catalogues.compile_all()


@group.command()
def check() -> None:
    """Refuse a missing, fuzzy or stale translation, one with other places or tags, a hard-coded sentence."""
    problems = catalogues.faults() + hard_coded.faults()
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(f"{len(problems)} faults; `flask i18n update` takes in new sentences from _() and N_().")
