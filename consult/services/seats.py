"""Clerks and commands found assemblies, seat councillors and hand out their one-time codes here."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from consult.kernel.actor import Actor
from consult.kernel.clock import now, today
from consult.kernel.db import Localised, db
from consult.kernel.errors import Conflict, Invalid, NotAllowed
from consult.kernel.messages import N_
from consult.kernel.territory import territory
from consult.kernel.text.names import clean_line
from consult.models.assemblies import Assembly, AssemblyKind, ClaimCode, Councillor, Seat
from consult.queries import seats as queries
from consult.rules.permissions import Permission, require
from consult.rules.rule_sets import Profile
from consult.services import journal, outbox

#: Letters and digits that nobody mistakes for one another; 16 of them hold 78 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 16
#: Lists name an assembly by its key; it begins with a letter, so that no commune's code can be one.
KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_KEY = 60
MOST_SEATS = 1000


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A councillor with the mandate that makes one, as a list or file gives it."""

    assembly_id: int
    family_name: str
    given_name: str
    language: str
    starts_on: date
    email: str | None = None
    function: str | None = None
    political_group: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What the clerk prints and posts: the only place where the code is ever readable."""

    full_name: str
    language: str
    code: str


def found_assembly(
    actor: Actor,
    *,
    key: str,
    kind: AssemblyKind,
    name: Localised,
    profile: Profile,
    seats_total: int,
    commune_insee: str | None = None,
) -> Assembly:
    """A new council; a municipal one, and only that, belongs to a commune.

    ``Invalid`` for a key of other signs than small letters, digits and hyphens, or one that is taken.
    """
    require(actor, Permission.RUN_BALLOTS)
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        raise Invalid(
            "key_shape",
            N_("Use small letters, digits and hyphens, a letter first; at most 60 characters."),
            field="key",
        )
    if queries.assembly_by_key(key) is not None:
        raise Invalid("key_taken", N_("Another assembly has this short name."), field="key")
    if not 1 <= seats_total <= MOST_SEATS:
        raise Invalid("seats_total", N_("Please give a number from 1 to 1,000."), field="seats_total")
    if (kind is AssemblyKind.MUNICIPAL) is (commune_insee is None):
        raise Invalid("assembly_commune", N_("A municipal council belongs to a commune, others do not."))
    if not all(name.get(language) for language in territory().content_languages):
        raise Invalid("name_missing", N_("Please give the name in every language."), field="name")
    made = Assembly(
        key=key,
        kind=kind,
        name=name,
        profile=profile.value,
        seats_total=seats_total,
        commune_insee=commune_insee,
    )
    db.session.add(made)
    db.session.flush()
    journal.record(actor, "assembly.founded", "assembly", made.id, kind=kind.value, seats=seats_total)
    return made


def add_councillor(
    actor: Actor, *, family_name: str, given_name: str, language: str, email: str | None = None
) -> Councillor:
    """A new record without any mandate yet; ``Invalid`` for an empty name or a language not offered."""
    require(actor, Permission.RUN_BALLOTS)
    made = _councillor(family_name, given_name, language, email)
    db.session.add(made)
    db.session.flush()
    journal.record(actor, "councillor.added", "councillor", made.id)
    return made


def _councillor(family_name: str, given_name: str, language: str, email: str | None) -> Councillor:
    names = clean_line(family_name), clean_line(given_name)
    if not all(0 < len(name) <= 60 for name in names):
        raise Invalid("name_length", N_("Both names are needed, with at most 60 characters each."))
    if language not in territory().languages:
        raise Invalid("language_unknown", N_("This language is not offered here."), field="language")
    return Councillor(
        family_name=names[0],
        given_name=names[1],
        language=language,
        email=(email or "").strip().lower() or None,
    )


def add_seat(
    actor: Actor,
    *,
    assembly_id: int,
    councillor_id: int,
    starts_on: date,
    function: str | None = None,
    political_group: str | None = None,
) -> Seat:
    """A mandate from ``starts_on`` on; the same one twice breaks a key of the database (``Conflict``)."""
    require(actor, Permission.RUN_BALLOTS)
    made = Seat(
        assembly_id=queries.assembly(assembly_id).id,
        councillor_id=queries.councillor(councillor_id).id,
        starts_on=starts_on,
        function=function,
        political_group=political_group,
    )
    db.session.add(made)
    db.session.flush()
    journal.record(actor, "seat.added", "seat", made.id, assembly=assembly_id, councillor=councillor_id)
    return made


def end_seat(actor: Actor, seat_id: int, last_day: date) -> Seat:
    """The mandate ends with ``last_day``: no vote after it, and every vote cast before stands."""
    require(actor, Permission.RUN_BALLOTS)
    seat = queries.seat(seat_id)
    if last_day < seat.starts_on:
        raise Invalid("dates_in_order", N_("A mandate cannot end before it begins."), field="last_day")
    seat.ends_on = last_day
    journal.record(actor, "seat.ended", "seat", seat.id, last_day=last_day.isoformat())
    return seat


def lead_group(actor: Actor, seat_id: int, *, leads: bool) -> Seat:
    """Whether the seat's holder leads its group, and is sent the checkpoints of its ballots."""
    require(actor, Permission.RUN_BALLOTS)
    seat = queries.seat(seat_id)
    if seat.leads_group is not leads:
        seat.leads_group = leads
        journal.record(actor, "seat.group_leader", "seat", seat.id, leads=leads)
    return seat


