"""Whoever tries the platform out fills an empty database with this command."""

import os
import secrets
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from config import Settings
from consult.gateways import demo_files
from consult.gateways.signing import NoSigningKey
from consult.kernel import clock
from consult.kernel.db import writing
from consult.services import demo, passwords

FILE = "demo-accounts.txt"
#: Letters and digits that nobody mistakes for one another; 16 of them are beyond guessing.
SIGNS = "abcdefghjkmnpqrstvwxyz23456789"
GROUPS, GROUP = 4, 4


@click.command("demo")
@click.option(
    "--today",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The day on which the demonstration stands (YYYY-MM-DD; default: today).",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another number, another demonstration.")
@click.option(
    "--if-empty", is_flag=True, help="Do nothing, without an error, when the database is not empty."
)
@with_appcontext
def group(today: datetime | None, seed: int, if_empty: bool) -> None:
    """Fill an empty database with the real programme and invented people, texts and votes.

    The accounts to sign in with are printed, and kept in the instance folder, readable by its owner only.
    """
    if not demo.is_empty():
        if if_empty:
            return
        raise click.ClickException(demo.NotEmpty().message.sentence)
    settings: Settings = current_app.config["SETTINGS"]
    given_out = {entry.key: new_password() for entry in demo_files.read().sign_ins}
    hashes = {key: passwords.digest(password, personal=()) for key, password in given_out.items()}
    day = today.date() if today else clock.today()
    with click.progressbar(range(len(demo.STEPS) + 1), label="Filling") as bar:
        try:
            with writing():
                filled = demo.fill(day, seed, hashes, lambda _step: bar.update(1))
        except NoSigningKey as refusal:
            raise click.ClickException(refusal.message.sentence) from None
        bar.update(1)
    written = keep(settings.instance / FILE, given_out)
    click.echo(
        f"{filled.people} people, {filled.seats} councillors' seats, {filled.proposals} proposals, "
        f"{filled.comments} comments, {filled.supports} supports, {filled.votes} votes, "
        f"{filled.sittings} sittings."
    )
    if not if_empty:  # who only prepares a first start greets with them at the end
        click.echo(written)


def new_password() -> str:
    """Sixteen random signs in four groups."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def keep(path: Path, given_out: dict[str, str]) -> str:
    """Write address and password of each account to ``path``, for its owner's eyes only; the text written."""
    lines = [f"{key + '@example.org':32}{password}" for key, password in given_out.items()]
    text = "\n".join(["Sign in to the demonstration with one of these:", *lines, ""])
    path.unlink(missing_ok=True)
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600), encoding="utf-8") as file:
        file.write(text)
    return text
