"""`make bench`: chooses a load profile and runs it."""

import sys

import click

from bench import search

PROFILES = {"search": search.run}


@click.command()
@click.argument("profile", type=click.Choice(sorted(PROFILES)), default="search")
@click.option("--texts", default=100_000, show_default=True, help="How many texts to fill in.")
def main(profile: str, texts: int) -> None:
    """Fill fresh databases, measure, write bench/report.md; exits with 1 where a target is missed."""
    sys.exit(0 if PROFILES[profile](texts) else 1)


if __name__ == "__main__":
    main()
