"""Whoever installs the platform makes the first administrator here, or any account."""

import re

import click
from flask.cli import AppGroup

from consult.kernel.actor import SYSTEM, Grant, Role
from consult.kernel.db import writing
from consult.kernel.errors import DomainError, Invalid
from consult.kernel.i18n import in_language, translate
from consult.kernel.territory import territory
from consult.services import accounts, passwords
from consult.services.accounts import Profile

group = AppGroup("users", help="Make accounts.")
GRANT = re.compile(rf"({'|'.join(Role)})(?::([0-9]{{1,3}}))?")


def read_grants(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> list[Grant]:
    """``editor:4`` for one chantier, ``editor`` for all."""
    found = [(value, GRANT.fullmatch(value)) for value in values]
    wrong = next((value for value, match in found if match is None), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is none of {', '.join(Role)}, with :NUMBER for one chantier.")
    return [
        Grant(Role(match[1]), int(match[2]) if match[2] else None)
        for _value, match in found
        if match is not None
    ]


@group.command("create")
@click.option("--email", required=True, help="E-mail address; the account counts as confirmed.")
@click.option("--name", required=True, help="Display name, 2 to 60 characters.")
@click.option("--language", default=territory().languages[0], show_default=True, help="Language of mails.")
@click.option("--commune", help="INSEE code of the commune they live in.")
@click.option("--origin", help="Where else they live: " + ", ".join(one.key for one in territory().origins))
@click.option(
    "--role",
    "grants",
    multiple=True,
    callback=read_grants,
    help=f"A role: {', '.join(Role)}; editor:4 for one chantier only. May be repeated.",
)
@click.option("--password", "with_password", is_flag=True, help="Ask for a password; else by mailed link.")
def create(
    email: str,
    name: str,
    language: str,
    commune: str | None,
    origin: str | None,
    grants: list[Grant],
    with_password: bool,
) -> None:
    """Make a confirmed account, for instance the first administrator.

    Example: flask users create --email a@example.org --name "Ada Weiss" --commune 57463 --role administrator
    """
    if (commune is None) == (origin is None):
        raise click.UsageError("Say where they live: either --commune or --origin.")
    profile = Profile(name, accounts.home_of(commune, origin), (), language)
    try:
        password_hash = _ask_password(email, name) if with_password else None
        with writing():
            made = accounts.create(SYSTEM, email, profile, password_hash=password_hash, grants=grants)
    except DomainError as refusal:
        field = f"{refusal.field}: " if isinstance(refusal, Invalid) and refusal.field else ""
        with in_language("en"):  # the command line speaks English, as its help does
            raise click.ClickException(f"{field}{translate(refusal.message)}") from None
    click.echo(f"Account {made} is made. It signs in at /{language}/sign-in.")


def _ask_password(email: str, name: str) -> str:
    typed = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return passwords.digest(typed, personal=(email.split("@")[0], name))
