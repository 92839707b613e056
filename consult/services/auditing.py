"""Auditors take lines of the journal out of the house here; that they did is itself a line of it."""

from dataclasses import asdict

from consult.kernel.actor import Actor
from consult.queries import journal as queries
from consult.queries.journal import Filters, Line
from consult.rules.permissions import Permission, require
from consult.services import journal

#: One file holds the newest of the lines found; a shorter period gives the others.
MOST_LINES = 20_000


def export(actor: Actor, filters: Filters) -> list[Line]:
    """The lines that the filters leave, at most ``MOST_LINES``, the newest first.

    The export is recorded (OWASP ASVS V16: access to logs is logged) with how many lines it held and what it
    looked for; of a name only that there was one, since the journal holds no names.
    """
    require(actor, Permission.READ_JOURNAL)
    lines = queries.newest(filters, MOST_LINES)
    asked = {name: value for name, value in asdict(filters).items() if value and name != "actor_name"}
    days = {name: asked.pop(name).isoformat() for name in ("since", "until") if name in asked}
    journal.record(
        actor,
        "journal.exported",
        "journal",
        None,
        lines=len(lines),
        by_name=bool(filters.actor_name),
        asked={**asked, **days},
    )
    return lines
