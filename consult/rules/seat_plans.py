"""What a list of seats would change: pure, so that preview and application come to the same.

Who is who: a row whose assembly, names and first day are known is that seat. For any other row the
councillor is one already known, or of an earlier row, only when both names and a non-empty e-mail address
are the same, or when the column ``person`` ties it to such a row. Everybody else is somebody new:
namesakes are never merged.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise

from consult.kernel.messages import N_, Message
from consult.rules.seat_columns import Column
from consult.rules.seat_files import FIELDS, Problem, Reading, SeatRow

#: What belongs to the councillor, not to the seat.
PERSONAL = (Column.EMAIL, Column.LANGUAGE)
#: An empty cell of these says nothing; of the others, that there is none.
SILENT_WHEN_EMPTY = frozenset({Column.EMAIL, Column.ENDS_ON, Column.LEADS_GROUP})
CHANGEABLE = (Column.FUNCTION, Column.GROUP, Column.ENDS_ON, Column.LEADS_GROUP, *PERSONAL)


@dataclass(frozen=True, slots=True)
class Person:
    """A councillor record as it is."""

    councillor_id: int
    family_name: str
    given_name: str
    email: str | None
    language: str

    @property
    def names(self) -> tuple[str, str]:
        return self.family_name, self.given_name


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat as it is."""

    seat_id: int
    assembly: str
    person: Person
    starts_on: date
    ends_on: date | None
    function: str | None
    political_group: str | None
    leads_group: bool

    @property
    def full_name(self) -> str:
        return f"{self.person.given_name} {self.person.family_name}"


@dataclass(frozen=True, slots=True)
class State:
    """All seats of the assemblies a list names, everybody with one of its family names, seats by law."""

    seats: tuple[Standing, ...]
    people: tuple[Person, ...]
    totals: Mapping[str, int]
    today: date


@dataclass(frozen=True, slots=True)
class Addition:
    """A new seat; ``who`` is a councillor's id, or a negative number for each person not known yet."""

    row: SeatRow
    who: int


@dataclass(frozen=True, slots=True)
class Change:
    """One value that will be another; ``column`` says which, and whether of the seat or its councillor."""

    row: SeatRow
    seat_id: int | None
    councillor_id: int
    column: Column
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Note:
    """What the clerk should know before applying; nothing stands in the way."""

    assembly: str
    message: Message


