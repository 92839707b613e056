"""Commands of the group ballots: keep their states in step with the clock."""

import click
from flask.cli import AppGroup

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import writing
from consult.queries import ballots as queries
from consult.services import ballots
from consult.services.ballots import checkpoints

group = AppGroup("ballots", help="Ballots: what is due.")


@group.command("due")
def due() -> None:
    """Open and close every ballot whose time has come, sign logs, remind those who have not voted."""
    count = 0
    for ballot_id in queries.due(now()):
        with writing():
            ballot = ballots.bring_up_to_date(SYSTEM, ballot_id)
            click.echo(f"ballot {ballot.id}: {ballot.state.value}")
        count += 1
    with writing():
        reminded = ballots.remind_due(now())
    signed = checkpoints.due(now())
    for ballot_id in signed:
        with writing():
            checkpoints.sign_due(ballot_id, now())
    if signed:
        click.echo(f"{len(signed)} signed")
    if reminded:
        click.echo(f"{reminded} to be reminded")
    click.echo(f"{count} brought up to date" if count else "nothing is due")
