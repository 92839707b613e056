"""Commands of the group seats: assemblies, councillors' lists, single seats and invitations."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from consult.kernel.actor import SYSTEM
from consult.kernel.clock import today
from consult.kernel.db import writing
from consult.kernel.errors import DomainError, Invalid
from consult.kernel.i18n import in_language, translate
from consult.kernel.messages import Message
from consult.models.assemblies import AssemblyKind
from consult.queries.seats import assembly_by_key
from consult.rules.rule_sets import Profile
from consult.rules.seat_columns import Column
from consult.rules.seat_files import MOST_BYTES, MOST_SHOWN, Problem, text_of
from consult.rules.seat_plans import Change, Plan
from consult.services import assemblies, seat_lists, seats

group = AppGroup("seats", help="Assemblies, and who holds a seat in them.")
DAY = click.DateTime(["%Y-%m-%d"])


@contextmanager
def one_transaction() -> Iterator[None]:
    """All of it is written, or nothing and one line says why."""
    try:
        with writing():
            yield
    except seat_lists.BadList as refusal:
        for problem in refusal.problems[:MOST_SHOWN]:
            click.echo(_line(problem), err=True)
        count = len(refusal.problems)
        shown = f", the first {MOST_SHOWN} are shown" if count > MOST_SHOWN else ""
        raise click.ClickException(f"Nothing was imported. Problems: {count}{shown}.") from None
    except DomainError as refusal:
        field = f"{refusal.field}: " if isinstance(refusal, Invalid) and refusal.field else ""
        raise click.ClickException(field.replace("_", " ") + _english(refusal.message)) from None


def _english(message: Message) -> str:
    with in_language("en"):  # the command line speaks English, as its help does
        return translate(message)


def _line(problem: Problem) -> str:
    column = f", {problem.column}" if problem.column else ""
    return f"row {problem.row}{column}: {_english(problem.reason)}"


def _assembly_id(key: str) -> int:
    found = assembly_by_key(key)
    if found is None:
        raise click.ClickException(f"there is no assembly {key}")
    return found.id


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
    with one_transaction():
        seats.found_assembly(
            SYSTEM,
            key=key,
            kind=AssemblyKind(kind),
            name={language: text for language, _, text in (name.partition("=") for name in names)},
            profile=Profile(profile),
            seats_total=seats_total,
            commune_insee=commune,
        )
    click.echo(f"assembly {key} founded")


@group.command("councils")
def found_councils() -> None:
    """Found the common council and those of all member communes, with the seats that the law gives them."""
    with one_transaction():
        made = assemblies.found_councils(SYSTEM)
    click.echo(f"Assemblies founded: {len(made)}")


@group.command("profile")
@click.argument("assembly_key")
@click.argument("profile", type=click.Choice([profile.value for profile in Profile]))
def follow_profile(assembly_key: str, profile: str) -> None:
    """Let ASSEMBLY_KEY follow another rule set from its next convocation on."""
    with one_transaction():
        assemblies.follow_profile(SYSTEM, _assembly_id(assembly_key), Profile(profile))
    click.echo(f"assembly {assembly_key} follows {profile}")


@group.command("add")
@click.argument("assembly_key")
@click.argument("family_name")
@click.argument("given_name")
@click.option("--from", "starts_on", required=True, help="First day of the mandate, YYYY-MM-DD.")
@click.option("--language", required=True)
@click.option("--email", default="")
@click.option("--function", default="")
@click.option("--group", "political_group", default="")
def add(
    assembly_key: str,
    family_name: str,
    given_name: str,
    starts_on: str,
    language: str,
    email: str,
    function: str,
    political_group: str,
) -> None:
    """Add one councillor with a seat in the assembly ASSEMBLY_KEY."""
    cells = {
        Column.FAMILY_NAME: family_name,
        Column.GIVEN_NAME: given_name,
        Column.STARTS_ON: starts_on,
        Column.LANGUAGE: language,
        Column.EMAIL: email,
        Column.FUNCTION: function,
        Column.GROUP: political_group,
    }
    with one_transaction():
        seat = seat_lists.add_one(SYSTEM, _assembly_id(assembly_key), cells)
        click.echo(f"seat {seat.id}, councillor {seat.councillor_id}")


@group.command("end")
@click.argument("seat_id", type=int)
@click.option("--last-day", type=DAY, help="Last day of the mandate, YYYY-MM-DD; today when left out.")
def end(seat_id: int, last_day: datetime | None) -> None:
    """End the mandate of SEAT_ID; votes already cast stand."""
    day: date = last_day.date() if last_day else today()
    with one_transaction():
        seats.end_seat(SYSTEM, seat_id, day)
    click.echo(f"seat {seat_id} ends on {day.isoformat()}")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--invite", is_flag=True, help="Mail a code to each new councillor with an address.")
def import_command(file: Path, dry_run: bool, invite: bool) -> None:
    """Import a list of seats from FILE, a CSV file in UTF-8.

    One mistake in any row refuses the whole list; every mistake is named by row and column. A seat that
    the list leaves out is told and kept.
    """
    with one_transaction():
        with file.open("rb") as stream:
            text = text_of(stream.read(MOST_BYTES + 1))
        if dry_run:
            found = seat_lists.study(text)
            if found.problems:
                raise seat_lists.BadList(found.problems)
            plan, invited = found.plan, 0
        else:
            applied = seat_lists.apply_text(SYSTEM, text)
            plan = applied.plan
            invited = seats.mail_codes(SYSTEM, applied.newcomers) if invite and applied.newcomers else 0
    for line in _told(plan, dry_run):
        click.echo(line)
    if invited:
        click.echo(f"Codes that will be mailed: {invited}")


def _told(plan: Plan, dry_run: bool) -> Iterator[str]:
    yield from (_changed(change) for change in plan.changes)
    for seat in plan.missing:
        yield f"not in the list, kept: {seat.full_name}, {seat.assembly}, seat {seat.seat_id}"
    for note in plan.notes:
        yield f"note: {note.assembly}: {_english(note.message)}"
    rows = len({change.row.row for change in plan.changes})
    counts = f"{len(plan.additions)} added, {rows} changed, {plan.unchanged} unchanged"
    if plan.empty:
        yield f"Nothing changed: all {plan.unchanged} seats were already there."
    else:
        yield f"It would be: {counts}." if dry_run else f"Imported: {counts}."


def _changed(change: Change) -> str:
    values = f"{change.before or '–'} → {change.after or '–'}"
    return f"row {change.row.row}, {change.row.full_name}: {change.column.value} {values}"


@group.command("invite")
@click.argument("assembly_key", required=False)
@click.option("--all", "everybody", is_flag=True, help="The councillors of every assembly.")
def invite_command(assembly_key: str | None, everybody: bool) -> None:
    """Mail a new code to everybody of ASSEMBLY_KEY who has an address and no account."""
    if (assembly_key is None) is not everybody:
        raise click.UsageError("Name an assembly, or say --all.")
    with one_transaction():
        count = seats.invite(SYSTEM, _assembly_id(assembly_key) if assembly_key else None)
    click.echo(f"Codes that will be mailed: {count}")
