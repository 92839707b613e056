"""Whoever changes the communes or their membership draws the map anew with this command."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from consult.gateways import programme_files
from consult.gateways.programme_files import Programme
from consult.kernel.clock import today
from consult.kernel.territory import DATA
from consult.rules.cells import draw
from consult.rules.programme import is_current

group = AppGroup("territory", help="The communes as they are drawn.")


@group.command("cells")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA
)
def cells_command(folder: Path) -> None:
    """Draw the communes of FOLDER that are members today into its cells.json (default: the shipped files).

    The same communes always give the same file.
    """
    try:
        programme = programme_files.read(folder)
    except programme_files.BadFiles as bad:
        for problem in bad.problems:
            click.echo(str(problem), err=True)
        raise click.ClickException(f"Nothing was drawn: {len(bad.problems)} problems.") from None
    document = drawing(programme, today())
    if len(document["cells"]) < 2:
        raise click.ClickException("Nothing was drawn: a map needs two communes that are members today.")
    (folder / "cells.json").write_text(text_of(document), "utf-8")
    click.echo(f"Drawn: {len(document['cells'])} communes, {len(document['beyond'])} cities beyond them.")


def drawing(programme: Programme, day: date) -> dict[str, Any]:
    """The members of ``day`` as ``rules.cells`` draws them, seen from the largest; ``as_of`` is the day."""
    members = [one for one in programme.communes if is_current(one.member_from, one.member_to, day)]
    if len(members) < 2:
        return {"as_of": day.isoformat(), "cells": {}, "beyond": {}}
    centre = max(members, key=lambda one: (one.population, one.insee))
    drawn = draw(
        {one.insee: (one.lat, one.lon) for one in members},
        (centre.lat, centre.lon),
        {city.key: (city.lat, city.lon) for city in programme.cities},
    )
    return {"as_of": day.isoformat(), **asdict(drawn)}


def text_of(document: dict[str, Any]) -> str:
    """The document as JSON with a line for each commune and city, so that a change shows where it is."""
    lines = []
    for key, value in document.items():
        if isinstance(value, dict):
            parts = [f"{json.dumps(name)}: {_short(part)}" for name, part in sorted(value.items())]
            lines.append(f"{json.dumps(key)}: {{\n" + ",\n".join(parts) + "\n}")
        else:
            lines.append(f"{json.dumps(key)}: {_short(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _short(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
