"""Administrators bring the programme's files into the database with these commands."""

from pathlib import Path

import click
from flask.cli import AppGroup

from consult.gateways import programme_files
from consult.kernel.actor import SYSTEM
from consult.kernel.db import writing
from consult.kernel.territory import DATA
from consult.services.programme import Tally, import_programme

group = AppGroup("programme", help="The programme: ambitions, chantiers, actions, communes and places.")


@group.command("import")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA
)
def import_command(folder: Path) -> None:
    """Import the programme from FOLDER (default: the files shipped with the program).

    New entries are added and changed ones updated; what is no longer in the files is reported and kept.
    A file that does not hold changes nothing: every problem is named with its file, line and field.
    """
    click.echo(f"Reading {folder}")
    try:
        programme = programme_files.read(folder)
    except programme_files.BadFiles as bad:
        for problem in bad.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(f"Nothing was imported: {len(bad.problems)} problems.") from None
    with writing():
        tally = import_programme(SYSTEM, programme, lambda step: click.echo(f"  {step}"))
    for line in result(tally):
        click.echo(line)


def result(tally: Tally) -> list[str]:
    """What the command says at its end, a line each."""
    lines = [f"No longer in the files, kept: {name}" for name in tally.vanished]
    lines += [f"Changed here, kept: {name}" for name in tally.kept]
    if tally.kept:
        lines.append(f"Changed here and kept: {len(tally.kept)} entries; the files leave them alone.")
    if tally.moved:
        counts = f"{tally.created} added, {tally.changed} changed, {tally.unchanged} unchanged"
        return [*lines, f"Imported: {counts}."]
    return [*lines, f"Nothing changed: all {tally.unchanged} entries were already there."]