@dataclass(frozen=True, slots=True)
class Plan:
    """``missing``: seats in office that the list leaves out. They are told, never ended."""

    additions: tuple[Addition, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[Standing, ...] = ()
    notes: tuple[Note, ...] = ()
    unchanged: int = 0

    @property
    def empty(self) -> bool:
        return not (self.additions or self.changes)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of all that the preview shows."""
        return sha256(repr(self).encode()).hexdigest()


Matches = dict[int, Standing]
Whose = dict[int, int]


def plan(reading: Reading, state: State) -> tuple[Plan, tuple[Problem, ...]]:
    """The plan, or an empty one with everything that forbids it."""
    rows = reading.rows
    matches = _matches(rows, state.seats)
    whose, problems = _who_is_who(reading, matches, state)
    problems += [*_contradictions(reading, whose), *_overlaps(reading, matches, state.seats)]
    if problems:
        return Plan(), tuple(sorted(problems, key=lambda problem: problem.row))
    changes = tuple(_changes(rows, matches, whose, state))
    changed = {change.row.row for change in changes}
    found = Plan(
        additions=tuple(Addition(row, whose[row.row]) for row in rows if row.row not in matches),
        changes=changes,
        missing=tuple(_missing(rows, matches, state)),
        notes=(*_namesakes(rows, whose, state), *_ended(rows, matches), *_overfull(rows, matches, state)),
        unchanged=sum(row.row in matches and row.row not in changed for row in rows),
    )
    return found, ()


def _matches(rows: Iterable[SeatRow], seats: Iterable[Standing]) -> Matches:
    known = {(seat.assembly, *seat.person.names, seat.starts_on): seat for seat in seats}
    keys = ((row, (row.assembly, *row.names, row.starts_on)) for row in rows)
    return {row.row: known[key] for row, key in keys if key in known}


def _ties(row: SeatRow) -> Iterator[tuple[str | None, ...]]:
    if row.person:
        yield "person", row.person
    if row.email:
        yield "address", *row.names, row.email


def _groups(rows: Iterable[SeatRow]) -> list[list[SeatRow]]:
    """Rows of one person each, by union and find over what ties them."""
    above: dict[int, int] = {}
    first: dict[tuple[str | None, ...], int] = {}

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    for row in rows:
        above[row.row] = row.row
        for tie in _ties(row):
            above[top(row.row)] = top(first.setdefault(tie, row.row))
    groups: dict[int, list[SeatRow]] = defaultdict(list)
    for row in rows:
        groups[top(row.row)].append(row)
    return list(groups.values())


def _who_is_who(reading: Reading, matches: Matches, state: State) -> tuple[Whose, list[Problem]]:
    whose = {number: seat.person.councillor_id for number, seat in matches.items()}
    problems: list[Problem] = []
    for newcomer, group in enumerate(_groups(reading.rows), start=1):
        new = [row for row in group if row.row not in matches]
        tied = [row for row in group if row.person]
        if len({row.names for row in tied}) > 1:
            problems.append(_of_person(reading, tied[-1], N_("Rows of one person must have the same names.")))
            continue
        known = {whose[row.row] for row in group if row.row in matches}
        if not known:
            addresses = {row.email for row in new if row.email}
            names = {row.names for row in new}
            known = {p.councillor_id for p in state.people if p.names in names and p.email in addresses}
        if len(known) > 1 and (new or tied):
            sentence = N_("Several councillors are already known who could be this person.")
            problems.append(_of_person(reading, (new or tied)[0], sentence))
            continue
        whose |= {row.row: next(iter(known), -newcomer) for row in new}
    return whose, problems


def _of_person(reading: Reading, row: SeatRow, sentence: str) -> Problem:
    return Problem(row.row, reading.spelled(Column.PERSON), Message(sentence))


def _contradictions(reading: Reading, whose: Whose) -> Iterator[Problem]:
    """Rows of one councillor that disagree on what belongs to the person."""
    told: dict[tuple[int, Column], tuple[object, int]] = {}
    for row in reading.rows:
        for column in PERSONAL:
            says = getattr(row, FIELDS[column])
            if says is None or row.row not in whose:
                continue
            said, first = told.setdefault((whose[row.row], column), (says, row.row))
            if said != says:
                sentence = N_("Row %(row)s says something else of the same person.")
                yield Problem(row.row, reading.spelled(column), Message(sentence, {"row": first}))


def _spans(
    rows: Iterable[SeatRow], matches: Matches, seats: Iterable[Standing]
) -> Iterator[tuple[str, tuple[str, str], date, date, int]]:
    """Assembly, names, first and last day, row (0 for a seat that the list leaves alone)."""
    listed = {seat.seat_id for seat in matches.values()}
    for seat in seats:
        if seat.seat_id not in listed:
            yield seat.assembly, seat.person.names, seat.starts_on, seat.ends_on or date.max, 0
    for row in rows:
        known = matches.get(row.row)
        ends_on = row.ends_on or (known.ends_on if known else None) or date.max
        yield row.assembly, row.names, row.starts_on, ends_on, row.row


def _overlaps(reading: Reading, matches: Matches, seats: Iterable[Standing]) -> Iterator[Problem]:
    """One name has one seat at a time in an assembly, so that nobody votes twice there."""
    held: dict[object, list[tuple[date, date, int]]] = defaultdict(list)
    for assembly, names, first, last, row in _spans(reading.rows, matches, seats):
        held[assembly, names].append((first, last, row))
    for spans in held.values():
        spans.sort()
        for (first, last, row), (after, _, other) in pairwise(spans):
            if after <= last and (row or other):
                sentence = N_(
                    "Somebody of this name already has a seat there from %(first)s on. End that mandate "
                    "first, or tell the two apart by all their given names."
                )
                days: dict[str, object] = {"first": first if other else after}
                yield Problem(other or row, reading.spelled(Column.STARTS_ON), Message(sentence, days))


def _changes(rows: Iterable[SeatRow], matches: Matches, whose: Whose, state: State) -> Iterator[Change]:
    people = {seat.person.councillor_id: seat.person for seat in state.seats}
    people |= {person.councillor_id: person for person in state.people}
    told: set[tuple[int, Column]] = set()
    for row in rows:
        seat, person = matches.get(row.row), people.get(whose[row.row])
        for column in CHANGEABLE:
            thing = person if column in PERSONAL else seat
            after = getattr(row, FIELDS[column])
            if thing is None or (after is None and column in SILENT_WHEN_EMPTY):
                continue
            before = getattr(thing, FIELDS[column])
            key = (whose[row.row], column)
            if before != after and not (column in PERSONAL and key in told):
                told.add(key)
                yield Change(row, seat.seat_id if seat else None, whose[row.row], column, before, after)


def _missing(rows: Iterable[SeatRow], matches: Matches, state: State) -> Iterator[Standing]:
    listed = {seat.seat_id for seat in matches.values()}
    named = {row.assembly for row in rows}
    for seat in state.seats:
        in_office = seat.ends_on is None or seat.ends_on >= state.today
        if seat.assembly in named and seat.seat_id not in listed and in_office:
            yield seat


def _namesakes(rows: Iterable[SeatRow], whose: Whose, state: State) -> Iterator[Note]:
    known = defaultdict(set)
    for person in state.people:
        known[person.names].add(person.councillor_id)
    for row in rows:
        others = known[row.names] - {whose[row.row]}
        known[row.names].add(whose[row.row])
        if whose[row.row] < 0 and others:
            sentence = N_(
                "Row %(row)s: a councillor called %(name)s is known already. They stay two people, "
                "since no address and no “person” ties them."
            )
            yield Note(row.assembly, Message(sentence, {"row": row.row, "name": row.full_name}))


def _ended(rows: Iterable[SeatRow], matches: Matches) -> Iterator[Note]:
    for row in rows:
        seat = matches.get(row.row)
        if seat and seat.ends_on is not None and row.ends_on is None:
            sentence = N_(
                "Row %(row)s: the mandate of %(name)s ends on %(day)s, but the list does not say so."
            )
            values = {"row": row.row, "name": row.full_name, "day": seat.ends_on}
            yield Note(row.assembly, Message(sentence, values))


def _overfull(rows: Iterable[SeatRow], matches: Matches, state: State) -> Iterator[Note]:
    """More in office than the law gives seats, on the fullest day from today on."""
    spans = list(_spans(rows, matches, state.seats))
    for assembly, total in state.totals.items():
        own = [(first, last) for where, _, first, last, _ in spans if where == assembly]
        days = {state.today} | {first for first, _ in own if first > state.today}
        counts = {day: sum(first <= day <= last for first, last in own) for day in days}
        day = min(counts, key=lambda one: (-counts[one], one))
        if counts[day] > total:
            sentence = N_("On %(day)s there would be %(count)s councillors in office for %(total)s seats.")
            values = {"day": day, "count": counts[day], "total": total}
            yield Note(assembly, Message(sentence, values))