def seat_many(actor: Actor, rows: Iterable[SeatRow]) -> list[Seat]:
    """New councillors with a mandate each, in the order given, in two bulk inserts."""
    require(actor, Permission.RUN_BALLOTS)
    wanted = list(rows)
    people = [_councillor(row.family_name, row.given_name, row.language, row.email) for row in wanted]
    db.session.add_all(people)
    db.session.flush()
    seats = [
        Seat(
            assembly_id=row.assembly_id,
            councillor_id=person.id,
            starts_on=row.starts_on,
            function=row.function,
            political_group=row.political_group,
        )
        for row, person in zip(wanted, people, strict=True)
    ]
    db.session.add_all(seats)
    db.session.flush()
    journal.record(actor, "seats.added", "assembly", None, seats=len(seats))
    return seats


def issue_code(councillor_id: int, issued_by_id: int | None = None) -> str:
    """A new one-time code, in groups of four; earlier ones stop being good. Only its SHA-256 is kept.

    The worker calls this when a mail leaves, the clerk's room when a letter is printed. ``Conflict`` when
    somebody has claimed the record meanwhile.
    """
    person = queries.councillor(councillor_id)
    if person.account_id is not None:
        raise Conflict("already_claimed", N_("This councillor record has been claimed already."))
    moment = now()
    queries.expire_codes(person.id, moment)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    db.session.add(
        ClaimCode(
            councillor_id=person.id,
            code_hash=_code_hash(code),
            issued_by_id=issued_by_id,
            created_at=moment,
            expires_at=moment + timedelta(days=territory().settings["claim_code_days"]),
        )
    )
    return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def _code_hash(typed: str) -> str:
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def print_letters(actor: Actor, councillor_ids: Sequence[int]) -> list[Letter]:
    """A fresh code for each councillor who has not claimed the record, by name; to be printed at once."""
    require(actor, Permission.RUN_BALLOTS)
    letters = []
    for person in _unclaimed(councillor_ids):
        letters.append(Letter(person.full_name, person.language, issue_code(person.id, actor.account_id)))
        journal.record(actor, "claim_code.printed", "councillor", person.id)
    return letters


def mail_codes(actor: Actor, councillor_ids: Sequence[int]) -> int:
    """Owe a code to each unclaimed councillor with an address; how many. The worker makes it at sending."""
    require(actor, Permission.RUN_BALLOTS)
    told = [person for person in _unclaimed(councillor_ids) if person.email]
    for person in told:
        key = f"{now():%Y%m%d%H%M%S%f}"
        outbox.tell_councillor("councillor-claim", person.id, key)
        journal.record(actor, "claim_code.mailed", "councillor", person.id)
    return len(told)


def invite(actor: Actor, assembly_id: int | None = None) -> int:
    """Owe a code to everybody in office with an address and no account, of one assembly or of all."""
    require(actor, Permission.RUN_BALLOTS)
    waiting = queries.to_invite(assembly_id, today())
    return mail_codes(actor, waiting) if waiting else 0


def _unclaimed(councillor_ids: Sequence[int]) -> list[Councillor]:
    people = [person for person in queries.locked_councillors(councillor_ids) if person.account_id is None]
    if not people:
        raise Conflict("already_claimed", N_("This councillor record has been claimed already."))
    return people


def claim(actor: Actor, code: str) -> Councillor:
    """Make the actor's account the holder of the record that ``code`` was issued for; the code is then spent.

    Unknown, used and expired codes are refused with the same sentence.
    """
    require(actor, Permission.CLAIM_SEAT)
    if actor.account_id is None:
        raise NotAllowed()
    moment = now()
    if queries.councillor_of_account(actor.account_id) is not None:
        raise Conflict("already_councillor", N_("Your account already belongs to a councillor."))
    found = queries.code(_code_hash(code))
    person = queries.councillor(found.councillor_id) if found else None
    usable = found is not None and found.used_at is None and found.expires_at > moment
    if found is None or person is None or not usable or person.account_id is not None:
        raise Invalid(
            "code_refused",
            N_("This code is unknown, too old or already used. Check it, or ask the clerk for a new one."),
            field="code",
        )
    found.used_at = moment
    person.account_id = actor.account_id
    db.session.flush()
    queries.expire_codes(person.id, moment)
    journal.record(actor, "councillor.claimed", "councillor", person.id)
    return person


def release(actor: Actor, councillor_id: int) -> Councillor:
    """Part a record from the account that claimed it, when the wrong person did; votes cast stand."""
    require(actor, Permission.RUN_BALLOTS)
    person = queries.councillor(councillor_id)
    if person.account_id is None:
        raise Conflict("not_claimed", N_("Nobody has claimed this councillor record."))
    journal.record(actor, "councillor.released", "councillor", person.id, account=person.account_id)
    person.account_id = None
    return person
