"""`make bench`: runs the profiles on both databases, then writes the report from everything that was kept."""

import click

from bench import digests, growth, report, search, speed, storms
from bench.databases import DIALECTS

PROFILES = {
    "speed": speed.run,
    "storms": storms.run,
    "growth": growth.run,
    "digests": digests.run,
    "search": search.run,
}


@click.command()
@click.argument("profiles", nargs=-1, type=click.Choice([*PROFILES, "report"]))
@click.option("--database", "dialects", type=click.Choice(DIALECTS), multiple=True, default=DIALECTS)
def main(profiles: tuple[str, ...], dialects: tuple[str, ...]) -> None:
    """Measure PROFILES (default: all), one after the other; `report` alone measures nothing."""
    for name in profiles or PROFILES:
        for dialect in dialects if name in PROFILES else ():
            click.secho(f"{name} on {dialect}", bold=True)
            PROFILES[name](dialect)
    click.echo(report.write())


if __name__ == "__main__":
    main()
