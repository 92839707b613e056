"""Clerks and the command line bring lists of seats in here: checked, looked at, then applied at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from consult.kernel.actor import Actor
from consult.kernel.clock import now, today
from consult.kernel.db import Localised, db
from consult.kernel.errors import Conflict, Invalid, NotFound
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line
from consult.models.assemblies import Seat, SeatFile
from consult.queries import seat_lists as queries
from consult.queries.seat_lists import Council
from consult.rules.permissions import Permission, require
from consult.rules.seat_columns import Column, Ground
from consult.rules.seat_files import FIELDS, Problem, Reading, read, text_of, typed_row
from consult.rules.seat_plans import Plan, State, plan
from consult.services import journal, seat_changes
from consult.services.accounts import normalised_email


@dataclass(frozen=True, slots=True)
class Study:
    """What a list would change, or why it cannot be taken; ``names`` of the assemblies by key."""

    plan: Plan
    problems: tuple[Problem, ...]
    names: dict[str, Localised]
    rows: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A list that waits for its clerk, as it stands against the seats of now."""

    file_id: int
    uploaded_at: datetime
    applied_at: datetime | None
    study: Study


@dataclass(frozen=True, slots=True)
class Applied:
    """``newcomers``: the councillors that the list made, for invitations."""

    plan: Plan
    newcomers: tuple[int, ...]


class BadList(Invalid):
    """Nothing of the list was taken; ``problems`` names every row, column and reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            "list_refused", N_("This list has mistakes, so nothing of it was taken."), field="file"
        )
        self.problems = problems


class PlanChanged(Conflict):
    """The seats have changed since the preview was shown (409)."""

    def __init__(self) -> None:
        super().__init__(
            "plan_changed",
            N_("Seats have changed since you looked at this preview. Please look at the new one."),
        )


def study(text: str, *, lock: bool = False) -> Study:
    """Hold a list against the seats of now; writes nothing. ``Invalid`` when it is no list at all.

    With ``lock`` the seats stay as they are until the transaction ends.
    """
    councils = queries.councils()
    reading = read(text, _ground(councils))
    names = {council.key: council.name for council in councils}
    if reading.problems:
        return Study(Plan(), reading.problems, names, len(reading.rows))
    return _held_against(reading, councils, lock=lock)


def _ground(councils: list[Council]) -> Ground:
    spellings = {council.key.lower(): council.key for council in councils}
    spellings |= {council.commune_insee: council.key for council in councils if council.commune_insee}
    return Ground(territory().languages, spellings, clean_line, normalised_email)


def _held_against(reading: Reading, councils: list[Council], *, lock: bool) -> Study:
    named = {row.assembly for row in reading.rows}
    ids = [council.id for council in councils if council.key in named]
    if lock:
        queries.lock(ids)
    state = State(
        seats=tuple(queries.standing(ids)),
        people=tuple(queries.people(row.family_name for row in reading.rows)),
        totals={council.key: council.seats_total for council in councils if council.key in named},
        today=today(),
    )
    found, problems = plan(reading, state)
    return Study(found, problems, {council.key: council.name for council in councils}, len(reading.rows))


def upload(actor: Actor, raw: bytes) -> SeatFile:
    """Keep a list between preview and application; ``Invalid`` or ``BadList`` when it cannot be taken."""
    require(actor, Permission.RUN_BALLOTS)
    text = text_of(raw)
    _refuse_bad(study(text))
    digest = sha256(text.encode()).hexdigest()
    kept = SeatFile(body=text, sha256=digest, uploaded_by_id=actor.account_id, uploaded_at=now())
    db.session.add(kept)
    db.session.flush()
    return kept


def _refuse_bad(found: Study) -> None:
    if found.problems:
        raise BadList(found.problems)


def preview(actor: Actor, file_id: int) -> Preview:
    """What applying a kept list would do now; writes nothing."""
    require(actor, Permission.RUN_BALLOTS)
    kept = queries.file(file_id)
    return Preview(kept.id, kept.uploaded_at, kept.applied_at, study(kept.body))


def apply(actor: Actor, file_id: int, seen: str) -> Applied:
    """Apply a kept list once, provided that its plan still has the digest the clerk has ``seen``."""
    require(actor, Permission.RUN_BALLOTS)
    kept = queries.locked_file(file_id)
    if kept.applied_at is not None:
        raise Conflict("already_applied", N_("This list has been applied already."))
    found = study(kept.body, lock=True)
    _refuse_bad(found)
    if found.plan.digest != seen:
        raise PlanChanged
    kept.applied_at = now()
    return _carry_out(actor, found.plan, kept.id)


def apply_text(actor: Actor, text: str) -> Applied:
    """Apply a list without looking at it first, as the command line does."""
    require(actor, Permission.RUN_BALLOTS)
    found = study(text, lock=True)
    _refuse_bad(found)
    return _carry_out(actor, found.plan, None)


def add_one(actor: Actor, assembly_id: int, cells: Mapping[Column, str]) -> Seat:
    """A seat typed by hand, under the same rules as a list of one row.

    ``Invalid`` for a wrong value, or when somebody of this name has a seat there at that time;
    ``Conflict`` for a seat that is known already.
    """
    require(actor, Permission.RUN_BALLOTS)
    councils = queries.councils()
    council = next((one for one in councils if one.id == assembly_id), None)
    if council is None:
        raise NotFound()
    row = typed_row({Column.ASSEMBLY: council.key, **cells}, _ground(councils))
    found = _held_against(Reading((row,)), councils, lock=True)
    for problem in found.problems:
        field = FIELDS[Column(problem.column)]
        raise Invalid("seat_refused", problem.reason.sentence, field=field, **problem.reason.values)
    if not found.plan.additions:
        raise Conflict("seat_known", N_("This seat is known already."))
    (seat,) = seat_changes.write(found.plan.additions, {council.key: council.id})
    seat_changes.change(found.plan.changes)
    facts = {"assembly": seat.assembly_id, "councillor": seat.councillor_id}
    journal.record(actor, "seat.added", "seat", seat.id, **facts)
    return seat


def _carry_out(actor: Actor, found: Plan, file_id: int | None) -> Applied:
    if found.empty:
        return Applied(found, ())
    seats = seat_changes.write(found.additions, {council.key: council.id for council in queries.councils()})
    seat_changes.change(found.changes)
    journal.record(
        actor,
        "seats.imported",
        "seat_file",
        file_id,
        added=len(found.additions),
        changed=len({change.row.row for change in found.changes}),
        seats=[seat.id for seat in seats],
    )
    for change in found.changes:
        if FIELDS[change.column] == "ends_on":
            journal.record(actor, "seat.ended", "seat", change.seat_id, last_day=str(change.after))
    newcomers = {
        seat.councillor_id for seat, addition in zip(seats, found.additions, strict=True) if addition.who < 0
    }
    return Applied(found, tuple(sorted(newcomers)))
