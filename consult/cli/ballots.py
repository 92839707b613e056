"""Commands of the group ballots: keep states in step with the clock, and seat councillors by hand."""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import now
from consult.kernel.db import writing
from consult.kernel.errors import DomainError
from consult.models.assemblies import AssemblyKind
from consult.queries import ballots as queries
from consult.queries.seats import assembly_by_key
from consult.rules.rule_sets import Profile
from consult.services import ballots, seats

group = AppGroup("ballots", help="Ballots and those who vote in them.")
DAY = click.DateTime(["%Y-%m-%d"])


@group.command("due")
def due() -> None:
    """Open and close every ballot whose time has come, remind who has not voted; safe to repeat."""
    count = 0
    for ballot_id in queries.due(now()):
        with writing():
            ballot = ballots.bring_up_to_date(SYSTEM, ballot_id)
            click.echo(f"ballot {ballot.id}: {ballot.state.value}")
        count += 1
    with writing():
        reminded = ballots.remind_due(now())
    if reminded:
        click.echo(f"{reminded} to be reminded")
    click.echo(f"{count} brought up to date" if count else "nothing is due")


@group.command("assembly")
@click.argument("key")
@click.option("--kind", type=click.Choice([kind.value for kind in AssemblyKind]), required=True)
@click.option("--name", "names", multiple=True, required=True, help="LANGUAGE=NAME, once for each language.")
@click.option("--profile", type=click.Choice([profile.value for profile in Profile]), required=True)
@click.option("--seats", "seats_total", type=click.IntRange(1), required=True)
@click.option("--commune", help="INSEE code; for a municipal council.")
def found_assembly(
    key: str, kind: str, names: tuple[str, ...], profile: str, seats_total: int, commune: str | None
) -> None:
    """Found an assembly under KEY, a short name without spaces."""
    try:
        with writing():
            seats.found_assembly(
                SYSTEM,
                key=key,
                kind=AssemblyKind(kind),
                name={language: text for language, _, text in (name.partition("=") for name in names)},
                profile=Profile(profile),
                seats_total=seats_total,
                commune_insee=commune,
            )
    except DomainError as error:
        raise click.ClickException(error.message.sentence) from error
    click.echo(f"assembly {key} founded")


@group.command("seat")
@click.argument("assembly_key")
@click.argument("family_name")
@click.argument("given_name")
@click.option("--from", "starts_on", type=DAY, required=True, help="First day of the mandate, YYYY-MM-DD.")
@click.option("--language", required=True)
@click.option("--email")
@click.option("--function")
@click.option("--group", "political_group")
def add_seat(
    assembly_key: str,
    family_name: str,
    given_name: str,
    starts_on: datetime,
    language: str,
    email: str | None,
    function: str | None,
    political_group: str | None,
) -> None:
    """Add a councillor with a seat in the assembly ASSEMBLY_KEY."""
    try:
        with writing():
            assembly = assembly_by_key(assembly_key)
            if assembly is None:
                raise click.ClickException(f"there is no assembly {assembly_key}")
            row = seats.SeatRow(
                assembly.id,
                family_name,
                given_name,
                language,
                starts_on.date(),
                email,
                function,
                political_group,
            )
            (seat,) = seats.seat_many(SYSTEM, [row])
            click.echo(f"seat {seat.id}, councillor {seat.councillor_id}")
    except DomainError as error:
        raise click.ClickException(error.message.sentence) from error


@group.command("end-seat")
@click.argument("seat_id", type=int)
@click.option("--last-day", type=DAY, help="Last day of the mandate, YYYY-MM-DD; today when left out.")
def end_seat(seat_id: int, last_day: datetime | None) -> None:
    """End the mandate of SEAT_ID; votes already cast stand."""
    day: date = last_day.date() if last_day else now().date()
    try:
        with writing():
            seats.end_seat(SYSTEM, seat_id, day)
    except DomainError as error:
        raise click.ClickException(error.message.sentence) from error
    click.echo(f"seat {seat_id} ends on {day.isoformat()}")
